import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { api, ask } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { Decimal, lineTotal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { UnitPrice } from "../../ui/money.tsx";
import { Stepper } from "../../ui/stepper.tsx";
import { SweetPicture } from "../../ui/sweet-picture.tsx";
import { useWords } from "../../words/index.tsx";
import { sweetInBasket, without, withQuantity } from "./basket.ts";
import { changeBasket } from "./basket-store.ts";
import type { LineProblem, QuotedLine } from "./quoted.ts";

/** One sweet of the basket: how much, what it comes to, and what is wrong with it, if anything. */
export function Line({ line, isFrozen }: { line: QuotedLine; isFrozen: boolean }) {
  const { basket: words, shop } = useWords();
  const formats = useFormats();
  const { sweet, quantity, price, problem } = line;
  useSweetAsItIs(line);

  function takeOut() {
    changeBasket((basket) => without(basket, sweet.id));
    const putBack = () => changeBasket((basket) => withQuantity(basket, sweet, quantity));
    toast(words.takenOut(sweet.name), { label: words.undo, onPress: putBack });
  }

  return (
    <li className={problem === null ? "basket-line" : "basket-line lack"}>
      <Link className="thumb" to={addresses.sweet(sweet.id)} tabIndex={-1} aria-hidden="true">
        <SweetPicture sweet={sweet} isOnTray isGone={problem?.kind === "sold_out" || problem?.kind === "gone"} />
      </Link>
      <div className="basket-name">
        <h2 dir="auto">
          <Link to={addresses.sweet(sweet.id)}>{sweet.name}</Link>
        </h2>
        <p className="unit">
          <UnitPrice price={price} unit={sweet.unit} />
        </p>
      </div>
      <div className="line-quantity">
        {isFrozen ? (
          <p>{formats.quantity(quantity, sweet.unit)}</p>
        ) : (
          <>
            <Stepper
              label={shop.howMuch(sweet.name)}
              quantity={quantity}
              unit={sweet.unit}
              step={sweet.quantity_step}
              least={sweet.min_quantity}
              onChange={(next) => changeBasket((basket) => withQuantity(basket, sweet, next))}
            />
            <button type="button" className="take-out" onClick={takeOut}>
              {words.takeOut}
              <span className="visually-hidden"> {sweet.name}</span>
            </button>
          </>
        )}
      </div>
      <p className="line-sum">{formats.money(line.total)}</p>
      {line.priceBefore !== null && problem === null && (
        <p className="line-note" role="status">
          <PriceChange before={line.priceBefore} now={price} />
        </p>
      )}
      {problem !== null && !isFrozen && (
        <div className="short" role="alert">
          <p>
            <WhatIsWrong problem={problem} line={line} />
          </p>
          {problem.kind === "short" && (
            <Button onClick={() => changeBasket((basket) => withQuantity(basket, sweet, problem.left))}>
              {words.take(formats.quantity(problem.left, sweet.unit), formats.money(lineTotal(price, problem.left)))}
            </Button>
          )}
          <Button look="line" onClick={takeOut}>
            {words.takeItOut}
            <span className="visually-hidden">: {sweet.name}</span>
          </Button>
        </div>
      )}
    </li>
  );
}

function WhatIsWrong({ problem, line }: { problem: LineProblem; line: QuotedLine }) {
  const { basket: words, problems } = useWords();
  const formats = useFormats();
  const { quantity, sweet } = line;
  switch (problem.kind) {
    case "short":
      return (
        <>
          <b>{words.onlyLeft(formats.quantity(problem.left, sweet.unit))}</b>
          <br />
          {words.asked(formats.quantity(quantity, sweet.unit))}
        </>
      );
    case "sold_out":
      return <b>{words.soldOut}</b>;
    case "gone":
      return <b>{words.gone}</b>;
    case "refused":
      return <b>{problems[problem.code] ?? problem.detail}</b>;
  }
}

function PriceChange({ before, now }: { before: string; now: string }) {
  const { basket: words } = useWords();
  const formats = useFormats();
  const say = new Decimal(now).gt(before) ? words.dearer : words.cheaper;
  return say(formats.price(before), formats.price(now));
}

/** Look at the sweet again where the shop refused its quantity: its step or minimum is not what the basket remembers. */
function useSweetAsItIs({ sweet, quantity, problem }: QuotedLine): void {
  const { data } = useQuery({
    queryKey: ["sweet", sweet.id],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/sweets/{sweet_id}", { params: { path: { sweet_id: sweet.id } }, signal })),
    enabled: problem?.kind === "refused",
    staleTime: 0,
  });
  const { quantity_step, min_quantity } = data ?? sweet;
  const isChanged = quantity_step !== sweet.quantity_step || min_quantity !== sweet.min_quantity;
  useEffect(() => {
    if (data !== undefined && isChanged)
      changeBasket((basket) => withQuantity(basket, { ...sweetInBasket(data), price: sweet.price }, quantity));
  }, [data, isChanged, quantity, sweet.price]);
}
