"""The outcomes of a batch of baskets, in order of arrival."""

from app.core.errors import DomainError
from app.services.common.idempotency import Answer, KeptAnswers, key_reused, replay
from app.services.selling.basket import Basket
from app.services.selling.sale_rules import AcceptedSale


class Outcomes:
    """Collects the outcome of each basket of a batch. Two baskets of one batch may carry the same key."""

    def __init__(self, kept: KeptAnswers) -> None:
        self._kept = kept
        self._by_key: dict[tuple[int, str], tuple[int, Basket]] = {}
        self._retries: dict[int, int] = {}
        self._outcomes: dict[int, Answer | DomainError] = {}
        self.accepted: dict[int, AcceptedSale] = {}
        """The sales to write, by their baskets' positions."""

    def is_retry(self, position: int, basket: Basket) -> bool:
        """Tell whether the basket's key has an answer already: a kept one, or that of an earlier basket of the batch.

        Raise `Invalid` for a key that was used for another request.
        """
        request = basket.request_key
        if request is None:
            return False
        caller_id = basket.caller.claims.user_id
        kept = self._kept.find(caller_id, request)
        if kept is not None:
            self._outcomes[position] = kept
            return True
        earlier = self._by_key.get((caller_id, request.key))
        if earlier is None:
            return False
        first_position, first = earlier
        if first.request_key != request:
            raise key_reused()
        self._retries[position] = first_position
        return True

    def accept(self, position: int, accepted: AcceptedSale) -> None:
        """Note a sale to be written."""
        self.accepted[position] = accepted
        basket = accepted.basket
        if basket.request_key is not None:
            self._by_key[accepted.actor.user_id, basket.request_key.key] = position, basket

    def refuse(self, position: int, refusal: DomainError) -> None:
        """Note a basket's refusal."""
        self._outcomes[position] = refusal

    def answer(self, position: int, answer: Answer) -> None:
        """Note the answer to a sale that was written."""
        self._outcomes[position] = answer

    def in_order(self) -> list[Answer | DomainError]:
        """Return the outcome of every basket."""
        for position, first_position in self._retries.items():
            answer = self._outcomes[first_position]
            assert isinstance(answer, Answer)  # noqa: S101 - an accepted basket was written.
            self._outcomes[position] = replay(answer)
        return [self._outcomes[position] for position in range(len(self._outcomes))]
