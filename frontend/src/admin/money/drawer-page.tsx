import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask } from "../../api/client.ts";
import { useUser } from "../../api/use-session.ts";
import { CloseForm } from "../../staff/drawer/close-form.tsx";
import { MoveForm } from "../../staff/drawer/move-form.tsx";
import { type Drawer, drawerQuery } from "../../staff/drawer/queries.ts";
import { ReportPaper } from "../../staff/drawer/report-paper.tsx";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useTitle } from "../../ui/page.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { History } from "../audit/history.tsx";
import { keep } from "../files.ts";
import { Head } from "../frame.tsx";
import { NotLoaded } from "../not-loaded.tsx";
import { OfId } from "../of-id.tsx";
import { officeAddresses } from "../places.ts";
import { UpLink } from "../up-link.tsx";
import { DrawerFacts } from "./drawer-facts.tsx";
import { DrawerState } from "./drawer-state.tsx";
import { Movements } from "./movements.tsx";
import "./drawer-page.css";

/** One drawer session: what should be in the drawer, what was moved, and its X or Z report. */
export default function DrawerPage() {
  return <OfId page={(id) => <Loaded id={id} />} />;
}

function Loaded({ id }: { id: number }) {
  const { officeMoney: words } = useWords();
  const { data: drawer, error, refetch } = useQuery(drawerQuery(id));
  useTitle(words.drawerOf(id));
  if (error !== null && drawer === undefined) return <NotLoaded error={error} onRetry={() => void refetch()} />;
  if (drawer === undefined) {
    return (
      <Loading>
        <Skeleton height="20rem" />
      </Loading>
    );
  }
  return <Shown drawer={drawer} />;
}

type Doing = "in" | "out" | "close" | null;

function Shown({ drawer }: { drawer: Drawer }) {
  const { officeMoney: words, drawer: drawerWords } = useWords();
  const { date } = useFormats();
  const isAdmin = useUser()?.role === "admin";
  const [doing, setDoing] = useState<Doing>(null);
  const titles = { in: drawerWords.cashIn, out: drawerWords.cashOut, close: drawerWords.count };
  const done = () => setDoing(null);
  const act = (what: Exclude<Doing, null>, look = "btn") => (
    <button className={look} type="button" onClick={() => setDoing(what)}>
      {titles[what]}
    </button>
  );
  return (
    <div className="drawer-page">
      <UpLink to={officeAddresses.drawers}>{words.drawers}</UpLink>
      <Head
        title={<span dir="auto">{drawer.drawer ?? words.drawerOf(drawer.id)}</span>}
        aside={<DrawerState drawer={drawer} />}
      >
        <ReportFile drawer={drawer} />
        <button className="btn" type="button" onClick={() => window.print()}>
          <StaffIcon name="print" /> {drawerWords.print}
        </button>
        {drawer.is_open && (
          <>
            {act("in")}
            {act("out")}
            {act("close", "btn go")}
          </>
        )}
      </Head>
      {drawer.is_from_earlier_day && (
        <p className="drawer-late" role="status">
          {drawerWords.ofEarlierDay(date(drawer.business_day))}
        </p>
      )}
      <div className="drawer-parts">
        <div className="drawer-told">
          <DrawerFacts drawer={drawer} />
          <Movements drawer={drawer} />
          {isAdmin && <History entity="drawer_session" id={drawer.id} />}
        </div>
        <section className="drawer-report" aria-label={drawer.is_open ? words.xReport : words.zReport}>
          <ReportPaper drawer={drawer} />
        </section>
      </div>
      {doing !== null && (
        <StaffDialog title={titles[doing]} className="drawer-dialog" onClose={done}>
          {doing === "close" ? (
            <CloseForm drawer={drawer} onDone={done} />
          ) : (
            <MoveForm drawer={drawer} kind={doing} onDone={done} />
          )}
        </StaffDialog>
      )}
    </div>
  );
}

function ReportFile({ drawer: { id, is_open } }: { drawer: Drawer }) {
  const { officeMoney: words } = useWords();
  const say = useProblemWords();
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      ask(
        api.GET("/api/drawer-sessions/{drawer_session_id}/report", {
          params: { path: { drawer_session_id: id }, query: { format: "pdf" } },
          parseAs: "blob",
        }),
      ),
    onSuccess: (content) => keep(content as unknown as Blob, `${is_open ? "x" : "z"}-report-${id}.pdf`),
    onError: (error) => toast(say(error)),
  });
  return (
    <button className="btn" type="button" aria-busy={isPending} onClick={() => isPending || mutate()}>
      {words.asPdf}
    </button>
  );
}
