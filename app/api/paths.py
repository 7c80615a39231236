"""Ids and hashes in paths: `{sweet_id:id}` matches digits only, so that `/sweets/search` is no id."""

from starlette.convertors import Convertor, register_url_convertor

METRICS_PATH = "/metrics"
PATHS_OF_MACHINES = ("/health/live", "/health/ready", METRICS_PATH)
"""The paths that load balancers and Prometheus poll, often by the address of the machine."""


class IdConvertor(Convertor[int]):
    """Up to as many digits as an id can have."""

    regex = "[0-9]{1,19}"

    def convert(self, value: str) -> int:
        """Return the id."""
        return int(value)

    def to_string(self, value: int) -> str:
        """Return the id as text."""
        return str(value)


class HashConvertor(Convertor[str]):
    """A SHA-256 in hexadecimal."""

    regex = "[0-9a-f]{64}"

    def convert(self, value: str) -> str:
        """Return the hash."""
        return value

    def to_string(self, value: str) -> str:
        """Return the hash."""
        return value


register_url_convertor("id", IdConvertor())
register_url_convertor("sha256", HashConvertor())
