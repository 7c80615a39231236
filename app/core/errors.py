"""What can go wrong in the shop, in the shop's words. Each error has a stable code; api/errors.py gives it a status."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar


class ErrorKind(StrEnum):
    """The family an error belongs to, named after what the caller has to change."""

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
    """One thing wrong with one place of the request; `pointer` is a JSON Pointer or a query parameter's name."""

    pointer: str
    code: str
    detail: str


@dataclass
class DomainError(Exception):
    """An answer the shop gives on purpose: what happened and what to do about it."""

    kind: ClassVar[ErrorKind]
    keeps_changes: ClassVar[bool] = False
    """Whether what the transaction wrote is committed although the request failed."""

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
    """We do not know who is asking, or no longer trust what they showed."""

    kind = ErrorKind.UNAUTHENTICATED


class UnauthenticatedKeepingChanges(Unauthenticated):
    """A refusal that must be remembered: its counters and revocations are committed."""

    keeps_changes = True


class Forbidden(DomainError):
    """We know who is asking, and they may not."""

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
    """A refusal that must be remembered: that it was tried is committed."""

    keeps_changes = True


class UnsupportedMediaType(DomainError):
    """The body is in a format we do not read here."""

    kind = ErrorKind.UNSUPPORTED_MEDIA_TYPE


class Throttled(DomainError):
    """Too many tries; `retry_after` says how many seconds to wait."""

    kind = ErrorKind.THROTTLED


class Unavailable(DomainError):
    """The shop cannot answer at the moment; whether a write was committed may be unknown."""

    kind = ErrorKind.UNAVAILABLE
