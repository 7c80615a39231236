"""What only admins see: everybody else gets null in its place, in every answer."""

import re
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from fastapi import Request, Response
from pydantic import BaseModel

from app.models import Role
from app.schemas.base import ForAdmins

Hide = re.Pattern[bytes]


@cache
def hidden_fields(model: Any) -> frozenset[str]:  # noqa: ANN401 - any annotation of an answer.
    """Return the names of the fields that are marked for admins, in a model and in all it holds."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        annotations: dict[str, Any] = {name: field.annotation for name, field in model.model_fields.items()}
        own = {
            name
            for name, field in model.model_fields.items()
            if _is_marked(field.metadata) or _is_marked_within(field.annotation)
        }
        return frozenset(own).union(*map(hidden_fields, annotations.values()))
    return frozenset().union(*(hidden_fields(part) for part in get_args(model) if _can_hold_fields(part)))


def pattern_of(model: Any) -> Hide | None:  # noqa: ANN401 - any annotation of an answer.
    """Return what finds the values to hide in the JSON of a model, or None for a model without any.

    Within a JSON string every quote is escaped, so that a text which looks like a field is not one.
    """
    names = sorted(hidden_fields(model))
    if not names:
        return None
    return re.compile(rb'"(%s)"\s*:\s*"[^"]*"' % "|".join(names).encode())


def hide_from_others(request: Request, response: Response, pattern: Hide) -> Response:
    """Return a response as its caller may see it."""
    claims = request.scope["state"].get("claims")
    if claims is not None and claims.role == Role.ADMIN:
        return response
    body = pattern.sub(rb'"\1":null', bytes(response.body))
    response.body = body
    response.headers["Content-Length"] = str(len(body))
    return response


def _is_marked(metadata: Any) -> bool:  # noqa: ANN401 - a list or tuple of anything.
    return any(isinstance(one, ForAdmins) for one in metadata)


def _is_marked_within(annotation: Any) -> bool:  # noqa: ANN401 - any annotation of a field.
    if get_origin(annotation) is Annotated and _is_marked(annotation.__metadata__):
        return True
    return any(_is_marked_within(part) for part in get_args(annotation) if _can_hold_fields(part))


def _can_hold_fields(part: Any) -> bool:  # noqa: ANN401 - an argument of an annotation.
    return isinstance(part, type) or get_origin(part) is not None
