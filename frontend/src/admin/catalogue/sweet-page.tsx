import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { useUser } from "../../api/use-session.ts";
import { useTitle } from "../../ui/page.ts";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { Head } from "../frame.tsx";
import { LabelsButton } from "../labels/labels-button.tsx";
import { NotLoaded } from "../not-loaded.tsx";
import { NothingHere } from "../nothing-here.tsx";
import { officeAddresses } from "../places.ts";
import { Archive } from "./archive.tsx";
import { EditForm } from "./edit-form.tsx";
import { InShop } from "./in-shop.tsx";
import { PictureSheet } from "./picture-sheet.tsx";
import { sweetQuery } from "./queries.ts";
import { SalesSheet } from "./sales-sheet.tsx";
import "./sweet-page.css";

/** One sweet: all that is known of it, to change for admins, and what there is of it. */
export default function SweetPage() {
  const { officeCatalogue: words } = useWords();
  const { id = "" } = useParams();
  const isId = /^[1-9]\d*$/.test(id);
  const { data: sweet, error, refetch } = useQuery({ ...sweetQuery(Number(id)), enabled: isId });
  const isAdmin = useUser()?.role === "admin";
  useTitle(sweet?.name);
  if (!isId) return <NothingHere />;
  if (error !== null && sweet === undefined) return <NotLoaded error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Link className="up" to={officeAddresses.catalogue}>
        {words.allSweets}
      </Link>
      {sweet === undefined ? (
        <>
          <Head title={<Skeleton width="12rem" />} />
          <Loading />
        </>
      ) : (
        <>
          <Head title={<span dir="auto">{sweet.name}</span>} aside={sweet.sku}>
            <LabelsButton thing={{ sweet_id: sweet.id }} name={sweet.name} />
          </Head>
          {sweet.archived_at !== null && <p className="is-archived">{words.isArchived}</p>}
          <div className="sweet-columns">
            <EditForm key={sweet.id} sweet={sweet} isReadOnly={!isAdmin} />
            <div className="sweet-aside">
              {isAdmin && <PictureSheet sweet={sweet} />}
              <InShop sweet={sweet} isAdmin={isAdmin} />
              {isAdmin && <SalesSheet sweet={sweet} />}
              {isAdmin && <Archive sweet={sweet} />}
            </div>
          </div>
        </>
      )}
    </>
  );
}
