"""Requests, read exactly: JSON numbers as decimals, and each parameter once."""

import json
from collections import Counter
from decimal import Decimal
from typing import Any

from fastapi import Request

from app.core.errors import FieldError, Invalid

_HEADERS_OF_ONE_VALUE = {b"authorization": "Authorization", b"idempotency-key": "Idempotency-Key"}

_decoder = json.JSONDecoder(parse_float=Decimal, parse_constant=Decimal)


class ExactRequest(Request):
    """A request whose JSON numbers are decimals: 0.1 stays 0.1, and 1e400 is no infinity."""

    async def json(self) -> Any:  # noqa: ANN401 - a JSON body may be anything.
        """Return the body. NaN and Infinity, which JSON does not know, are left for the schemas to refuse."""
        return parse_json(await self.body())


def parse_json(body: bytes) -> Any:  # noqa: ANN401 - JSON may be anything.
    """Return what a JSON text says; raise `UnicodeDecodeError` or `JSONDecodeError`."""
    return _decoder.decode(body.decode(json.detect_encoding(body), "surrogatepass"))


def refuse_repeated_parameters(request: Request) -> None:
    """Raise `Invalid` for a parameter or key given twice, because only one of its values would be used."""
    names = (name for name, _ in request.scope["headers"])
    given = [_HEADERS_OF_ONE_VALUE[name] for name in names if name in _HEADERS_OF_ONE_VALUE]
    if b"&" in request.scope["query_string"]:
        given += [name for name, _ in request.query_params.multi_items()]
    repeated = sorted(name for name, count in Counter(given).items() if count > 1)
    if repeated:
        errors = [FieldError(name, "repeated_parameter", "Give this once.") for name in repeated]
        raise Invalid("invalid_request", "The request has values that cannot be used.", errors)
