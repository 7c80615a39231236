"""Print what the web app's types are made of: the OpenAPI document without its errors, texts and examples."""

import json
import sys
from typing import Any

from app.core.config import Environment, Settings
from app.main import create_app

TEXTS = ("description", "summary", "title", "example", "examples", "externalDocs")


def types_of(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document without what no type needs. Every error is a Problem, which the client throws."""
    document["components"]["schemas"] = _bare(document["components"]["schemas"], names_are_free=True)
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"] = {code: one for code, one in operation["responses"].items() if code < "400"}
    document["paths"] = _bare(document["paths"], names_are_free=True)
    return document


def _bare(node: Any, *, names_are_free: bool = False) -> Any:  # noqa: ANN401 - a JSON document may have anything.
    if isinstance(node, list):
        return [_bare(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        name: _bare(value, names_are_free=name == "properties")
        for name, value in node.items()
        if names_are_free or name not in TEXTS
    }


if __name__ == "__main__":
    settings = Settings(_env_file=None, environment=Environment.DEVELOPMENT)
    json.dump(types_of(create_app(settings).openapi()), sys.stdout)
