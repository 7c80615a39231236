"""Files sent to the shop and read from it."""

import asyncio
import csv
import io
from typing import Any

from httpx import AsyncClient

from app.schemas.import_job import ImportRead
from tests.support.access.files import import_of
from tests.support.answers import ok, read_strictly


async def done(client: AsyncClient, location: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            job: dict[str, Any] = ok(await client.get(location))
            if job["finished_at"] is not None:
                return job
            await asyncio.sleep(0.01)


async def imported(client: AsyncClient, kind: str, data: str | bytes, **params: str) -> dict[str, Any]:
    answer = await import_of(kind, data, **params)(client)
    assert answer.status_code == 202, answer.text
    read_strictly(ImportRead, answer.json())
    assert answer.headers["Location"] == f"/api/imports/{answer.json()['id']}"
    return await done(client, answer.headers["Location"])


async def rows_of(client: AsyncClient, path: str) -> list[dict[str, str]]:
    answer = await client.get(f"/api/exports/{path}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == f'attachment; filename="{path.partition("?")[0]}"'
    assert answer.text.count("\n") == answer.text.count("\r\n")
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))
