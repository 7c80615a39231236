"""What is said of a connection that was lost, whatever the driver makes of it."""

import asyncpg
import pytest

from app.core.errors import Unavailable
from app.database.errors import database_errors


@pytest.mark.parametrize(
    "error",
    [
        ConnectionResetError(),
        TimeoutError(),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.InternalClientError("cannot switch to state 15; another operation is in progress"),
        asyncpg.AdminShutdownError("terminating connection due to administrator command"),
    ],
)
def test_a_lost_connection_is_no_fault_of_the_request(error: Exception) -> None:
    with pytest.raises(Unavailable) as raised, database_errors():
        raise error
    assert raised.value.code == "database_unavailable"
