"""Opening an account: always a customer's, and never with a password that is guessed first."""

import asyncio

import pytest
from httpx import AsyncClient

from app.models import Role
from tests.api.people.accounts import PASSWORD, register
from tests.support.answers import created, problem
from tests.support.counter import Counter
from tests.support.shop import TestShop


async def test_a_new_account_is_a_customers_and_shows_no_secret(client: AsyncClient) -> None:
    user = created(await register(client, full_name=" Asha Rao "))
    assert user.keys() == {"id", "email", "full_name", "role", "is_active", "created_at"}
    assert (user["email"], user["full_name"], user["role"]) == ("asha@example.com", "Asha Rao", "customer")
    assert user["is_active"] is True


async def test_the_location_of_a_new_account_shows_it_to_its_owner(shop: TestShop, client: AsyncClient) -> None:
    answer = await register(client)
    owner = await shop.log_in("asha@example.com", PASSWORD)
    assert (await owner.get(answer.headers["Location"])).json() == created(answer)


async def test_a_password_is_kept_as_bcrypt_sha256_only(shop: TestShop, client: AsyncClient) -> None:
    created(await register(client))
    ((row,),) = await shop.sql("SELECT users::text FROM users WHERE email = 'asha@example.com'")
    assert "$bcrypt-sha256$" in row
    assert PASSWORD not in row


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("role", "admin"),
        ("role", "customer"),
        ("is_active", True),
        ("id", 1),
        ("token_version", 0),
        ("password_hash", "$2b$12$"),
    ],
)
async def test_fields_that_the_shop_decides_are_refused(unchanged: Counter, field: str, value: object) -> None:
    answer = await register(unchanged.shop.client, **{field: value})
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert (error["pointer"], error["code"]) == (f"/{field}", "extra_forbidden")


@pytest.mark.parametrize("email", ["customer@example.com", "CUSTOMER@Example.COM", "  customer@EXAMPLE.com "])
async def test_an_email_belongs_to_one_account_in_any_case(unchanged: Counter, email: str) -> None:
    problem(await register(unchanged.shop.client, email=email), 409, "email_taken")


async def test_two_registrations_of_one_email_at_once_have_one_winner(shop: TestShop, client: AsyncClient) -> None:
    for turn in range(5):
        answers = await asyncio.gather(
            register(client, email=f"twin{turn}@example.com"), register(client, email=f"TWIN{turn}@example.com")
        )
        won, lost = sorted(answers, key=lambda answer: answer.status_code)
        created(won)
        problem(lost, 409, "email_taken")
    ((users,),) = await shop.sql("SELECT count(*) FROM users")
    assert users == len(Role) + 5


async def test_an_unknown_invitation_opens_no_account(unchanged: Counter) -> None:
    problem(await register(unchanged.shop.client, invitation_token="made up"), 400, "invitation_invalid")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("sev£n77", "password_too_short"),
        ("iloveyou", "password_too_common"),
        ("QwertyUiop", "password_too_common"),
        ("meera.patil", "password_too_personal"),
        ("Meera.Patil@Example.com", "password_too_personal"),
        ("meera v patil", "password_too_personal"),
        ("rasgulla" * 128 + "!", "password_too_long"),
        ("é" * 513, "password_too_long"),
    ],
)
async def test_a_weak_password_is_refused_and_not_repeated(unchanged: Counter, password: str, code: str) -> None:
    answer = await register(
        unchanged.shop.client, email="meera.patil@example.com", full_name="Meera V Patil", password=password
    )
    (error,) = problem(answer, 422, "weak_password")["errors"]
    assert (error["pointer"], error["code"]) == ("/password", code)
    assert password.casefold() not in answer.text.casefold()


@pytest.mark.parametrize(
    ("password", "code"),
    [("jalebi " * 1000, "string_too_long"), ("\ud800 saffron and rose", "string_unicode"), (None, "string_type")],
)
async def test_a_password_that_is_no_text_of_ours_is_refused(unchanged: Counter, password: object, code: str) -> None:
    answer = await register(unchanged.shop.client, password=password)
    (error,) = problem(answer, 422, "invalid_request")["errors"]
    assert (error["pointer"], error["code"]) == ("/password", code)
    assert "jalebi" not in answer.text
    assert "saffron" not in answer.text


@pytest.mark.parametrize("password", ["दो रसगुल्ले और चाय", "eight 88", "🍬🍭🍮🍯🍰🎂🧁🥧" * 32, "x" * 500 + "y" * 524])
async def test_a_password_of_any_script_and_length_lets_its_owner_in(
    shop: TestShop, client: AsyncClient, password: str
) -> None:
    created(await register(client, password=password))
    await shop.log_in("asha@example.com", password)
    # The end of a long password counts too: plain bcrypt would have forgotten it.
    wrong = await client.post("/api/auth/login", data={"username": "asha@example.com", "password": password[:-1]})
    problem(wrong, 401, "invalid_credentials")


@pytest.mark.parametrize(
    "email",
    [
        "",
        "asha",
        "asha@",
        "@example.com",
        "asha@@example.com",
        "asha@example..com",
        "asha rao@example.com",
        ".asha@example.com",
        "asha@example.com\nbcc: all@example.com",
        "asha\x00@example.com",
        "asha\ud800@example.com",
        "Asha <asha@example.com>",
        "asha@" + "example." * 40 + "com",
        None,
        7,
        ["asha@example.com"],
    ],
)
async def test_a_bad_email_is_refused(unchanged: Counter, email: object) -> None:
    (error,) = problem(await register(unchanged.shop.client, email=email), 422, "invalid_request")["errors"]
    assert error["pointer"] == "/email"


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "Asha\x00", "Asha\nRao", "\udfff", 7])
async def test_a_bad_name_is_refused(unchanged: Counter, name: object) -> None:
    (error,) = problem(await register(unchanged.shop.client, full_name=name), 422, "invalid_request")["errors"]
    assert error["pointer"] == "/full_name"


async def test_every_missing_field_is_named(unchanged: Counter) -> None:
    errors = problem(await unchanged.shop.client.post("/api/auth/register", json={}), 422, "invalid_request")["errors"]
    assert [(error["pointer"], error["code"]) for error in errors] == [("/email", "missing"), ("/password", "missing")]
