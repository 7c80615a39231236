import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import "./drawer.css";

/** A form of a drawer: its fields, what the shop says to it, and the button that sends it. */
export function DrawerForm({
  submit,
  isPending,
  error,
  onSubmit,
  children,
}: {
  submit: string;
  isPending: boolean;
  error: Error | null;
  /** Send it, unless something is wrong with it. */
  onSubmit: () => void;
  children: (isAsked: boolean) => ReactNode;
}) {
  const say = useProblemWords();
  const [isAsked, setAsked] = useState(false);

  function send(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (!isPending) onSubmit();
  }

  return (
    <form onSubmit={send} noValidate>
      <div className="drawer-form">
        {children(isAsked)}
        {error !== null && (
          <p className="drawer-wrong" role="alert">
            {say(error)}
          </p>
        )}
      </div>
      <footer>
        <Button type="submit" className="push" shortcut="Enter" aria-busy={isPending}>
          {submit}
        </Button>
      </footer>
    </form>
  );
}
