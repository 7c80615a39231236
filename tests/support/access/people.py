"""Users, invitations and customers."""

from httpx import AsyncClient

from tests.support.access.kit import ADMINS, STAFF, USERS, Act, act
from tests.support.answers import created
from tests.support.second_factor import with_factor
from tests.support.shop import TestShop

MAY_PASS = {
    "GET /api/invitations": ADMINS,
    "POST /api/invitations": ADMINS,
    "GET /api/invitations/{invitation_id}": ADMINS,
    "DELETE /api/invitations/{invitation_id}": ADMINS,
    "GET /api/users": ADMINS,
    "POST /api/users": ADMINS,
    "GET /api/users/{user_id}": ADMINS,
    "PATCH /api/users/{user_id}": ADMINS,
    "PUT /api/users/{user_id}/role": ADMINS,
    "POST /api/users/{user_id}/password": ADMINS,
    "DELETE /api/users/{user_id}/second-factor": ADMINS,
    "GET /api/users/{user_id}/sessions": ADMINS,
    "DELETE /api/users/{user_id}/sessions": ADMINS,
    "DELETE /api/users/{user_id}": ADMINS,
    "GET /api/customers": STAFF,
    "POST /api/customers": STAFF,
    "GET /api/customers/{customer_id}": STAFF,
    "PUT /api/customers/{customer_id}": STAFF,
    "PATCH /api/customers/{customer_id}": STAFF,
    "DELETE /api/customers/{customer_id}": ADMINS,
    "GET /api/customers/{customer_id}/sales": STAFF,
    "POST /api/customers/{customer_id}/merge": ADMINS,
    "GET /api/customers/{customer_id}/account": USERS,
    "POST /api/customers/{customer_id}/account/payments": STAFF,
    "GET /api/customers/{customer_id}/account/statement": USERS,
    "GET /api/customers/{customer_id}/statement": USERS,
}


async def acts(shop: TestShop, admin: AsyncClient) -> dict[str, Act]:
    invitation = created(await admin.post("/api/invitations", json={"role": "salesperson"}))
    person = {"password": "saffron and rose", "role": "customer"}
    people = [
        created(await admin.post("/api/users", json=person | {"email": f"person-{n}@example.com"})) for n in range(4)
    ]
    regulars = [created(await admin.post("/api/customers", json={"name": f"Regular {n}"})) for n in range(6)]
    return {
        "GET /api/invitations": act("GET", "/invitations"),
        "POST /api/invitations": act("POST", "/invitations", {"role": "admin"}),
        "GET /api/invitations/{invitation_id}": act("GET", f"/invitations/{invitation['id']}"),
        "DELETE /api/invitations/{invitation_id}": act("DELETE", f"/invitations/{invitation['id']}"),
        "GET /api/users": act("GET", "/users"),
        "POST /api/users": act("POST", "/users", person | {"email": "new-person@example.com"}),
        "GET /api/users/{user_id}": act("GET", f"/users/{people[0]['id']}"),
        "PATCH /api/users/{user_id}": act("PATCH", f"/users/{people[0]['id']}", {"full_name": "Another"}),
        "PUT /api/users/{user_id}/role": act("PUT", f"/users/{people[1]['id']}/role", {"role": "salesperson"}),
        "POST /api/users/{user_id}/password": act(
            "POST", f"/users/{people[2]['id']}/password", {"new_password": "cardamom and rose"}
        ),
        "DELETE /api/users/{user_id}/second-factor": with_factor(
            shop, "on", lambda client: client.delete("/api/users/2/second-factor"), user_id=2
        ),
        "GET /api/users/{user_id}/sessions": act("GET", f"/users/{people[0]['id']}/sessions"),
        "DELETE /api/users/{user_id}/sessions": act("DELETE", f"/users/{people[0]['id']}/sessions"),
        "DELETE /api/users/{user_id}": act("DELETE", f"/users/{people[3]['id']}"),
        "GET /api/customers": act("GET", "/customers"),
        "POST /api/customers": act("POST", "/customers", {"name": "New"}),
        "GET /api/customers/{customer_id}": act("GET", f"/customers/{regulars[0]['id']}"),
        "PUT /api/customers/{customer_id}": act("PUT", f"/customers/{regulars[1]['id']}", {"name": "Put"}),
        "PATCH /api/customers/{customer_id}": act("PATCH", f"/customers/{regulars[2]['id']}", {"name": "Patched"}),
        "DELETE /api/customers/{customer_id}": act("DELETE", f"/customers/{regulars[3]['id']}"),
        "POST /api/customers/{customer_id}/merge": act(
            "POST", f"/customers/{regulars[4]['id']}/merge", {"from_customer_id": regulars[5]["id"]}
        ),
        "GET /api/customers/{customer_id}/account": act("GET", f"/customers/{regulars[0]['id']}/account"),
        "GET /api/customers/{customer_id}/account/statement": act(
            "GET", f"/customers/{regulars[0]['id']}/account/statement"
        ),
        "GET /api/customers/{customer_id}/statement": act(
            "GET", f"/customers/{regulars[0]['id']}/statement?format=csv"
        ),
        "POST /api/customers/{customer_id}/account/payments": act(
            "POST", f"/customers/{regulars[0]['id']}/account/payments", {"tender": "upi", "amount": "50"}
        ),
        "GET /api/customers/{customer_id}/sales": act("GET", f"/customers/{regulars[0]['id']}/sales"),
    }
