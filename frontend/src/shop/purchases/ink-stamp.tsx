import { useId } from "react";
import { Drawing } from "../../ui/drawing.tsx";

/** A round rubber stamp with words along its rim. It repeats what the slip says, so nobody has to hear it. */
export function InkStamp({ above, below, tone }: { above: string; below: string; tone: "ok" | "bad" }) {
  const id = useId();
  return (
    <svg className={`ink ${tone}`} viewBox="-60 -60 120 120" aria-hidden="true">
      <defs>
        <path id={`${id}above`} d="M-41 0a41 41 0 1 1 82 0" />
        <path id={`${id}below`} d="M-49 0a49 49 0 0 0 98 0" />
      </defs>
      <circle r="56" fill="none" stroke="currentColor" strokeWidth="3.5" />
      <circle r="34" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <g className="rim">
        <text>
          <textPath href={`#${id}above`} startOffset="50%">
            {above}
          </textPath>
        </text>
        <text>
          <textPath href={`#${id}below`} startOffset="50%">
            {below}
          </textPath>
        </text>
      </g>
      <g transform="scale(1.15)">
        <Drawing name="lotus" x="-26" y="-17" width="52" height="40" />
      </g>
    </svg>
  );
}
