import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useNavigate } from "react-router";
import { Refusal } from "../../account/refusal.tsx";
import type { Schemas } from "../../api/types.ts";
import { Segments } from "../../ui/segments.tsx";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { titlesOf } from "./csv-head.ts";
import { KeptMappings } from "./kept-mappings.tsx";
import { type FileToSend, sendFile } from "./send-file.ts";
import { OPTIONS, TillOptions } from "./till-options.tsx";

export const KINDS = ["catalogue", "customers", "till_history"] as const;
type Kind = Schemas["ImportKind"];

/** Choose a file, say what is in it, and try it before it changes anything. */
export function ImportForm() {
  const { officeShop: words } = useWords();
  const navigate = useNavigate();
  const id = useId();
  const [kind, setKind] = useState<Kind>("catalogue");
  const [titles, setTitles] = useState<readonly string[]>([]);
  const [isMissing, setMissing] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ isTrial, ...what }: FileToSend & { isTrial: boolean }) => sendFile(what, isTrial),
    onSuccess: ({ id: begun }) => navigate(officeAddresses.import(begun)),
  });

  async function choose(file: File | undefined) {
    setMissing(false);
    setTitles(file === undefined ? [] : await titlesOf(file));
  }

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const file = form.get("file") as File;
    setMissing(file.name === "");
    if (isPending || file.name === "") return;
    const { submitter } = event.nativeEvent as SubmitEvent;
    const names = kind === "till_history" ? ["preset", ...OPTIONS] : ["preset"];
    const options = names
      .map((name) => [name, form.get(name)] as const)
      .filter(([name, value]) => typeof value === "string" && (value !== "" || name === "ignore"));
    mutate({
      kind,
      file,
      options: Object.fromEntries(options) as Record<string, string>,
      isTrial: submitter?.dataset.trial !== "no",
    });
  }

  return (
    <form className="sheet import-form" onSubmit={send} noValidate>
      <Segments
        legend={words.kind}
        options={KINDS.map((value) => ({ value, label: words.kinds[value] }))}
        value={kind}
        onChange={setKind}
      />
      <p className="soft">{words.kindDetails[kind]}</p>
      <div className="import-file">
        <label htmlFor={id}>{words.file}</label>
        <input
          id={id}
          name="file"
          type="file"
          accept=".csv,.txt,.tsv,text/csv"
          aria-invalid={isMissing || undefined}
          aria-describedby={`${id}-said`}
          onChange={({ target }) => void choose(target.files?.[0])}
        />
        <p id={`${id}-said`} className={isMissing ? "field-error" : "soft small"}>
          {isMissing ? words.noFile : titles.join(" · ")}
        </p>
      </div>
      <KeptMappings key={kind} kind={kind} />
      {kind === "till_history" && titles.length > 0 && <TillOptions titles={titles} />}
      <Refusal error={error} />
      <div className="import-acts">
        <button className="btn go" type="submit" aria-busy={isPending}>
          {words.tryIt}
        </button>
        <button className="btn" type="submit" data-trial="no" aria-busy={isPending}>
          {words.importNow}
        </button>
      </div>
    </form>
  );
}
