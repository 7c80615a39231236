"""The whole collection, in Postman's format 2.1."""

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from postman.document import Document, JsonObject
from postman.order import Run
from postman.overrides import TOKENS
from postman.variables import Variables

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
BEFORE_EACH_REQUEST = [
    'pm.collectionVariables.set("today", new Date().toISOString().slice(0, 10));',
    'pm.collectionVariables.set("in_two_weeks", new Date(Date.now() + 14 * 86400000).toISOString().slice(0, 10));',
    'pm.collectionVariables.set("unique", Date.now().toString().slice(-8));',
]
HOW_TO = """
Set `admin_email` and `admin_password` to what `make run` prints, and send the requests one by one or run them all, from
top to bottom. Logging in keeps the tokens, and making something keeps its id, for the requests below.

This file is made from the service's OpenAPI document by `make postman`.
"""


def collection(openapi: dict[str, Any]) -> JsonObject:
    """Return the collection of an OpenAPI document."""
    document = Document(openapi)
    run = Run(document)
    folders = [{**_named(tag), "item": run.folder(tag["name"])} for tag in document.tags]
    settings = {"base_url": "http://127.0.0.1:8000", "admin_email": "admin@example.com", "admin_password": ""}
    found_out = [*TOKENS, *sorted(Variables(document).sources.keys() - set(TOKENS))]
    names = [*found_out, "today", "in_two_weeks", "unique", "listen"]
    variables = settings | dict.fromkeys(names, "")
    bearer = [{"key": "token", "value": "{{access_token}}", "type": "string"}]
    before = {"listen": "prerequest", "script": {"type": "text/javascript", "exec": BEFORE_EACH_REQUEST}}
    return {
        "info": {
            "_postman_id": str(uuid5(NAMESPACE_URL, SCHEMA + document.title)),
            "name": document.title,
            "description": document.description + HOW_TO,
            "schema": SCHEMA,
        },
        "item": [folder for folder in folders if folder["item"]],
        "auth": {"type": "bearer", "bearer": bearer},
        "event": [before],
        "variable": [{"key": name, "value": value, "type": "string"} for name, value in variables.items()],
    }


def as_text(openapi: dict[str, Any]) -> str:
    """Return the text of the file. The same document gives the same bytes."""
    return json.dumps(collection(openapi), indent=2, ensure_ascii=False) + "\n"


def _named(tag: JsonObject) -> JsonObject:
    return {"name": tag["name"], "description": tag.get("description", "")}
