"""Ids in addresses: `{sweet_id:id}` matches digits only, so that `/sweets/search` is never taken for an id."""

from starlette.convertors import Convertor, register_url_convertor

PATHS_OF_MACHINES = ("/health/live", "/health/ready", "/metrics")
"""What balancers and Prometheus ask for: again and again, and often by the bare address of the machine."""


class IdConvertor(Convertor[int]):
    """As many digits as an id can have; what is longer names nothing."""

    regex = "[0-9]{1,19}"

    def convert(self, value: str) -> int:
        """Return the id."""
        return int(value)

    def to_string(self, value: int) -> str:
        """Return the id as it stands in an address."""
        return str(value)


register_url_convertor("id", IdConvertor())
