import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useUser } from "../../api/use-session.ts";
import { CloseForm } from "../../staff/drawer/close-form.tsx";
import { MoveForm } from "../../staff/drawer/move-form.tsx";
import { OpenForm } from "../../staff/drawer/open-form.tsx";
import { type Drawer, ownDrawerQuery } from "../../staff/drawer/queries.ts";
import { ReportPaper } from "../../staff/drawer/report-paper.tsx";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { Failure } from "../../ui/failure.tsx";
import { useFormats } from "../../ui/formats.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useDialogKeys } from "../keys.ts";

type Doing = "in" | "out" | "close" | null;

/** The seller's own drawer: open it, put cash in and take it out, look at its X report, count and close it. */
export default function DrawerDialog({ onClose }: { onClose: () => void }) {
  const { drawer: words } = useWords();
  const user = useUser();
  const own = useQuery({ ...ownDrawerQuery(user?.id ?? 0), enabled: user !== null });
  const [doing, setDoing] = useState<Doing>(null);
  const [closed, setClosed] = useState<Drawer | null>(null);
  const drawer = closed ?? own.data ?? null;
  const titles = { in: words.cashIn, out: words.cashOut, close: words.count };
  const leave = () => setDoing(null);

  if (drawer !== null && doing === null) return <Shown drawer={drawer} onDo={setDoing} onClose={onClose} />;
  if (drawer !== null && doing !== null) {
    return (
      <StaffDialog key={doing} title={titles[doing]} className="drawer-dialog" onClose={leave}>
        {doing === "close" ? (
          <CloseForm
            drawer={drawer}
            onDone={(done) => {
              setClosed(done);
              leave();
            }}
          />
        ) : (
          <MoveForm drawer={drawer} kind={doing} onDone={leave} />
        )}
      </StaffDialog>
    );
  }
  return (
    <StaffDialog
      key={own.data === undefined ? "loading" : "open"}
      title={words.openNow}
      className="drawer-dialog"
      onClose={onClose}
    >
      {own.error !== null && own.data === undefined ? (
        <Failure error={own.error} onRetry={() => void own.refetch()} />
      ) : own.data === undefined ? (
        <Loading>
          <Skeleton height="20rem" />
        </Loading>
      ) : (
        <OpenForm onDone={onClose} />
      )}
    </StaffDialog>
  );
}

function Shown({
  drawer,
  onDo,
  onClose,
}: {
  drawer: Drawer;
  onDo: (what: Exclude<Doing, null>) => void;
  onClose: () => void;
}) {
  const { drawer: words } = useWords();
  const { money, date, time } = useFormats();
  const keys = {
    p: () => window.print(),
    ...(drawer.is_open && { i: () => onDo("in"), o: () => onDo("out"), c: () => onDo("close") }),
  };
  useDialogKeys(keys);
  return (
    <StaffDialog title={drawer.drawer ?? words.drawer} className="drawer-dialog" onClose={onClose}>
      <div className="drawer-body">
        {drawer.is_from_earlier_day && <p className="drawer-wrong">{words.ofEarlierDay(date(drawer.business_day))}</p>}
        {drawer.is_open && (
          <p className="soft">
            {words.openOf(`${date(drawer.opened_at)}, ${time(drawer.opened_at)}`)}.{" "}
            {words.shouldBeIn(money(drawer.expected))}
          </p>
        )}
        <div className="drawer-acts">
          {drawer.is_open && (
            <>
              <Button look="line" shortcut="I" onClick={() => onDo("in")}>
                {words.cashIn}
              </Button>
              <Button look="line" shortcut="O" onClick={() => onDo("out")}>
                {words.cashOut}
              </Button>
              <Button look="line" shortcut="C" onClick={() => onDo("close")}>
                {words.count}
              </Button>
            </>
          )}
          <Button look="line" shortcut="P" onClick={keys.p}>
            <StaffIcon name="print" />
            {words.print}
          </Button>
        </div>
        <div className="drawer-paper">
          <ReportPaper drawer={drawer} />
        </div>
      </div>
    </StaffDialog>
  );
}
