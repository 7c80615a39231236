"""New accounts."""

import json
from typing import Any

from httpx import AsyncClient, Response

from tests.support.answers import created

PASSWORD = "saffron and rose"  # Long enough for an admin.


async def register(client: AsyncClient, **fields: object) -> Response:
    body = {"email": "asha@example.com", "password": PASSWORD} | fields
    # JSON escapes carry lone surrogates, which no encoding of httpx does.
    return await client.post(
        "/api/auth/register", content=json.dumps(body), headers={"Content-Type": "application/json"}
    )


async def new_user(admin: AsyncClient, email: str, **fields: Any) -> dict[str, Any]:
    body = {"email": email, "password": PASSWORD, "role": "customer"} | fields
    return created(await admin.post("/api/users", json=body))
