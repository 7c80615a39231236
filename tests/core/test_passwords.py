import asyncio
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from passlib.hash import bcrypt

import app.core
from app.core.errors import Unavailable
from app.core.passwords import (
    ADMIN_MIN_LENGTH,
    CUSTOMER_MIN_LENGTH,
    Lane,
    PasswordHasher,
    WeakPassword,
    check_password,
    common_passwords,
)

GOOD = "a tray of saffron"
EMAIL = "asha.rao@example.com"
PATIENCE = 30.0
"""How many seconds a thread waits for a test that has failed, instead of hanging for ever."""


@pytest.fixture
def hasher() -> Iterator[PasswordHasher]:
    hasher = PasswordHasher(rounds=4)
    yield hasher
    hasher.close()


def refusal(password: str, minimum_length: int = CUSTOMER_MIN_LENGTH, personal: tuple[str, ...] = ()) -> str:
    """Return the code that `password` is refused with."""
    with pytest.raises(WeakPassword) as caught:
        check_password(password, minimum_length=minimum_length, personal=personal)
    assert str(caught.value) == caught.value.detail != ""
    return caught.value.code


@pytest.mark.parametrize("password", [GOOD, "zqwvkjxp", "पेड़ा और बर्फ़ी", "🍬🍭🍮🍯🍰🎂🧁🥧", " spaces at ends "])
def test_a_long_enough_unusual_password_is_accepted_whatever_it_is_made_of(password: str) -> None:
    check_password(password, minimum_length=CUSTOMER_MIN_LENGTH, personal=(EMAIL, "Asha Rao"))


def test_customers_need_8_characters_and_admins_15() -> None:
    assert refusal("zqwvkjx") == "password_too_short"
    check_password("zqwvkjxp", minimum_length=CUSTOMER_MIN_LENGTH)
    assert refusal("zqwvkjxpzqwvkj", ADMIN_MIN_LENGTH) == "password_too_short"
    check_password("zqwvkjxpzqwvkjx", minimum_length=ADMIN_MIN_LENGTH)
    assert refusal("") == "password_too_short"


def test_the_refusal_of_a_short_password_names_the_minimum_length() -> None:
    with pytest.raises(WeakPassword, match="15 characters"):
        check_password("short", minimum_length=ADMIN_MIN_LENGTH)


@pytest.mark.parametrize("password", ["zqwvkjx", "zqwvkjxp" * 200, "zqwvkjxp\0", "12345678", "zqwvkjxp"])
def test_a_refusal_does_not_repeat_the_password(password: str) -> None:
    with pytest.raises(WeakPassword) as caught:
        check_password(password, minimum_length=CUSTOMER_MIN_LENGTH, personal=("zqwvkjxp",))
    assert password not in caught.value.detail


def test_the_minimum_counts_characters_and_the_maximum_counts_bytes() -> None:
    assert refusal("🍬" * 7) == "password_too_short"
    assert refusal("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}") == "password_too_short"
    check_password("x" * 1023 + "y", minimum_length=CUSTOMER_MIN_LENGTH)
    check_password("é" * 511 + "yy", minimum_length=CUSTOMER_MIN_LENGTH)
    assert refusal("x" * 1024 + "y") == "password_too_long"
    assert refusal("é" * 512 + "y") == "password_too_long"


@pytest.mark.parametrize("password", ["lone \ud800 surrogate", "nul \0 inside", "\0" * 2000, "\udfff", "\0"])
def test_a_password_that_cannot_be_stored_is_refused_as_unreadable(password: str) -> None:
    assert refusal(password) == "password_unreadable"


@pytest.mark.parametrize(
    "password",
    ["password", "12345678", "qwertyuiop", "1qaz2wsx", "iloveyou", "sweetshop", "gulabjamun", "password@123"],
)
def test_a_common_password_is_refused_in_any_case(password: str) -> None:
    assert refusal(password) == "password_too_common"
    assert refusal(password.upper()) == "password_too_common"
    assert refusal(password.title()) == "password_too_common"


def test_common_passwords_long_enough_for_admins_are_refused() -> None:
    assert refusal("correcthorsebatterystaple", ADMIN_MIN_LENGTH) == "password_too_common"
    assert refusal("Administrator123", ADMIN_MIN_LENGTH) == "password_too_common"
    assert refusal("SweetshopSweetshop", ADMIN_MIN_LENGTH) == "password_too_common"


@pytest.mark.parametrize(
    "password",
    ["asha.rao", "ASHA.RAO", "asha.rao@example.com", "Asha.Rao@Example.COM", "asha rao", "asha.raoasha.rao"],
)
def test_the_owners_name_and_address_are_refused(password: str) -> None:
    assert refusal(password, personal=(EMAIL, " Asha Rao ")) == "password_too_personal"


def test_a_short_name_repeated_until_it_is_long_enough_is_refused() -> None:
    assert refusal("ravi" * 4, ADMIN_MIN_LENGTH, personal=("ravi@example.com",)) == "password_too_personal"


