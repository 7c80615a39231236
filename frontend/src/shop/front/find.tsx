import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { addresses } from "../../addresses.ts";
import { api, ask } from "../../api/client.ts";
import { Combobox, Marked } from "../../ui/combobox.tsx";
import { Icon } from "../../ui/drawing.tsx";
import { UnitPrice } from "../../ui/money.tsx";
import { SweetPicture } from "../../ui/sweet-picture.tsx";
import { useWords } from "../../words/index.tsx";
import { addressOfWanted, EVERYTHING } from "../trays/wanted.ts";
import "./find.css";

const FIRST_FEW = 5;
const TYPING_PAUSE_MS = 150;

/** Finds sweets while somebody types, however they spell; Enter shows all that was found on the trays. */
export function Find() {
  const { shop } = useWords();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const searched = pathname === addresses.home ? (new URLSearchParams(search).get("q") ?? "") : "";
  const [text, setText] = useState(searched);
  const [shownFor, setShownFor] = useState(searched);
  if (searched !== shownFor) {
    setShownFor(searched);
    setText(searched);
  }
  const asked = usePaused(text.trim());
  const { data, isFetching } = useQuery({
    queryKey: ["sweets", "find", asked],
    queryFn: ({ signal }) => ask(api.GET("/api/sweets", { params: { query: { q: asked, limit: FIRST_FEW } }, signal })),
    enabled: asked !== "" && asked !== searched,
    placeholderData: keepPreviousData,
  });
  const found = text.trim() === "" || text.trim() === searched ? [] : (data?.items ?? []);
  const all = addresses.home + addressOfWanted({ ...EVERYTHING, q: text.trim() });
  const isNothing = data !== undefined && found.length === 0 && !isFetching && asked === text.trim();

  return (
    <search className="find">
      <Combobox
        label={shop.find}
        placeholder={shop.findExample}
        text={text}
        onText={setText}
        items={found}
        keyOf={({ id }) => id}
        isSearching={isFetching}
        start={<Icon name="i-search" />}
        onChoose={({ id }) => {
          setText("");
          void navigate(addresses.sweet(id));
        }}
        onEnter={() => void navigate(all)}
        foot={
          asked === searched ? undefined : isNothing ? (
            <p className="found-none">{shop.findNone(text.trim())}</p>
          ) : (
            <Link className="found-all" to={all} onClick={(event) => event.currentTarget.blur()}>
              {shop.findAll(text.trim())}
            </Link>
          )
        }
        render={(sweet) => (
          <span className="found">
            <SweetPicture sweet={sweet} />
            <bdi>
              <Marked text={sweet.name} part={text} />
            </bdi>
            <small>
              <UnitPrice price={sweet.price} unit={sweet.unit} />
            </small>
          </span>
        )}
      />
    </search>
  );
}

/** Return a text once nobody has changed it for a moment. */
function usePaused(text: string): string {
  const [paused, setPaused] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return paused;
}
