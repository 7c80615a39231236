"""Codes of an authenticator app, by the vectors of RFC 6238, and the codes for when it is lost."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core.second_factor import SecretBox, matching_step, new_recovery_codes, plain_recovery_code, split_code
from tests.support.second_factor import SECRET
from tests.support.shop import SECRET_KEY

# The last six of the eight digits of appendix B, for SHA-1.
VECTORS = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


@pytest.mark.parametrize(("seconds", "code"), VECTORS.items())
def test_the_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert matching_step(SECRET, code, now) == seconds // 30
    assert matching_step(SECRET, f"{code[:3]} {code[3:]}", now) == seconds // 30
    assert matching_step(SECRET, code, now + timedelta(seconds=60)) is None


@pytest.mark.parametrize("code", ["", "28708", "2870822", "287083", "٢٨٧٠٨٢", "\ud800"])
def test_anything_else_is_no_code(code: str) -> None:
    assert matching_step(SECRET, code, datetime.fromtimestamp(59, UTC)) is None


def test_recovery_codes_are_eighty_bits_and_read_however_they_are_typed() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    for code in codes:
        assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
        assert plain_recovery_code(f" {code.upper()} ") == code.replace("-", "")
        for typed in (code, code.upper(), code.replace("-", ""), code.upper().replace("-", "")):
            assert split_code(f"two words {typed}") == ("two words", typed)


@pytest.mark.parametrize("password", ["rose", "a 123", "a 123456", "rose milk cake dish", "rose abcdefghijklmno2"])
@pytest.mark.parametrize("code", ["123456", "123 456", "abcdefghijklmnop"])
def test_only_the_last_code_is_cut_off(password: str, code: str) -> None:
    assert split_code(f"{password} {code}") == (password, code)


@pytest.mark.parametrize(
    "password",
    [
        "123456",
        " 123456",
        "rose 12345",
        "rose 1234567",
        "rose  ",
        "rose-123456",
        "a rose milk cake dish",
        "rose abcd-efghijklmnop",
    ],
)
def test_a_password_without_a_code_at_its_end_stays_whole(password: str) -> None:
    assert split_code(password) == (password, None)


def test_a_stored_secret_opens_with_its_own_key_only() -> None:
    stored = SecretBox(SECRET_KEY).close(SECRET)
    assert SECRET.encode() not in stored
    assert SecretBox(SECRET_KEY).open(stored) == SECRET
    assert SecretBox(SECRET_KEY + "!").open(stored) is None
