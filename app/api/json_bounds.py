"""Bounds on the shape of a JSON body, checked before it is parsed."""

import re
from itertools import accumulate

from app.api.errors import Refused

MAX_DEPTH = 10

# An unterminated string extends to the end of the body, so that no quote is scanned twice.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_NO_BRACKET = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = [1 if byte in b"[{" else -1 for byte in range(256)]


def check_json(body: bytes, max_values: int) -> None:
    """Refuse a body with more than `max_values` members and elements, or with too deep nesting."""
    if b"\0" in body:
        # Not UTF-8, and the counts below hold for UTF-8 only.
        raise Refused(400, "malformed_json", "The body is not valid JSON in UTF-8.")
    openings = body.count(b"{") + body.count(b"[")
    if openings <= MAX_DEPTH and openings + body.count(b",") <= max_values:
        return
    structure = _STRING.sub(b"", body)
    brackets = structure.translate(None, _NO_BRACKET)
    openings = brackets.count(b"{") + brackets.count(b"[")
    if openings + structure.count(b",") > max_values or len(brackets) > 2 * max_values:
        detail = f"The body has more values than are taken here; {max_values} are the most."
        raise Refused(422, "json_too_many_values", detail)
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > MAX_DEPTH:
        raise Refused(422, "json_too_deep", f"The body is nested too deep; {MAX_DEPTH} levels are the most.")
