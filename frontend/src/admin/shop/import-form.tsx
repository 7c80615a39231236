import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useNavigate } from "react-router";
import { Refusal } from "../../account/refusal.tsx";
import type { Schemas } from "../../api/types.ts";
import { Segments } from "../../ui/segments.tsx";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { ColumnOptions, optionsOf } from "./column-options.tsx";
import { KeptMappings } from "./kept-mappings.tsx";
import { type FileToSend, headerOf, sendFile } from "./send-file.ts";
import { TillOptions } from "./till-options.tsx";

export const KINDS = ["catalogue", "customers", "till_history"] as const;
type Kind = Schemas["ImportKind"];

/** Choose a file, say what is in it, and try it before it changes anything. */
export function ImportForm() {
  const { officeShop: words } = useWords();
  const navigate = useNavigate();
  const id = useId();
  const [kind, setKind] = useState<Kind>("catalogue");
  const [file, setFile] = useState<File>();
  const [isMissing, setMissing] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ isTrial, ...what }: FileToSend & { isTrial: boolean }) => sendFile(what, isTrial),
    onSuccess: ({ id: begun }) => navigate(officeAddresses.import(begun)),
  });

  const header = useQuery({
    queryKey: ["import-header", kind, file?.name, file?.size, file?.lastModified],
    queryFn: () => (file === undefined ? null : headerOf(kind, file)),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const titles = header.data?.titles ?? [];

  function choose(chosen: File | undefined, of: Kind) {
    setMissing(false);
    setKind(of);
    setFile(chosen);
  }

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setMissing(file === undefined);
    if (isPending || file === undefined) return;
    const { submitter } = event.nativeEvent as SubmitEvent;
    mutate({
      kind,
      file,
      options: optionsOf(kind, event.currentTarget),
      isTrial: submitter?.dataset.trial !== "no",
    });
  }

  return (
    <form className="sheet import-form" onSubmit={send} noValidate>
      <Segments
        legend={words.kind}
        options={KINDS.map((value) => ({ value, label: words.kinds[value] }))}
        value={kind}
        onChange={(value) => choose(file, value)}
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
          onChange={({ target }) => choose(target.files?.[0], kind)}
        />
        <p id={`${id}-said`} className={isMissing ? "field-error" : "soft small"}>
          {isMissing ? words.noFile : titles.join(" · ")}
        </p>
      </div>
      <KeptMappings key={kind} kind={kind} />
      {titles.length > 0 &&
        (kind === "till_history" ? (
          <TillOptions titles={titles} />
        ) : (
          <ColumnOptions key={kind} kind={kind} titles={titles} />
        ))}
      <Refusal error={error ?? header.error} />
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
