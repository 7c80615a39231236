"""The faults, by the part of the shop they are in."""

from tests.mutants.faults.mutant import Mutant
from tests.mutants.faults.promises import KEYS, NUMBERS, TRANSACTIONS

__all__ = ["AREAS", "FAULTS", "Mutant"]

AREAS: dict[str, tuple[Mutant, ...]] = {
    "Transactions and batches": TRANSACTIONS,
    "Keys": KEYS,
    "Money and days": NUMBERS,
}
FAULTS = tuple(mutant for mutants in AREAS.values() for mutant in mutants)
