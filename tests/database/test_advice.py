"""What is wrong with the way to the database is said in a line that names the setting which helps."""

import socket

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.errors import Unavailable
from app.database.advice import what_is_wrong
from app.database.embedded import EmbeddedPostgres
from app.database.engine import create_engine
from app.database.errors import database_errors


def refusal(state: str, message: str = "no") -> asyncpg.PostgresError:
    error: asyncpg.PostgresError = asyncpg.PostgresError.new({"S": "FATAL", "C": state, "M": message})
    return error


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (refusal("42P05"), "DATABASE_PREPARED_STATEMENTS=false"),
        (refusal("26000"), "DATABASE_PREPARED_STATEMENTS=false"),
        (refusal("08P01", "unsupported startup parameter: statement_timeout"), "DATABASE_TIMEOUTS=false"),
        (refusal("28P01"), "name and password"),
        (refusal("08P01", "password authentication failed"), "name and password"),
        (refusal("28000", 'role "meera" does not exist'), "pg_hba.conf"),
        (refusal("3D000"), "no such database"),
        (refusal("08P01", "no such database: sweets"), "no such database"),
        (refusal("25006"), "primary"),
        (refusal("53300"), "DATABASE_POOL_SIZE"),
        (socket.gaierror(-2, "Name or service not known"), "host"),
        (ConnectionRefusedError(111, "Connect call failed ('127.0.0.1', 1)"), "Nothing listens"),
        (TimeoutError(), "does not answer in time"),
    ],
)
def test_the_line_names_what_helps(error: BaseException, says: str) -> None:
    advice = what_is_wrong(error)
    assert advice is not None
    assert says in advice
    assert "\n" not in advice


@pytest.mark.parametrize(
    "error", [refusal("40001"), refusal("23505"), Unavailable("x", "no such user"), OSError("disk full")]
)
def test_what_the_settings_are_not_to_blame_for_gets_no_advice(error: BaseException) -> None:
    assert what_is_wrong(error) is None


def test_a_refusal_is_found_behind_the_error_that_the_shop_raises() -> None:
    with pytest.raises(Unavailable) as raised, database_errors():
        raise refusal("28P01")
    assert what_is_wrong(raised.value) == what_is_wrong(refusal("28P01"))


async def test_a_refusal_is_found_behind_an_error_of_a_statement(postgres: EmbeddedPostgres) -> None:
    engine = create_engine(postgres.url("postgres"), pool_size=2)
    async with engine.connect() as connection:
        await connection.execute(text("SET TRANSACTION READ ONLY"))
        with pytest.raises(DBAPIError) as raised:
            await connection.execute(text("CREATE TABLE sweets_of_nobody ()"))
    assert what_is_wrong(raised.value) == what_is_wrong(refusal("25006"))
    await engine.dispose()
