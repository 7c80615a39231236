"""The commands of `sweetshop`, and how each ends on an error."""

import signal
import sys

import typer
from alembic.util import CommandError
from asyncpg import PostgresError
from sqlalchemy.exc import DBAPIError

from app import server
from app.cli.accounts import create_admin, remove_second_factor
from app.cli.backup import backup, restore
from app.cli.console import fail
from app.cli.demo import demo
from app.cli.export import export
from app.cli.imports import imports
from app.cli.migrate import migrate
from app.cli.serve import serve
from app.cli.verify import verify
from app.core.errors import DomainError
from app.database.advice import what_is_wrong
from app.database.backups import BackupFailed
from app.database.errors import is_refused_to_role

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="The software one sweet shop runs on.")
for command in (serve, migrate, create_admin, remove_second_factor, demo, verify, export, backup, restore):
    app.command()(command)
app.add_typer(imports, name="import")

_TERMINATED = 128 + signal.SIGTERM
"""What a shell says of a command that SIGTERM ended: it has not done its work."""


def main() -> None:
    """Run a command. An expected error is printed in a line, without a traceback."""
    server.leave_on_sigterm(_TERMINATED)
    try:
        app()
    except DomainError as error:
        fail(what_is_wrong(error) or error.detail)
    except (BackupFailed, CommandError, OSError, PostgresError, ValueError) as error:
        fail(what_is_wrong(error) or str(error))
    except DBAPIError as error:
        if advice := what_is_wrong(error):
            fail(advice)
        if not is_refused_to_role(error):
            raise
        fail("This role may not do that to the database. Run `sweetshop migrate` as its owner: MIGRATION_DATABASE_URL.")
    except KeyboardInterrupt:
        sys.exit(130)
