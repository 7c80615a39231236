"""The order of the requests: each comes after those that set its variables."""

from collections import Counter

from postman.document import Document, JsonObject, Operation
from postman.overrides import ENDING_ACTIONS, ENDS_WHAT_IS_USED, LOGIN, LOSES, ONCE_BEFORE, RIGHT_BEFORE, TOKENS
from postman.requests import Requests
from postman.variables import Variables

_MADE, _READ, _CHANGED, _ACTED, _ENDED, _REMOVED = range(6)


class Run:
    """Simulates a run while the requests are written.

    It tracks which variables are set, and puts the requests that set missing ones in front.
    """

    def __init__(self, document: Document) -> None:
        self._variables = Variables(document)
        self._requests = Requests(document, self._variables)
        self._operations = {one.id: one for one in document.operations}
        self._places = {one.id: place for place, one in enumerate(document.operations)}
        self._known: dict[str, int] = {}
        self._done: set[str] = set()
        self._written = 0
        self._folder: list[JsonObject] = []
        self._in_folder: Counter[str] = Counter()

    def folder(self, tag: str) -> list[JsonObject]:
        """Return the requests of a tag in order: create, read, change, act on, and finally remove."""
        self._folder, self._in_folder = [], Counter()
        operations = [one for one in self._operations.values() if one.tag == tag]
        first = {one.resource: self._places[one.id] for one in reversed(operations)}
        operations.sort(key=lambda one: (first[one.resource], self._stage(one), self._places[one.id]))
        removals = [one for one in operations if self._stage(one) == _REMOVED]
        for operation in operations:
            if operation not in removals and operation.id not in self._in_folder:
                self._add(operation)
        # Removed in reverse order of creation: a later resource may use an earlier one.
        for operation in sorted(removals, key=self._when_made, reverse=True):
            self._add(operation)
        if LOGIN in self._in_folder:
            self._find_out(set(TOKENS))
        return self._folder

    def _when_made(self, removal: Operation) -> int:
        return max((self._known.get(variable, 0) for variable in removal.path_variables[-1:]), default=0)

    def _stage(self, one: Operation) -> int:
        if one.method == "DELETE" and one.path_variables and not one.path.endswith("}"):
            return _CHANGED  # Of what goes, its owner stays.
        if one.method != "POST":
            return {"GET": _READ, "DELETE": _REMOVED}.get(one.method, _CHANGED)
        if one.path.rsplit("/", 1)[-1] in ENDING_ACTIONS:
            return _ENDED
        return _MADE if one.id in self._variables.sources.values() else _ACTED

    def _add(self, operation: Operation) -> None:
        item = self._requests.write(operation)
        if self._stage(operation) == _ENDED and self._was_acted_on(operation):
            self._lose(set(operation.path_variables))
        needed = self._requests.variables_of(item)
        if operation.needs_login:
            needed.add(TOKENS[0])
        self._find_out(needed)
        if ONCE_BEFORE.get(operation.id, operation.id) not in self._done | {operation.id}:
            self._add(self._operations[ONCE_BEFORE[operation.id]])
        if operation.id in RIGHT_BEFORE:
            self._add(self._operations[RIGHT_BEFORE[operation.id]])
        self._in_folder[operation.id] += 1
        if self._in_folder[operation.id] > 1:
            item["name"] += f" ({self._in_folder[operation.id]})"
        self._folder.append(item)
        self._play(operation)

    def _find_out(self, variables: set[str]) -> None:
        for variable in sorted(variables):
            if variable not in self._known:
                self._add(self._operations[self._variables.sources[variable]])

    def _play(self, operation: Operation) -> None:
        found = set(self._variables.captured_by(operation))
        self._lose(found)
        self._written += 1
        self._known |= dict.fromkeys(found, self._written)
        self._done.add(operation.id)
        self._lose(LOSES.get(operation.id, set()))
        if self._stage(operation) in (_ENDED, _REMOVED):
            self._lose(set(operation.path_variables[-1:]))

    def _lose(self, variables: set[str]) -> None:
        for variable in variables:
            self._known.pop(variable, None)
        # Earlier actions concerned other resources.
        self._done = {one for one in self._done if not variables & set(self._operations[one].path_variables)}

    def _was_acted_on(self, operation: Operation) -> bool:
        return operation.id not in ENDS_WHAT_IS_USED and any(
            self._stage(self._operations[one]) in (_MADE, _ACTED)
            and set(operation.path_variables) & set(self._operations[one].path_variables)
            for one in self._done
        )
