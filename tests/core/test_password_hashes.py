"""Hashing and verifying passwords: the scheme, older hashes, and equal work for every refusal."""

import time

import pytest
from passlib.hash import bcrypt

from app.core.passwords import (
    PasswordHasher,
    WeakPassword,
)

GOOD = "a tray of saffron"


async def test_a_password_verifies_against_its_own_hash_only(hasher: PasswordHasher) -> None:
    hashed = await hasher.hash(GOOD)
    assert await hasher.verify(GOOD, hashed) is True
    assert await hasher.verify(GOOD + "!", hashed) is False
    assert await hasher.verify(GOOD.upper(), hashed) is False
    assert await hasher.verify("", hashed) is False


async def test_the_same_password_hashes_differently_each_time(hasher: PasswordHasher) -> None:
    assert await hasher.hash(GOOD) != await hasher.hash(GOOD)


async def test_new_hashes_are_bcrypt_sha256_with_the_rounds_asked_for(hasher: PasswordHasher) -> None:
    hashed = await hasher.hash(GOOD)
    assert hashed.startswith("$bcrypt-sha256$v=2,t=2b,r=4$")


def test_rounds_are_12_unless_said_otherwise() -> None:
    hasher = PasswordHasher()
    assert hasher._context.handler().default_rounds == 12
    assert ",r=12$" in hasher._stand_in
    hasher.close()


async def test_passwords_that_differ_after_72_bytes_are_told_apart(hasher: PasswordHasher) -> None:
    hashed = await hasher.hash("x" * 72 + "y")
    assert await hasher.verify("x" * 72 + "y", hashed) is True
    assert await hasher.verify("x" * 72 + "z", hashed) is False
    assert await hasher.verify("x" * 72, hashed) is False


async def test_the_longest_password_is_verified_whole(hasher: PasswordHasher) -> None:
    hashed = await hasher.hash("x" * 1024)
    assert await hasher.verify("x" * 1024, hashed) is True
    assert await hasher.verify("x" * 1023 + "y", hashed) is False


async def test_a_plain_bcrypt_hash_from_an_older_shop_still_verifies(hasher: PasswordHasher) -> None:
    legacy = bcrypt.using(rounds=4).hash(GOOD)
    assert legacy.startswith("$2b$04$")
    assert await hasher.verify(GOOD, legacy) is True
    assert await hasher.verify("another", legacy) is False


TYPED, NORMAL = "cafe\u0301 \u00bd \ufb01g", "caf\u00e9 1\u20442 fig"


async def test_a_password_is_the_same_however_its_characters_are_composed(hasher: PasswordHasher) -> None:
    for hashed in (await hasher.hash(TYPED), await hasher.hash(NORMAL)):
        assert await hasher.verify(TYPED, hashed) is True
        assert await hasher.verify(NORMAL, hashed) is True
        assert await hasher.renew(NORMAL, hashed) is None
        assert await hasher.renew(TYPED, hashed) is None


async def test_an_older_hash_still_verifies_its_password_and_is_renewed(hasher: PasswordHasher) -> None:
    old = hasher._hash(TYPED)
    assert await hasher.verify(TYPED, old) is True
    assert await hasher.verify(NORMAL, old) is False
    renewed = await hasher.renew(TYPED, old)
    assert await hasher.verify(NORMAL, renewed) is True
    assert await hasher.renew(TYPED, str(renewed)) is None


@pytest.mark.parametrize("difference", ["scheme", "rounds"])
async def test_a_hash_of_another_scheme_or_strength_is_renewed(hasher: PasswordHasher, difference: str) -> None:
    stronger = PasswordHasher(rounds=5)
    old = bcrypt.using(rounds=4).hash(GOOD) if difference == "scheme" else await stronger.hash(GOOD)
    stronger.close()
    renewed = str(await hasher.renew(GOOD, old))
    assert renewed.startswith("$bcrypt-sha256$v=2,t=2b,r=4$")
    assert await hasher.verify(GOOD, renewed) is True


