"""Shares that look drawn by chance and are the same each time."""


def share(number: str, salt: int) -> str:
    """Return an expression from 0 to just under 1 that the bigint expression `number` decides."""
    return f"((hashint8extended({number}, {salt}) & 1048575) / CAST(1048576 AS double precision))"
