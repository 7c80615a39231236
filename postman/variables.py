"""The collection's variables: which request sets each, and where examples use them."""

import re
from typing import Any

from postman.document import Document, Operation
from postman.overrides import CAPTURES, LATER_DAYS, LOGIN, TOKENS, UNIQUE_FIELDS

USED = re.compile(r"\{\{(\w+)\}\}")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}")


class Variables:
    """Maps each id in a path to the POST that creates it, or else to the first item of its list."""

    def __init__(self, document: Document) -> None:
        self.sources: dict[str, str] = dict.fromkeys(TOKENS, LOGIN)
        """The operation that sets each variable."""
        self._captures: dict[str, dict[str, str]] = {}
        by_address = {(one.method, one.path): one for one in document.operations}
        for operation in document.operations:
            for variable in operation.path_variables:
                collection = operation.path.split(f"/{{{variable}}}")[0]
                made, listed = by_address.get(("POST", collection)), by_address.get(("GET", collection))
                if made is not None and "id" in document.answer_fields(made):
                    self._add_source(variable, made, "id")
                elif listed is not None and "items" in document.answer_fields(listed):
                    self._add_source(variable, listed, "items[0].id")
            if set(TOKENS) <= document.answer_fields(operation):
                self._captures.setdefault(operation.id, {}).update({token: token for token in TOKENS})
        for operation_id, captured in CAPTURES.items():
            self._captures.setdefault(operation_id, {}).update(captured)
            for variable in captured:
                self.sources.setdefault(variable, operation_id)

    def _add_source(self, variable: str, operation: Operation, where: str) -> None:
        self.sources[variable] = operation.id
        self._captures.setdefault(operation.id, {})[variable] = where

    def captured_by(self, operation: Operation) -> dict[str, str]:
        """Return the variables taken from an operation's answer, with their places in it."""
        return self._captures.get(operation.id, {})

    def put_into(self, example: Any, field: str = "", *, is_part: bool = False) -> Any:
        """Return an example of a body with variables for its ids, days and unique fields.

        Parts of a resource, such as its lines, may share a name.
        """
        if isinstance(example, dict):
            return {name: self.put_into(value, name, is_part=is_part or bool(field)) for name, value in example.items()}
        if isinstance(example, list):
            return [self.put_into(value, field.removesuffix("s"), is_part=True) for value in example]
        if isinstance(example, int) and field in self.sources:
            return f"{{{{{field}}}}}"
        if isinstance(example, str) and field in UNIQUE_FIELDS and not is_part:
            return UNIQUE_FIELDS[field].format(example=example)
        if isinstance(example, str) and field and _DAY.match(example):
            return _DAY.sub("{{in_two_weeks}}" if field in LATER_DAYS else "{{today}}", example)
        return example
