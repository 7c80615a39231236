"""The database role the shop runs as: it owns no table and cannot rewrite an append-only one."""

import base64
import getpass
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from unicodedata import normalize
from urllib.parse import parse_qsl, unquote, urlsplit

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from app.database.engine import TIMEOUTS, normalise_url

_SCRAM_ITERATIONS = 4096


@dataclass(frozen=True, slots=True)
class Login:
    """Who a connection URL logs in as."""

    role: str
    password: str | None = field(repr=False)


def login_of(url: str) -> Login:
    """Return the role a URL names, or else the one the driver would use."""
    parts = urlsplit(normalise_url(url))
    query = dict(parse_qsl(parts.query))
    role = unquote(parts.username or "") or query.get("user") or os.environ.get("PGUSER") or getpass.getuser()
    return Login(role, unquote(parts.password) if parts.password else query.get("password"))


async def admit(connection: AsyncConnection, login: Login) -> None:
    """Let a role work in the books: make it unless it is there, and grant it what the shop does and no more.

    Who owns the books needs no grant. What the triggers refuse is not granted, so a new append-only table is one by
    its trigger alone.
    """
    if await connection.scalar(text("SELECT current_user")) == login.role:
        return
    if not await connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": login.role}):
        verifier = None if login.password is None else _scram_verifier(login.password)
        create: str = await connection.scalar(_CREATE_ROLE, {"role": login.role, "verifier": verifier})
        await connection.exec_driver_sql(create)
        # A client behind a pooler cannot send them as it connects.
        for name, value in TIMEOUTS.items():
            setting = {"role": login.role, "name": name, "value": value}
            await connection.exec_driver_sql(await connection.scalar(_SET_TIMEOUT, setting))
    for grant in (await connection.execute(_GRANTS, {"role": login.role})).scalars().all():
        await connection.exec_driver_sql(grant)


async def is_too_strong(session: AsyncSession) -> bool:
    """Tell whether this connection's role could switch the books' triggers off: a superuser, or one of their owners."""
    return bool(await session.scalar(_IS_TOO_STRONG))


def _scram_verifier(password: str) -> str:
    # The server takes this in place of a password, so that none gets into its log.
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", normalize("NFKC", password).encode(), salt, _SCRAM_ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${_SCRAM_ITERATIONS}:{encoded[0]}${encoded[1]}:{encoded[2]}"


_CREATE_ROLE = text(
    "SELECT format('CREATE ROLE %I LOGIN', CAST(:role AS text))"
    " || coalesce(format(' PASSWORD %L', CAST(:verifier AS text)), '')"
)

_SET_TIMEOUT = text(
    "SELECT format('ALTER ROLE %I SET %I = %L', CAST(:role AS text), CAST(:name AS text), CAST(:value AS text))"
)

# 4, 8 and 16 are INSERT, DELETE and UPDATE among the events of a trigger (pg_trigger.tgtype).
_GRANTS = text(
    """
    WITH refused AS (
        SELECT tgrelid AS id, bit_or(tgtype) FILTER (WHERE proname <> 'guard_on_hand') AS events,
            bool_or(proname = 'guard_on_hand') AS on_hand_is_kept
        FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
        WHERE proname IN ('refuse_change', 'guard_books', 'guard_on_hand') GROUP BY tgrelid
    ), tables AS (
        SELECT relname, CASE WHEN relname = 'alembic_version' THEN 28 ELSE coalesce(events, 0) END AS events,
            CASE WHEN on_hand_is_kept THEN (
                SELECT format(' (%s)', string_agg(quote_ident(attname), ', ')) FROM pg_attribute
                WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
                    AND attname NOT IN ('on_hand', 'stock_value')
            ) END AS columns
        FROM pg_class LEFT JOIN refused ON refused.id = pg_class.oid
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    ), statements AS (
        SELECT 1 AS position, format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()) AS statement
        UNION ALL SELECT 1, 'REVOKE CREATE ON SCHEMA public FROM PUBLIC'
        UNION ALL SELECT 1, format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', CAST(:role AS text))
        UNION ALL SELECT 1, format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM %I', CAST(:role AS text))
        UNION ALL SELECT 1, format('REVOKE ALL ON SCHEMA public FROM %I', CAST(:role AS text))
        UNION ALL SELECT 2, format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), CAST(:role AS text))
        UNION ALL SELECT 2, format('GRANT USAGE ON SCHEMA public TO %I', CAST(:role AS text))
        UNION ALL SELECT 2, format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', CAST(:role AS text))
        UNION ALL
        SELECT 2, format(
            'GRANT %s ON %I TO %I',
            concat_ws(
                ', ', 'SELECT', CASE WHEN events & 4 = 0 THEN 'INSERT' END, CASE WHEN events & 8 = 0 THEN 'DELETE' END,
                CASE WHEN events & 16 = 0 THEN 'UPDATE' || coalesce(columns, '') END
            ),
            relname, CAST(:role AS text)
        )
        FROM tables
        UNION ALL
        SELECT 2, format('GRANT EXECUTE ON FUNCTION %s TO %I', pg_proc.oid::regprocedure, CAST(:role AS text))
        FROM pg_proc WHERE proname = 'set_money_places' AND pronamespace = 'public'::regnamespace
    )
    SELECT statement FROM statements ORDER BY position
    """
)

_IS_TOO_STRONG = text(
    """
    SELECT bool_or(pg_has_role(owner, 'MEMBER')) FROM (
        SELECT relowner FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        UNION SELECT nspowner FROM pg_namespace WHERE nspname = 'public'
    ) AS owners (owner)
    """
)