def test_a_password_that_only_contains_the_name_is_accepted() -> None:
    check_password("asha.rao sells saffron", minimum_length=CUSTOMER_MIN_LENGTH, personal=(EMAIL, "Asha Rao"))


@pytest.mark.parametrize("personal", [(), ("",), (" ",), ("@",), ("@example.com",), ("\ud800",), ("\0",)])
def test_odd_personal_words_hinder_nobody(personal: tuple[str, ...]) -> None:
    check_password(GOOD, minimum_length=CUSTOMER_MIN_LENGTH, personal=personal)


@pytest.mark.parametrize("password", ["~" * 8, "🍬" * 15, "xyxyxyxyx", "zqwzqwzq", "zqwvzqwv", "zqwv" * 20])
def test_a_few_characters_again_and_again_are_refused(password: str) -> None:
    assert refusal(password) == "password_too_simple"


@pytest.mark.parametrize("password", ["zqwvkzqwvk", "zzzzzzzq", "qzzzzzzz", "zqwvzqwx"])
def test_a_password_that_repeats_a_part_and_has_more_to_it_is_accepted(password: str) -> None:
    check_password(password, minimum_length=CUSTOMER_MIN_LENGTH)


def test_a_password_is_checked_in_the_form_it_is_hashed_in() -> None:
    composed, apart = "\u00e9" * 7, "e\u0301" * 7
    assert refusal(composed) == refusal(apart) == "password_too_short"
    assert refusal("\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44") == "password_too_common"
    assert refusal("\uff41\uff53\uff48\uff41\uff0e\uff52\uff41\uff4f", personal=(EMAIL,)) == "password_too_personal"
    assert refusal("\ufdfa" * 200) == "password_too_long"


def test_the_blocklist_is_large_sorted_unique_and_in_the_form_it_is_compared_in() -> None:
    text = (Path(app.core.__path__[0]) / "common_passwords.txt").read_text("ascii")
    words = text.splitlines()
    assert len(words) >= 1500
    assert words == sorted(set(words))
    assert all(len(word) >= CUSTOMER_MIN_LENGTH for word in words)
    assert all(word == word.casefold().strip() for word in words)
    assert common_passwords() == set(words)


def test_the_blocklist_is_read_once() -> None:
    assert common_passwords() is common_passwords()


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


async def test_the_event_loop_keeps_ticking_while_passwords_are_hashed() -> None:
    hasher = PasswordHasher(rounds=12)
    work = asyncio.gather(hasher.hash(GOOD), hasher.verify(GOOD, None))
    ticks = 0
    while not work.done():
        await asyncio.sleep(0.001)
        ticks += 1
    assert await work
    assert ticks > 10
    hasher.close()


async def test_as_many_passwords_are_hashed_at_once_as_there_are_threads() -> None:
    hasher = PasswordHasher(rounds=4, threads=2)
    meeting = threading.Barrier(2, timeout=PATIENCE)
    await asyncio.gather(*(hasher._in_thread(Lane.KNOWN, meeting.wait) for _ in range(2)))
    assert PasswordHasher(threads=3)._threads._max_workers == 3
    hasher.close()


async def test_a_full_queue_is_refused_at_once_and_empties_again() -> None:
    hasher = PasswordHasher(rounds=4, threads=1, max_waiting=3)
    leave = threading.Event()
    running = asyncio.ensure_future(hasher._in_thread(Lane.KNOWN, lambda: leave.wait(PATIENCE)))
    queued = [asyncio.ensure_future(hasher.verify(GOOD, None)) for _ in range(2)]
    await asyncio.sleep(0)
    for refused in (hasher.verify(GOOD, None), hasher.hash(GOOD)):
        with pytest.raises(Unavailable) as caught:
            await refused
        assert caught.value.code == "too_busy"
        assert caught.value.retry_after == 1
    leave.set()
    assert await asyncio.gather(*queued) == [False, False]
    assert await running
    assert await hasher.verify(GOOD, await hasher.hash(GOOD)) is True
    hasher.close()


async def test_a_cancelled_call_keeps_its_place_until_its_work_has_ended() -> None:
    hasher = PasswordHasher(rounds=4, threads=1, max_waiting=2)
    begun, leave = threading.Event(), threading.Event()

    def work() -> bool:
        begun.set()
        return leave.wait(PATIENCE)

    running = asyncio.ensure_future(hasher._in_thread(Lane.KNOWN, work))
    queued = asyncio.ensure_future(hasher.verify(GOOD, None))
    await asyncio.to_thread(begun.wait, PATIENCE)
    for call in (running, queued):
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    waiting = asyncio.ensure_future(hasher.verify(GOOD, None))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await hasher.verify(GOOD, None)
    leave.set()
    assert await waiting is False
    assert await hasher.verify(GOOD, None) is False
    hasher.close()