async def test_a_password_of_before_that_is_too_long_now_is_left_as_it_is(hasher: PasswordHasher) -> None:
    long = "\ufdfa" * 200
    old = hasher._hash(long)
    assert await hasher.verify(long, old) is True
    assert await hasher.renew(long, old) is None


@pytest.mark.parametrize("typed", [GOOD, TYPED])
def test_an_unknown_user_takes_as_many_verifications_as_a_wrong_password(
    hasher: PasswordHasher, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    stored, verified, verify = hasher._hash(NORMAL + "!"), list[str](), hasher._context.verify

    def counted(password: str, hashed: str) -> bool:
        verified.append(hashed)
        return bool(verify(password, hashed))

    monkeypatch.setattr(hasher._context, "verify", counted)
    assert hasher._verify(typed, stored) is False
    known = len(verified)
    assert hasher._verify(typed, None) is False
    assert len(verified) == 2 * known
    assert known == (1 if typed == GOOD else 2)


@pytest.mark.parametrize("password", [GOOD, "", "x" * 1025, "nul \0", "\ud800"])
async def test_nobody_signs_in_as_an_unknown_user(hasher: PasswordHasher, password: str) -> None:
    assert await hasher.verify(password, None) is False


@pytest.mark.parametrize("password", ["x" * 1025, "x" * 1_000_000, GOOD + "\0", "\0", "\ud800"])
async def test_a_password_that_cannot_be_anyones_is_wrong_and_no_error(hasher: PasswordHasher, password: str) -> None:
    assert await hasher.verify(password, await hasher.hash(GOOD)) is False
    assert await hasher.verify(password, bcrypt.using(rounds=4).hash(GOOD)) is False


async def test_a_password_past_the_maximum_is_wrong_even_where_bcrypt_would_cut_it(
    hasher: PasswordHasher,
) -> None:
    assert await hasher.verify("x" * 1025, bcrypt.using(rounds=4).hash("x" * 72)) is False
    assert await hasher.verify("x" * 1025, hasher._hash("x" * 1025)) is False


@pytest.mark.parametrize("password", ["x" * 1025, GOOD + "\0", "\ud800"])
async def test_a_password_that_could_never_be_verified_is_not_hashed(hasher: PasswordHasher, password: str) -> None:
    with pytest.raises(WeakPassword):
        await hasher.hash(password)


@pytest.mark.parametrize(
    "damaged",
    [
        *("", "x", "\0", "\ud800", "$2b$", "$2b$04$", "$2b$99$" + "." * 53, "$bcrypt-sha256$", "plain text"),
        *("$bcrypt-sha256$v=2,t=2b,r=4$" + "." * 22, "$bcrypt-sha256$v=9,t=2b,r=4$" + "." * 22 + "$" + "." * 31),
    ],
)
async def test_a_damaged_hash_matches_nothing_and_is_no_error(hasher: PasswordHasher, damaged: str) -> None:
    assert await hasher.verify(GOOD, damaged) is False
    assert await hasher.verify(damaged, damaged) is False


def test_every_refusal_takes_the_work_of_a_wrong_password() -> None:
    hasher = PasswordHasher(rounds=9)
    stored = hasher._hash(GOOD)

    def work(password: str, hashed: str | None) -> float:
        """Measure processor time of this thread, which a busy machine does not stretch."""
        times = []
        for _ in range(3):
            start = time.thread_time()
            assert hasher._verify(password, hashed) is False
            times.append(time.thread_time() - start)
        return min(times)

    wrong = work("another", stored)
    refusals = [(GOOD, None), ("x" * 1025, stored), ("\0", stored), ("\ud800", None), (GOOD, "damaged")]
    for password, hashed in refusals:
        assert 0.5 * wrong < work(password, hashed) < 2 * wrong
    hasher.close()
