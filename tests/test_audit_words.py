"""The web app has words for every entry of the audit log."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
ACTION = re.compile(r'"([a-z_]+)\.([a-z_]+)"')
NO_ACTIONS = {("sweets", "csv")}


def test_every_action_that_services_log_has_words() -> None:
    code = "".join(path.read_text() for path in (ROOT / "app/services").rglob("*.py"))
    actions = set(ACTION.findall(code)) - NO_ACTIONS
    assert ("customer", "merged") in actions
    for language in ("en", "hi"):
        text = (ROOT / f"frontend/src/words/{language}/admin-audit.ts").read_text()
        known = set(re.findall(r"^    ([a-z_]+):", text, re.MULTILINE))
        unknown = {f"{entity}.{verb}" for entity, verb in actions if not {entity, verb} <= known}
        assert unknown == set(), language
