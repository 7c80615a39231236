import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { Button } from "../../ui/button.tsx";
import { useWords } from "../../words/index.tsx";
import { withoutSent } from "./basket.ts";
import { changeBasket } from "./basket-store.ts";

/** An order without an answer: nobody knows whether it was sold. To repeat it is safe for some hours. */
export function Unanswered({ canAskAgain }: { canAskAgain: boolean }) {
  const { basket: words, purchases } = useWords();
  if (canAskAgain) {
    return (
      <div className="unanswered" role="alert">
        <h2>{words.unanswered}</h2>
        <p>{words.unansweredDetail}</p>
      </div>
    );
  }
  return (
    <div className="unanswered" role="alert">
      <h2>{words.staleTitle}</h2>
      <p>{words.stale}</p>
      <p className="acts">
        <Link to={addresses.purchases}>{purchases.mine}</Link>
        <Button look="line" onClick={() => changeBasket((basket) => withoutSent(basket, basket.sent?.key))}>
          {words.forget}
        </Button>
      </p>
    </div>
  );
}
