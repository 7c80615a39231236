"""The faults, by the part of the shop they are in."""

from tests.mutants.faults.api import API, LIVE_EVENTS, WEB_APP
from tests.mutants.faults.database import EVENTS_AND_RIGHTS, LEDGER, ROLLUP
from tests.mutants.faults.goods import BUYING, CATALOGUE, LISTS
from tests.mutants.faults.insight import FIGURES, FILES
from tests.mutants.faults.logins import LOGINS, WRITTEN_DOWN
from tests.mutants.faults.money import KEPT_BY_THE_DATABASE, PAYMENTS
from tests.mutants.faults.mutant import Mutant
from tests.mutants.faults.operations import OVERLOAD, STANDBY, WEBHOOKS
from tests.mutants.faults.people import PERMISSIONS, TOKENS
from tests.mutants.faults.promises import KEYS, NUMBERS, TRANSACTIONS
from tests.mutants.faults.selling import SALES, UNDOING
from tests.mutants.faults.stock import ALERTS, COUNTS, LOTS

__all__ = ["AREAS", "FAULTS", "Mutant"]

AREAS: dict[str, tuple[Mutant, ...]] = {
    "Transactions and batches": TRANSACTIONS,
    "Keys": KEYS,
    "Numbers and days": NUMBERS,
    "Lots": LOTS,
    "Alerts": ALERTS,
    "Counts and losses": COUNTS,
    "Sales": SALES,
    "Voids, refunds and orders": UNDOING,
    "Payments, drawers and accounts": PAYMENTS,
    "Money that the database keeps": KEPT_BY_THE_DATABASE,
    "The ledger": LEDGER,
    "The figures of days, months and years": ROLLUP,
    "Events, rights and backups": EVENTS_AND_RIGHTS,
    "Permissions": PERMISSIONS,
    "Tokens": TOKENS,
    "Logins": LOGINS,
    "What is written down of people": WRITTEN_DOWN,
    "The catalogue": CATALOGUE,
    "Lists": LISTS,
    "Buying": BUYING,
    "Figures and advice": FIGURES,
    "Files": FILES,
    "The API": API,
    "Live events": LIVE_EVENTS,
    "Webhooks": WEBHOOKS,
    "Overload": OVERLOAD,
    "A standby": STANDBY,
    "The web app": WEB_APP,
}
FAULTS = tuple(mutant for mutants in AREAS.values() for mutant in mutants)
