"""The choice between two media types by the Accept header."""

from fastapi import Request


def prefers(request: Request, media_type: str, other: str) -> bool:
    """Tell whether the Accept header asks for `media_type` more than for `other`, or names it more exactly."""
    accepted = [_parsed(part) for part in request.headers.get("accept", "*/*").lower().split(",")]
    return _wish(media_type, accepted) > _wish(other, accepted)


def _parsed(part: str) -> tuple[str, float]:
    pattern, *parameters = (piece.strip() for piece in part.split(";"))
    quality = next((one[2:] for one in parameters if one.startswith("q=")), "1")
    try:
        return pattern, min(max(float(quality), 0.0), 1.0)
    except ValueError:
        return pattern, 0.0


def _wish(media_type: str, accepted: list[tuple[str, float]]) -> tuple[float, int]:
    """Return the quality of a type and the exactness of its match: the most exact match counts."""
    kind = media_type.partition("/")[0]
    for exactness, pattern in ((2, media_type), (1, f"{kind}/*"), (0, "*/*")):
        for named, quality in accepted:
            if named == pattern:
                return quality, exactness if quality else 0
    return 0.0, 0
