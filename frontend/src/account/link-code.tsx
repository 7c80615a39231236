import { useMutation } from "@tanstack/react-query";
import { api, ask } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { useFormats } from "../ui/formats.ts";
import { useWords } from "../words/index.tsx";
import { Refusal } from "./refusal.tsx";

/** A code for the shop's staff, who link with it what is bought at the counter to this account. */
export function LinkCode() {
  const { account: words } = useWords();
  const { time } = useFormats();
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: () => ask(api.POST("/api/auth/link-code")),
  });
  return (
    <>
      <p>{words.linkDetail}</p>
      <Button look="line" aria-busy={isPending} onClick={() => isPending || mutate()}>
        {words.drawCode}
      </Button>
      <output className="link-code">
        {data && (
          <>
            <b>{data.code}</b> {words.codeUntil(time(data.expires_at))}
          </>
        )}
      </output>
      <Refusal error={error} />
    </>
  );
}
