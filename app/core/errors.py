"""The errors of the shop. Each has a stable code; api/errors.py maps its kind to a status."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar


class ErrorKind(StrEnum):
    """The kind of an error, named after what the caller has to change."""

    MALFORMED = "malformed"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    STALE = "stale"
    PRECONDITION_REQUIRED = "precondition_required"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    INVALID = "invalid"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True)
class FieldError:
    """An error in one field of the request; `pointer` is a JSON Pointer or the name of a query parameter."""

    pointer: str
    code: str
    detail: str


@dataclass
class DomainError(Exception):
    """A deliberate refusal, which says what happened and what to do about it."""

    kind: ClassVar[ErrorKind]
    keeps_changes: ClassVar[bool] = False
    """Whether the transaction is committed although the request failed."""

    code: str
    detail: str
    errors: Sequence[FieldError] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    retry_after: int | None = None

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


class Malformed(DomainError):
    """The request cannot be read at all."""

    kind = ErrorKind.MALFORMED


class Unauthenticated(DomainError):
    """The caller is unknown, or their credentials are no longer trusted."""

    kind = ErrorKind.UNAUTHENTICATED


class UnauthenticatedKeepingChanges(Unauthenticated):
    """A refusal whose counters and revocations are committed."""

    keeps_changes = True


class Forbidden(DomainError):
    """The caller is known and not allowed to do this."""

    kind = ErrorKind.FORBIDDEN


class NotFound(DomainError):
    """It does not exist, or the caller may not know that it does."""

    kind = ErrorKind.NOT_FOUND


class Conflict(DomainError):
    """The request is well formed, but the shop's state does not allow it."""

    kind = ErrorKind.CONFLICT


class Stale(DomainError):
    """The caller edits a version that is no longer the newest."""

    kind = ErrorKind.STALE


class PreconditionRequired(DomainError):
    """The caller has to say which version they edit."""

    kind = ErrorKind.PRECONDITION_REQUIRED


class Invalid(DomainError):
    """A value breaks a rule of the shop."""

    kind = ErrorKind.INVALID


class InvalidKeepingChanges(Invalid):
    """A refusal whose record of the attempt is committed."""

    keeps_changes = True


class UnsupportedMediaType(DomainError):
    """The body is in an unsupported format."""

    kind = ErrorKind.UNSUPPORTED_MEDIA_TYPE


class Throttled(DomainError):
    """Too many tries; `retry_after` says how many seconds to wait."""

    kind = ErrorKind.THROTTLED


class Unavailable(DomainError):
    """The shop cannot answer at the moment; whether a write was committed may be unknown."""

    kind = ErrorKind.UNAVAILABLE
