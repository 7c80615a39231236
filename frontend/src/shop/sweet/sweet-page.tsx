import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { addresses } from "../../addresses.ts";
import { api, ask } from "../../api/client.ts";
import { asProblem } from "../../api/problems.ts";
import { queries } from "../../api/queries.ts";
import type { Sweet } from "../../api/types.ts";
import { DietMark, Stamp } from "../../ui/badges.tsx";
import { Drawing } from "../../ui/drawing.tsx";
import { Failure } from "../../ui/failure.tsx";
import { useFormats } from "../../ui/formats.ts";
import { NotHere } from "../../ui/not-here.tsx";
import { useTitle } from "../../ui/page.ts";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { SweetPicture } from "../../ui/sweet-picture.tsx";
import { useWords } from "../../words/index.tsx";
import { isSoldOut } from "../trays/amounts.ts";
import { TrayCard } from "../trays/tray-card.tsx";
import { addressOfWanted, EVERYTHING } from "../trays/wanted.ts";
import { Label } from "./label.tsx";
import { Scale } from "./scale.tsx";
import "./sweet-page.css";

const OTHERS = 4;
/** Longer names are written smaller. */
const LONG_NAME = 40;

/** One sweet: what it looks like, the scale that weighs it out, and what its label says. */
export default function SweetPage() {
  const id = Number(useParams().id);
  const isId = Number.isSafeInteger(id) && id > 0;
  const { data, error, refetch } = useQuery<Sweet>({
    queryKey: ["sweet", id],
    queryFn: ({ signal }) => ask(api.GET("/api/sweets/{sweet_id}", { params: { path: { sweet_id: id } }, signal })),
    placeholderData: () => onTray(id),
    enabled: isId,
  });
  if (!isId || (error !== null && asProblem(error).status === 404)) return <NotHere />;
  if (data !== undefined) return <OneSweet key={id} sweet={data} />;
  return error === null ? <OnItsWay /> : <Failure error={error} onRetry={() => void refetch()} />;
}

/** A sweet that the trays have shown is there at once. */
function onTray(id: number): Sweet | undefined {
  const trays = queries.getQueriesData<{ pages?: { items: Sweet[] }[] }>({ queryKey: ["sweets", "trays"] });
  return trays
    .flatMap(([, data]) => data?.pages ?? [])
    .flatMap(({ items }) => items)
    .find((sweet) => sweet.id === id);
}

function OneSweet({ sweet }: { sweet: Sweet }) {
  const { shop, ui } = useWords();
  const formats = useFormats();
  useTitle(sweet.name);
  const isOut = sweet.archived_at !== null || isSoldOut(sweet);
  const ofCategory = addresses.home + addressOfWanted({ ...EVERYTHING, category: sweet.category.name });
  return (
    <>
      <nav aria-label={shop.crumbs}>
        <ol className="crumbs">
          <li>
            <Link to={addresses.home}>{shop.theShop}</Link>
          </li>
          <li>
            <Link to={ofCategory} dir="auto">
              {sweet.category.name}
            </Link>
          </li>
          <li aria-current="page">
            <bdi>{sweet.name}</bdi>
          </li>
        </ol>
      </nav>
      <article>
        <div className="one">
          <div className="slab">
            <SweetPicture sweet={sweet} isOnTray isGone={isOut} />
            {sweet.fresh_today && !isOut && <Stamp>{shop.fresh}</Stamp>}
            {sweet.diet !== null && (
              <p className="diet-word">
                <DietMark diet={sweet.diet} />
                <span aria-hidden="true">{ui.diets[sweet.diet]}</span>
              </p>
            )}
          </div>
          <div>
            <h1 className={sweet.name.length > LONG_NAME ? "long" : undefined} dir="auto">
              {sweet.name}
            </h1>
            {sweet.description !== null && (
              <p className="lead" dir="auto">
                {sweet.description}
              </p>
            )}
            <p className={isOut ? "stock out" : sweet.stock_state === "low" ? "stock low" : "stock"}>
              {isOut ? shop.soldOut : shop.onTray(formats.quantity(sweet.available, sweet.unit))}
            </p>
            {!isOut && <Scale sweet={sweet} />}
          </div>
        </div>
        <Label sweet={sweet} />
      </article>
      <Others sweet={sweet} />
    </>
  );
}

function Others({ sweet }: { sweet: Sweet }) {
  const { shop } = useWords();
  const { data } = useQuery({
    queryKey: ["sweets", "others", sweet.category_id],
    queryFn: ({ signal }) =>
      ask(
        api.GET("/api/sweets", {
          params: { query: { category_id: sweet.category_id, in_stock: true, limit: OTHERS + 1 } },
          signal,
        }),
      ),
  });
  const others = data?.items.filter(({ id }) => id !== sweet.id).slice(0, OTHERS) ?? [];
  if (others.length === 0) return null;
  return (
    <section className="others" aria-labelledby="others">
      <div className="head">
        <div>
          <h2 id="others">{shop.moreOf(sweet.category.name)}</h2>
          <Drawing name="stroke" className="stroke" />
        </div>
      </div>
      <ul className="trays">
        {others.map((other) => (
          <TrayCard key={other.id} sweet={other} />
        ))}
      </ul>
    </section>
  );
}

function OnItsWay() {
  return (
    <Loading>
      <p className="crumbs">
        <Skeleton width="12rem" />
      </p>
      <div className="one">
        <div className="slab empty-tray" />
        <div>
          <h1>
            <Skeleton width="70%" />
          </h1>
          <p className="lead">
            <Skeleton height="4.5em" />
          </p>
          <div className="scale">
            <Skeleton height="17rem" />
          </div>
        </div>
      </div>
    </Loading>
  );
}
