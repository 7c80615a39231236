"""Where a request comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """The client behind a request, as far as we can tell; all None for what the shop does by itself."""

    address: str | None = None
    user_agent: str | None = None
    request_id: str | None = None


NOWHERE = Origin()