async def test_a_full_queue_is_known_before_anything_is_hashed() -> None:
    hasher = PasswordHasher(rounds=4, threads=1, max_waiting=1)
    hasher.refuse_if_full(Lane.KNOWN)
    leave = threading.Event()
    running = asyncio.ensure_future(hasher._in_thread(Lane.KNOWN, lambda: leave.wait(PATIENCE)))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable) as caught:
        hasher.refuse_if_full(Lane.KNOWN)
    assert caught.value.code == "too_busy"
    leave.set()
    assert await running
    hasher.refuse_if_full(Lane.KNOWN)
    assert await hasher.verify(GOOD, None) is False
    hasher.close()


@pytest.mark.parametrize(("cores", "threads"), [(None, 1), (1, 1), (2, 1), (8, 7)])
def test_a_core_is_left_to_the_rest_of_the_shop(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, threads: int
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    hasher = PasswordHasher(rounds=4)
    assert hasher._threads._max_workers == threads
    hasher.close()


@pytest.mark.skipif(sys.platform != "linux", reason="Elsewhere a thread has no priority of its own.")
async def test_threads_that_hash_let_others_go_first() -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    hasher = PasswordHasher(rounds=4)
    before = niceness()
    assert await hasher._in_thread(Lane.KNOWN, niceness) == min(before + 10, 19)
    assert niceness() == before
    hasher.close()


@pytest.mark.skipif(sys.platform != "linux", reason="Elsewhere a thread has no priority of its own.")
async def test_a_machine_that_forbids_priorities_hashes_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", forbid)
    hasher = PasswordHasher(rounds=4)
    assert await hasher.verify(GOOD, await hasher.hash(GOOD)) is True
    hasher.close()


@pytest.mark.parametrize(("lane", "others"), [(Lane.KNOWN, 2), (Lane.STRANGER, 1)])
async def test_a_login_waits_for_one_registration_at_most_and_who_is_known_for_one_stranger(
    lane: Lane, others: int
) -> None:
    hasher = PasswordHasher(rounds=4, threads=1)
    leave, done = threading.Event(), list[Lane]()

    def work(lane: Lane) -> None:
        leave.wait(PATIENCE)
        done.append(lane)

    before = [Lane.REGISTRATION] * 24 + ([Lane.STRANGER] * 24 if lane is Lane.KNOWN else [])
    waiting = []
    for one in [*before, lane]:
        waiting.append(asyncio.ensure_future(hasher._in_thread(one, lambda one=one: work(one))))
        await asyncio.sleep(0)
    leave.set()
    await waiting[-1]
    assert len(done[: done.index(lane)]) <= others
    await asyncio.gather(*waiting)
    assert len(done) == len(waiting)
    hasher.close()


async def test_a_lane_that_is_full_refuses_nobody_in_another() -> None:
    hasher = PasswordHasher(rounds=4, threads=1, max_waiting=2)
    leave = threading.Event()
    held = [asyncio.ensure_future(hasher._in_thread(Lane.REGISTRATION, lambda: leave.wait(PATIENCE))) for _ in "12"]
    await asyncio.sleep(0)
    for lane in (Lane.KNOWN, Lane.STRANGER):
        hasher.refuse_if_full(lane)
    with pytest.raises(Unavailable):
        hasher.refuse_if_full(Lane.REGISTRATION)
    with pytest.raises(Unavailable):
        await hasher.hash(GOOD, Lane.REGISTRATION)
    leave.set()
    assert await asyncio.gather(*held) == [True, True]
    assert await hasher.verify(GOOD, await hasher.hash(GOOD, Lane.REGISTRATION)) is True
    hasher.close()


async def test_a_caller_who_leaves_while_waiting_gives_their_place_back() -> None:
    hasher = PasswordHasher(rounds=4, threads=1, max_waiting=2)
    leave = threading.Event()
    running = asyncio.ensure_future(hasher._in_thread(Lane.REGISTRATION, lambda: leave.wait(PATIENCE)))
    waiting = asyncio.ensure_future(hasher.hash(GOOD, Lane.REGISTRATION))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    hasher.refuse_if_full(Lane.REGISTRATION)
    leave.set()
    assert await running
    assert await hasher.hash(GOOD, Lane.REGISTRATION)
    hasher.close()


async def test_places_come_back_after_work_that_fails() -> None:
    hasher = PasswordHasher(rounds=4, threads=1, max_waiting=1)
    for _ in range(3):
        with pytest.raises(ValueError, match="could not convert"):
            await hasher._in_thread(Lane.KNOWN, float, "no number")
    for _ in range(3):
        with pytest.raises(WeakPassword):
            await hasher.hash("\0")
    assert await hasher.verify(GOOD, None) is False
    hasher.close()


async def test_many_first_calls_at_once_all_get_their_answer() -> None:
    hasher = PasswordHasher(rounds=4, threads=8)
    hashes = await asyncio.gather(*(hasher.hash(f"{GOOD} {n}") for n in range(32)))
    answers = await asyncio.gather(*(hasher.verify(f"{GOOD} {n}", hashed) for n, hashed in enumerate(hashes)))
    assert all(answers)
    hasher.close()


def test_nothing_is_logged_about_the_version_of_bcrypt() -> None:
    assert not logging.getLogger("passlib.handlers.bcrypt").isEnabledFor(logging.WARNING)
