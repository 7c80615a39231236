"""A small Postman: it sends a collection's requests in order, and understands the few lines its scripts are made of.

What it does not understand it refuses, so that nothing in a collection is only believed to work.
"""

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from httpx import AsyncClient, Response

from tests.support.clock import suite_clock

Item = dict[str, Any]

_USED = re.compile(r"\{\{(\$?\w+)\}\}")
_STATUS = re.compile(
    r'pm\.test\("(?P<name>[^"]+)", \(\) => '
    r"pm\.expect\(pm\.response\.code\)\.to\.be\.oneOf\((?P<statuses>\[[\d, ]+\])\)\);"
)
_KEEP = re.compile(r'pm\.collectionVariables\.set\("(?P<name>\w+)", pm\.response\.json\(\)\.(?P<where>[\w.\[\]]+)\);')
_SET = re.compile(r'pm\.collectionVariables\.set\("(?P<name>\w+)", (?P<value>.+)\);')
_SKIP = re.compile(r'if \(!pm\.collectionVariables\.get\("(?P<name>\w+)"\)\) \{ pm\.execution\.skipRequest\(\); \}')
_DAY = re.compile(r"new Date\((Date\.now\(\) \+ (?P<days>\d+) \* 86400000)?\)\.toISOString\(\)\.slice\(0, 10\)")
_DIGITS = "Date.now().toString().slice(-8)"


class NotUnderstood(Exception):
    """A line of a script, or a part of a request, that this runner knows nothing of."""


class RequestFailed(AssertionError):
    """A request whose own test fails."""


@dataclass
class Runner:
    """Runs a collection against a client."""

    collection: dict[str, Any]
    client: AsyncClient

    def __post_init__(self) -> None:
        self.variables: dict[str, str] = {one["key"]: one["value"] for one in self.collection["variable"]}
        self.skipped: list[str] = []

    def items(self) -> Iterator[tuple[str, Item]]:
        for folder in self.collection["item"]:
            for item in folder["item"]:
                yield f"{folder['name']} / {item['name']}", item

    async def run(self) -> int:
        """Send every request from top to bottom and return how many were sent; the first that fails is raised."""
        sent, self.skipped = 0, []
        for name, item in self.items():
            if await self.send(name, item) is None:
                self.skipped.append(name)
            else:
                sent += 1
        return sent

    async def send(self, name: str, item: Item) -> Response | None:
        """Send one request, or None if its script skips it."""
        before = [*_lines(self.collection, "prerequest"), *_lines(item, "prerequest")]
        if any(self._prepare(line) for line in before):
            return None
        request = item["request"]
        headers = {one["key"]: self.fill(one["value"]) for one in request["header"] if not one.get("disabled")}
        headers |= self._authorization(request.get("auth", self.collection["auth"]))
        content = self._content(request.get("body"))
        address = self._address(request["url"])
        response = await self.client.request(request["method"], address, headers=headers, content=content)
        for line in _lines(item, "test"):
            self._look(name, line, response)
        return response

    def fill(self, text: str) -> str:
        """Return the text with its variables' values; one that has none is refused."""

        def value(match: re.Match[str]) -> str:
            if match[1] == "$guid":
                return str(uuid.uuid4())
            if not self.variables.get(match[1]):
                raise NotUnderstood(f"The variable {match[1]} has no value.")
            return self.variables[match[1]]

        return _USED.sub(value, text)

    def _address(self, url: dict[str, Any]) -> str:
        query = {one["key"]: self.fill(one["value"]) for one in url["query"] if not one["disabled"]}
        address = self.fill("/".join([*url["host"], *url["path"]]))
        return f"{address}?{urlencode(query)}" if query else address

    def _authorization(self, auth: dict[str, Any]) -> dict[str, str]:
        match auth:
            case {"type": "noauth"}:
                return {}
            case {"type": "bearer", "bearer": [{"key": "token", "value": token}]}:
                return {"Authorization": f"Bearer {self.fill(token)}"}
        raise NotUnderstood(str(auth))

    def _content(self, body: dict[str, Any] | None) -> str | None:
        match body:
            case None:
                return None
            case {"mode": "raw", "raw": text}:
                return self.fill(text)
            case {"mode": "file", "file": {"src": ""}}:
                # Whoever runs the collection has not chosen a file.
                return ""
        raise NotUnderstood(str(body))

    def _prepare(self, line: str) -> bool:
        """Carry out a line before a request, and tell whether it skips the request."""
        if line.startswith("//"):
            return False
        if (skip := _SKIP.fullmatch(line)) is not None:
            return not self.variables[skip["name"]]
        now = suite_clock()
        if (setting := _SET.fullmatch(line)) is None:
            raise NotUnderstood(line)
        if (day := _DAY.fullmatch(setting["value"])) is not None:
            value = (now + timedelta(days=int(day["days"] or 0))).date().isoformat()
        elif setting["value"] == _DIGITS:
            value = str(int(now.timestamp() * 1000))[-8:]
        else:
            raise NotUnderstood(line)
        self.variables[setting["name"]] = value
        return False

    def _look(self, name: str, line: str, response: Response) -> None:
        if (test := _STATUS.fullmatch(line)) is not None:
            if response.status_code not in json.loads(test["statuses"]):
                raise RequestFailed(f"{name}: {test['name']}, not with {response.status_code} {response.text}")
        elif (keep := _KEEP.fullmatch(line)) is not None:
            self.variables[keep["name"]] = str(_found(response.json(), keep["where"]))
        else:
            raise NotUnderstood(line)


def _lines(owner: dict[str, Any], listen: str) -> list[str]:
    return [line for one in owner["event"] if one["listen"] == listen for line in one["script"]["exec"]]


def _found(body: Any, where: str) -> Any:
    for name, place in re.findall(r"(\w+)|\[(\d+)\]", where):
        body = body[name] if name else body[int(place)]
    return body
