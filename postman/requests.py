"""One operation as a Postman request."""

import json
import re
from typing import Any

from postman.document import ANY_TEXT, Document, JsonObject, Operation
from postman.overrides import BODY_FIELDS, REFUSED, UNIQUE_FIELDS
from postman.variables import USED, Variables

NEVER_ENDS = """\
// This answer has no end, so that a run would never get past it. Give "listen" any value to listen.
if (!pm.collectionVariables.get("listen")) { pm.execution.skipRequest(); }"""
_HEADERS = {"Idempotency-Key": "{{$guid}}", "If-Match": "*"}
_NUMBER_VARIABLE = re.compile(r'"(\{\{(?:\w+_id|version)\}\})"')


class Requests:
    """Writes the requests of a document."""

    def __init__(self, document: Document, variables: Variables) -> None:
        self._document = document
        self._variables = variables

    def write(self, operation: Operation) -> JsonObject:
        """Return the item: the request, and the script that checks its answer."""
        statuses = REFUSED.get(operation.id, operation.successes)
        script = [
            f'pm.test("It answers with {" or ".join(map(str, statuses))}", () => '
            f"pm.expect(pm.response.code).to.be.oneOf({statuses}));",
            *(
                f'pm.collectionVariables.set("{variable}", pm.response.json().{where});'
                for variable, where in self._variables.captured_by(operation).items()
            ),
        ]
        events = [_event("test", script)]
        if operation.never_ends:
            events.insert(0, _event("prerequest", NEVER_ENDS.splitlines()))
        return {"name": operation.name, "event": events, "request": self._request(operation), "response": []}

    def variables_of(self, item: JsonObject) -> set[str]:
        """Return the variables that a request needs and another request sets."""
        request = item["request"]
        sent = [
            request["url"]["raw"],
            request.get("body", {}).get("raw", ""),
            *(one["value"] for one in request["header"]),
        ]
        return set(USED.findall(" ".join(sent))) & self._variables.sources.keys()

    def _request(self, operation: Operation) -> JsonObject:
        request: JsonObject = {
            "method": operation.method,
            "header": [self._header(one) for one in operation.parameters("header")],
            "url": self._url(operation),
            "description": operation.spec.get("description", ""),
        }
        if not operation.needs_login:
            request["auth"] = {"type": "noauth"}
        if (content := operation.spec.get("requestBody", {}).get("content")) is not None:
            media_type = "application/json" if "application/json" in content else next(iter(content))
            request["body"] = self._body(operation, media_type, content[media_type])
            request["header"].append({"key": "Content-Type", "value": media_type})
        return request

    def _url(self, operation: Operation) -> JsonObject:
        path = operation.path
        for one in operation.parameters("path"):
            known = one["name"] in self._variables.sources
            value = f"{{{{{one['name']}}}}}" if known else _text(self._document.example(one))
            path = path.replace(f"{{{one['name']}}}", value)
        query = [self._query(one) for one in operation.parameters("query")]
        sent = "&".join(f"{one['key']}={one['value']}" for one in query if not one["disabled"])
        return {
            "raw": "{{base_url}}" + path + ("?" + sent if sent else ""),
            "host": ["{{base_url}}"],
            "path": path.removeprefix("/").split("/"),
            "query": query,
        }

    def _query(self, parameter: JsonObject) -> JsonObject:
        name, example = parameter["name"], self._document.example(parameter)
        value = example if name in UNIQUE_FIELDS else self._variables.put_into(example, name)
        return {
            "key": name,
            "value": "" if value == ANY_TEXT else _text(value),
            "description": parameter.get("description", ""),
            "disabled": not parameter.get("required", False),
        }

    def _header(self, parameter: JsonObject) -> JsonObject:
        name = parameter["name"]
        return {
            "key": name,
            "value": _HEADERS.get(name) or _text(self._document.example(parameter)),
            "description": parameter.get("description", ""),
            "disabled": name not in _HEADERS and not parameter.get("required", False),
        }

    def _body(self, operation: Operation, media_type: str, described: JsonObject) -> JsonObject:
        if described["schema"].get("format") == "binary":
            return {"mode": "file", "file": {"src": ""}}
        example = self._document.example(described)
        filled = self._variables.put_into(example)
        if operation.id in BODY_FIELDS:
            filled |= self._variables.put_into(BODY_FIELDS[operation.id])
        # Ids and versions are numbers, so their variables have no quotation marks.
        text = filled if isinstance(filled, str) else _NUMBER_VARIABLE.sub(r"\1", json.dumps(filled, indent=2))
        language = "json" if media_type == "application/json" else "text"
        return {"mode": "raw", "raw": text, "options": {"raw": {"language": language}}}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _event(listen: str, lines: list[str]) -> JsonObject:
    return {"listen": listen, "script": {"type": "text/javascript", "exec": lines}}
