"""Text that mixes writing to the right and to the left, after the bidirectional algorithm of Unicode (UAX 9).

A level is even for text that runs to the right and odd for text that runs to the left, as the algorithm has it. Its
invisible marks that embed, override and isolate are passed over: a name is one piece of text.
"""

from collections.abc import Sequence
from unicodedata import bidirectional

_LEFT = {"R", "AL"}
_STRONG = {"L", *_LEFT}
_PASSED_OVER = {"BN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_NEUTRAL = {"B", "S", "WS", "ON"}
_TERMINATORS = {"ES", "ET", "CS"}
_BRACKETS = {"(": ")", "[": "]", "{": "}", "\u300c": "\u300d", "\uff08": "\uff09"}
_CLOSING = {*_BRACKETS.values()}


def levels_of(text: str) -> tuple[int, list[int]]:
    """Return the level of a paragraph and of each of its characters."""
    classes = [bidirectional(character) or "L" for character in text]
    base = next((int(one in _LEFT) for one in classes if one in _STRONG), 0)
    if not base and not any(one in _LEFT or one == "AN" for one in classes):
        return 0, [0] * len(text)
    seen = [place for place, one in enumerate(classes) if one not in _PASSED_OVER]
    resolved = _resolved([classes[place] for place in seen], "".join(text[place] for place in seen), "LR"[base])
    levels = [base] * len(text)
    for place, one in zip(seen, resolved, strict=True):
        levels[place] = _level(base, one)
    for place in sorted({*range(len(text))} - {*seen}):
        levels[place] = levels[place - 1] if place else base
    return base, levels


def visual_order(levels: Sequence[int]) -> list[int]:
    """Return the places of a line's parts as they are drawn, from left to right (rule L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = end + 1
    return order


def _level(base: int, one: str) -> int:
    """Apply the rules I1 and I2."""
    if base:
        return 1 if one == "R" else 2
    return {"L": 0, "R": 1}.get(one, 2)


def _resolved(classes: list[str], text: str, base: str) -> list[str]:
    """Return L, R, EN or AN for each class."""
    _resolve_arabic(classes, base)
    _resolve_numbers(classes, base)
    _resolve_brackets(classes, text, base)
    _resolve_neutrals(classes, base)
    return classes


def _resolve_arabic(classes: list[str], base: str) -> None:
    """Apply the rules W1 to W3."""
    for place, one in enumerate(classes):
        if one == "NSM":
            classes[place] = classes[place - 1] if place else base
    strong = base
    for place, one in enumerate(classes):
        if one in _STRONG:
            strong = one
        elif one == "EN" and strong == "AL":
            classes[place] = "AN"
    classes[:] = ["R" if one == "AL" else one for one in classes]


def _resolve_numbers(classes: list[str], base: str) -> None:
    """Apply the rules W4 to W7."""
    for place in range(1, len(classes) - 1):
        before, one, after = classes[place - 1 : place + 2]
        if before == after and ((one == "CS" and before in ("EN", "AN")) or (one == "ES" and before == "EN")):
            classes[place] = before
    for places in (range(1, len(classes)), range(len(classes) - 2, -1, -1)):
        for place in places:
            if classes[place] == "ET" and classes[place - places.step] == "EN":
                classes[place] = "EN"
    strong = base
    for place, one in enumerate(classes):
        if one in _TERMINATORS:
            classes[place] = "ON"
        elif one in ("L", "R"):
            strong = one
        elif one == "EN" and strong == "L":
            classes[place] = "L"


def _resolve_brackets(classes: list[str], text: str, base: str) -> None:
    """Apply rule N0: both brackets of a pair point the same way."""
    for opening, closing in _pairs(classes, text):
        within = {_direction(one) for one in classes[opening + 1 : closing]} - {None}
        if base in within:
            way = base
        elif within:
            # What is within runs against the paragraph: the brackets follow it if the text before does.
            before = next((one for one in map(_direction, reversed(classes[:opening])) if one), base)
            way = before
        else:
            continue
        classes[opening] = classes[closing] = way


def _pairs(classes: Sequence[str], text: str) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    awaited: list[tuple[str, int]] = []
    for place, character in enumerate(text):
        if classes[place] != "ON":
            continue
        if character in _BRACKETS:
            awaited.append((_BRACKETS[character], place))
        elif character in _CLOSING:
            depth = next((depth for depth, (closing, _) in enumerate(reversed(awaited), 1) if closing == character), 0)
            if depth:
                pairs.append((awaited[-depth][1], place))
                del awaited[-depth:]
    return sorted(pairs)


def _resolve_neutrals(classes: list[str], base: str) -> None:
    """Apply the rules N1 and N2: what lies between two of a kind follows them, all else the paragraph."""
    start = 0
    while start < len(classes):
        end = start
        while end < len(classes) and classes[end] in _NEUTRAL:
            end += 1
        if end > start:
            before = _direction(classes[start - 1]) if start else base
            after = _direction(classes[end]) if end < len(classes) else base
            classes[start:end] = [before if before == after and before else base] * (end - start)
        start = max(end, start + 1)


def _direction(one: str) -> str | None:
    """Return how a class pulls what is next to it: numbers pull to the left."""
    if one in ("R", "EN", "AN"):
        return "R"
    return "L" if one == "L" else None
