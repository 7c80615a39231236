import { useEffect, useState } from "react";
import { Link } from "react-router";
import type { Unit } from "../../api/types.ts";
import { remembered } from "../../remembered.ts";
import { useFormats } from "../../ui/formats.ts";
import { announce } from "../../ui/messages.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { SweetPicture } from "../../ui/sweet-picture.tsx";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { ring } from "./ring.ts";
import type { LiveEvent } from "./stream.ts";
import { useLive } from "./use-live.ts";
import "./live.css";

export const soundChoice = remembered("alert-sound", ["off", "on"], "off");
export const countChoice = remembered("alert-count", ["off", "on"], "off");

interface StockAlert {
  sweet_id: number;
  name: string;
  state: "low" | "out" | "ok";
  available: string;
  unit: Unit;
}

/** Whether what is shown is kept up to date, and the last alert over the corner of the page. */
export function Live() {
  const { admin } = useWords();
  const { quantity } = useFormats();
  const [alert, setAlert] = useState<(StockAlert & { state: "low" | "out" }) | null>(null);
  const [unseen, setUnseen] = useState(0);
  useTitleCount(unseen);
  const liveness = useLive((event) => {
    const come = alertIn(event);
    if (come === null) return;
    const { state } = come;
    if (state === "ok") return setAlert((shown) => (shown?.sweet_id === come.sweet_id ? null : shown));
    setAlert({ ...come, state });
    announce(admin.alert(come.name, state));
    if (document.hidden) setUnseen((count) => count + 1);
    if (soundChoice.get() === "on") ring();
  });
  useEffect(() => {
    const look = () => document.hidden || setUnseen(0);
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return (
    <>
      <p className={liveness === "live" ? "liveness ok" : "liveness soft"}>
        <span className="dot" /> <span>{liveness === "live" ? admin.live : admin.notLive}</span>
      </p>
      {alert !== null && (
        <aside className="arrived" aria-label={admin.newAlert}>
          <SweetPicture sweet={{ name: alert.name, category: { name: "" } }} />
          <p>
            <b dir="auto">{admin.alert(alert.name, alert.state)}</b>
            {alert.state === "low" && (
              <span className="soft small">{admin.left(quantity(alert.available, alert.unit))}</span>
            )}
          </p>
          <Link className="btn" to={officeAddresses.sweet(alert.sweet_id)} onClick={() => setAlert(null)}>
            {admin.look}
          </Link>
          <button className="btn plain" type="button" aria-label={admin.putAway} onClick={() => setAlert(null)}>
            <StaffIcon name="x" />
          </button>
        </aside>
      )}
    </>
  );
}

function alertIn({ kind, data }: LiveEvent): StockAlert | null {
  return kind === "stock_alert" ? (JSON.parse(data) as StockAlert) : null;
}

/** Put a count before the page's title, for those who asked for it. */
function useTitleCount(count: number): void {
  useEffect(() => {
    const plain = document.title.replace(/^\(\d+\) /, "");
    document.title = count > 0 && countChoice.get() === "on" ? `(${count}) ${plain}` : plain;
  }, [count]);
}
