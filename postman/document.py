"""An OpenAPI document, as far as a collection needs it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

JsonObject = dict[str, Any]

ANY_TEXT = "text"
"""The example of a text that the document does not describe."""

_TEXTS = {"date": "2026-01-01", "date-time": "2026-01-01T00:00:00Z", "email": "asha@example.com"}


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    id: str
    method: str
    path: str
    spec: JsonObject

    @property
    def tag(self) -> str:
        return str(self.spec["tags"][0])

    @property
    def name(self) -> str:
        return str(self.spec["summary"]).capitalize()

    @property
    def resource(self) -> str:
        """The first part of the path after /api."""
        return self.path.removeprefix("/api").split("/")[1]

    @property
    def path_variables(self) -> list[str]:
        return [part[1:-1] for part in self.path.split("/") if part.startswith("{")]

    @property
    def needs_login(self) -> bool:
        return bool(self.spec.get("security"))

    @property
    def successes(self) -> list[int]:
        return sorted(int(status) for status in self.spec["responses"] if status.startswith("2"))

    @property
    def answers(self) -> JsonObject:
        """The media types of its successful answer, with their descriptions."""
        content: JsonObject = self.spec["responses"][str(self.successes[0])].get("content", {})
        return content

    @property
    def never_ends(self) -> bool:
        return "text/event-stream" in self.answers

    def parameters(self, place: str) -> list[JsonObject]:
        return [one for one in self.spec.get("parameters", ()) if one["in"] == place]


class Document:
    """An OpenAPI document whose references are resolved."""

    def __init__(self, document: JsonObject) -> None:
        self._schemas: JsonObject = document["components"]["schemas"]
        self.title: str = document["info"]["title"]
        self.description: str = document["info"]["description"]
        self.tags: list[JsonObject] = document["tags"]
        self.operations = [
            Operation(spec["operationId"], method.upper(), path, spec)
            for path, methods in document["paths"].items()
            for method, spec in methods.items()
        ]

    def resolve(self, schema: JsonObject) -> JsonObject:
        """Return the schema behind a reference, or the first choice of a union that is not null."""
        if "$ref" in schema:
            named: JsonObject = self._schemas[schema["$ref"].rsplit("/", 1)[-1]]
            return self.resolve(named)
        choices = [one for one in schema.get("anyOf") or schema.get("oneOf") or () if one.get("type") != "null"]
        if choices and "properties" not in schema:
            own = {name: value for name, value in schema.items() if name not in ("anyOf", "oneOf")}
            return self.resolve(choices[0]) | own
        return schema

    def example(self, described: JsonObject) -> Any:
        """Return the example of a media type, parameter or schema, or the smallest value its schema accepts."""
        if "example" in described:
            return described["example"]
        if isinstance(named := described.get("examples"), dict):
            return next(iter(named.values()))["value"]
        schema = self.resolve(described.get("schema", described))
        return next(self._examples_of(schema))

    def answer_fields(self, operation: Operation) -> set[str]:
        """Return the field names of an operation's answer."""
        described = operation.answers.get("application/json", {})
        return set(self.resolve(described.get("schema", {})).get("properties", ()))

    def _examples_of(self, schema: JsonObject) -> Iterator[Any]:
        yield from schema.get("examples", ())
        for key in ("const", "default"):
            if schema.get(key) is not None:
                yield schema[key]
        yield from schema.get("enum", ())
        match schema.get("type"):
            case "object":
                properties = schema.get("properties", {})
                yield {name: self.example(properties[name]) for name in schema.get("required", ())}
            case "array":
                yield [self.example(schema["items"])]
            case "integer" | "number":
                yield schema.get("minimum", 1)
            case "boolean":
                yield False
            case _:
                yield _TEXTS.get(schema.get("format", ""), ANY_TEXT)
