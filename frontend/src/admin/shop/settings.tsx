import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { Failure } from "../../ui/failure.tsx";
import { toast } from "../../ui/messages.tsx";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { proved } from "../proof/proof.ts";
import { useUnsaved } from "../use-unsaved.ts";
import { ShopRoom } from "./room.tsx";
import { changesOf, GROUPS, type Setting, type Texts, textOf } from "./setting.ts";
import { SettingField } from "./setting-field.tsx";
import "./settings.css";

const settingsQuery = {
  queryKey: ["settings"],
  queryFn: () => ask(api.GET("/api/settings")),
};

const NOTHING_TYPED: Texts = {};

/** By then the whole shop goes by a changed setting. */
const KNOWN_MS = 1000;
/** The sign, the day and the till's limits. */
const GO_BY_THEM = [["shop"], ["limits"]];

/** Every setting of the shop, in groups, each with what it is for and what holds unless it is set. */
export default function Settings() {
  const { officeShop: words } = useWords();
  const { data, error, refetch } = useQuery(settingsQuery);
  return (
    <>
      <ShopRoom title={words.settings} />
      {error !== null && data === undefined && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && (
        <Loading>
          <Skeleton height="24rem" />
        </Loading>
      )}
      {data !== undefined && <SettingsForm settings={data.items} />}
    </>
  );
}

function SettingsForm({ settings }: { settings: readonly Setting[] }) {
  const { officeShop: words } = useWords();
  const { value: texts, set: setTexts, forget } = useUnsaved<Texts>("settings", NOTHING_TYPED);
  const [isAsked, setAsked] = useState(false);
  const changes = changesOf(settings, texts);
  const count = Object.keys(changes).length;
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ body }: { body: Schemas["SettingsUpdate"]; undo?: Schemas["SettingsUpdate"] }) =>
      proved(() => ask(api.PUT("/api/settings", { body }))),
    onSuccess: (saved, { body, undo }) => {
      queries.setQueryData(settingsQuery.queryKey, saved);
      forget();
      if (undo === undefined) toast(words.undone);
      else toast(words.saved(Object.keys(body).length), { label: words.undo, onPress: () => mutate({ body: undo }) });
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ["settings"] });
      setTimeout(
        () => void Promise.all(GO_BY_THEM.map((queryKey) => queries.invalidateQueries({ queryKey }))),
        KNOWN_MS,
      );
    },
  });
  const wrong = useFieldWords(error);
  const known = new Map(settings.map((setting) => [setting.key, setting]));

  function save(event: FormEvent) {
    event.preventDefault();
    setAsked(count === 0);
    if (isPending || count === 0) return;
    const undo = Object.fromEntries(Object.keys(changes).map((key) => [key, known.get(key)?.value]));
    mutate({ body: changes, undo });
  }

  return (
    <form className="settings" onSubmit={save} noValidate>
      {GROUPS.map(({ name, keys }) => (
        <fieldset key={name} className="sheet">
          <legend>{words.groups[name]}</legend>
          {keys.map((key) => {
            const setting = known.get(key);
            if (setting === undefined) return null;
            return (
              <SettingField
                key={key}
                setting={setting}
                text={texts[key] ?? textOf(setting.value)}
                isChanged={key in changes}
                error={wrong(`/${key}`)}
                onText={(text) => setTexts({ ...texts, [key]: text })}
              />
            );
          })}
        </fieldset>
      ))}
      <div className="settings-foot">
        <Refusal error={error} fields={settings.map(({ key }) => `/${key}`)} />
        {isAsked && count === 0 && (
          <p className="soft" role="alert">
            {words.nothingChanged}
          </p>
        )}
        <button className="btn go" type="submit" aria-busy={isPending}>
          {words.save(count)}
        </button>
      </div>
    </form>
  );
}
