"""What was acknowledged against what the books say afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from benchmarks.failover.buyers import Buyers, Sold
from benchmarks.failover.shop import OWNER, PRIMARY_PORT, STOCK, Shop


@dataclass
class Proof:
    """What is wrong; nothing should be."""

    acknowledged: int
    lost: list[str]
    """Keys of acknowledged purchases that have no sale, or another one."""
    from_nobody: list[str]
    """Keys in the books that nobody sent, or that were refused for good."""
    stock: list[str]
    """Sweets of which stock and sales do not add up."""
    idle: int
    """Transactions that were left open."""
    odd: list[str]
    verified: str

    @property
    def holds(self) -> bool:
        wrong = [*self.lost, *self.from_nobody, *self.stock, *self.odd]
        return not wrong and not self.idle and self.verified.startswith("0:")

    def lines(self) -> list[str]:
        """Say it in lines."""
        return [
            f"acknowledged {self.acknowledged}, lost {len(self.lost)}, of nobody {len(self.from_nobody)}",
            f"stock that does not add up {len(self.stock)}, transactions left open {self.idle}, "
            f"odd answers {len(self.odd)} {self.odd[:3]}",
            f"sweetshop verify: {self.verified}",
        ]


async def prove(
    shop: Shop, buyers: Sequence[Buyers], others: Sequence[Sold] = (), *, are_all_known: bool = True
) -> Proof:
    """Compare. Who bought on a node that was cut off has keys nobody knows the end of."""
    connection = await asyncpg.connect(shop.url(OWNER, PRIMARY_PORT))
    try:
        rows = await connection.fetch("SELECT idempotency_key, id FROM sales WHERE idempotency_key IS NOT NULL")
        booked = {row["idempotency_key"]: row["id"] for row in rows}
        stock = await connection.fetch(
            "SELECT sweets.id, on_hand + coalesce(sum(lines.quantity), 0) AS all FROM sweets"
            " LEFT JOIN sale_lines AS lines ON lines.sweet_id = sweets.id GROUP BY sweets.id"
        )
        idle: int = await connection.fetchval(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE state LIKE 'idle in transaction%' AND state_change < now() - interval '5 seconds'"
        )
    finally:
        await connection.close()
    sold = [*others, *(one for some in buyers for one in some.sold)]
    known = {one.key for one in sold}.union(*(some.unanswered for some in buyers))
    return Proof(
        acknowledged=len(sold),
        lost=[one.key for one in sold if booked.get(one.key) != one.sale_id],
        from_nobody=[key for key in booked if key not in known] if are_all_known else [],
        stock=[str(row["id"]) for row in stock if row["all"] != STOCK],
        idle=idle,
        odd=[odd for some in buyers for odd in some.odd],
        verified=shop.verify(),
    )
