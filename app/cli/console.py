"""What every command shares: the console, the end with an error, and the settings."""

import sys
from typing import NoReturn

from pydantic import ValidationError
from rich.console import Console

from app.core.config import Settings

console = Console(highlight=False, soft_wrap=True)
_errors = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(message: str) -> NoReturn:
    """Print an error and exit with 1."""
    _errors.print(message, style="red", markup=False)
    sys.exit(1)


def fail_validation(error: ValidationError, *, named: bool = True) -> NoReturn:
    """Print the reasons of a failed validation, with the names of the fields, and exit with 1."""
    reasons = error.errors(include_input=False)
    fail("; ".join(": ".join([*map(str, one["loc"] if named else ()), one["msg"]]) for one in reasons))


def load_settings() -> Settings:
    """Return the settings of the environment, or exit with 1 naming each that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        reasons = error.errors(include_input=False)
        fail("\n".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in reasons))
