"""The rules of a new password: length, blocklist, personal words and repetition."""

from pathlib import Path

import pytest

import app.core
from app.core.passwords import (
    ADMIN_MIN_LENGTH,
    CUSTOMER_MIN_LENGTH,
    WeakPassword,
    check_password,
    common_passwords,
)

GOOD = "a tray of saffron"
EMAIL = "asha.rao@example.com"


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
