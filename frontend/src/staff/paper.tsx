import { useLayoutEffect, useRef } from "react";
import { Failure } from "../ui/failure.tsx";
import "./paper.css";

/** A page that the shop makes for 80 mm paper, such as a receipt. What is printed is this and nothing else. */
export function Paper({
  html,
  error,
  onRetry,
}: {
  /** Undefined while it is on its way. */
  html: string | undefined;
  error: Error | null;
  onRetry: () => void;
}) {
  const paper = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (html === undefined) return;
    // A parsed document is under the policy of this page, which refuses its style.
    const { body } = new DOMParser().parseFromString(html.replace(/<style>.*?<\/style>/s, ""), "text/html");
    // A heading of the dialog stands above it.
    for (const title of body.querySelectorAll("h1")) title.replaceWith(paragraph(title, "shop-name"));
    for (const title of body.querySelectorAll("header h2")) title.replaceWith(paragraph(title, "paper-title"));
    paper.current?.replaceChildren(...body.childNodes);
  }, [html]);
  if (error !== null) return <Failure error={error} onRetry={onRetry} />;
  return <div ref={paper} className="receipt" lang="en" aria-busy={html === undefined} />;
}

function paragraph(title: Element, className: string): Element {
  const text = document.createElement("p");
  text.className = className;
  text.dir = "auto";
  text.textContent = title.textContent;
  return text;
}
