"""Access tokens that are issued and accepted, and refresh tokens."""

import base64
import hashlib
import json
from datetime import timedelta

import pytest
from jose import jwt

from app.core.security import AccessClaims, TokenSigner, hash_token, new_token
from tests.core.tokens import (
    CLAIMS,
    HEADER,
    ISSUED,
    LIFETIME,
    MAX_ID,
    NOW,
    SECRET,
    encoded,
    forge,
    issued,
    refused,
    sign,
)


def test_an_issued_token_says_who_carries_it(signer: TokenSigner) -> None:
    token = signer.issue(user_id=7, role="admin", session_id=11, token_version=3, now=NOW)
    assert signer.decode(token, NOW) == AccessClaims(
        user_id=7, role="admin", session_id=11, token_version=3, expires_at=ISSUED + LIFETIME
    )


def test_an_issued_token_has_exactly_the_agreed_header_and_claims(signer: TokenSigner) -> None:
    token = issued(signer)
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "at+jwt"}
    claims = jwt.get_unverified_claims(token)
    assert claims.keys() == CLAIMS.keys()
    assert claims["sub"] == "7"
    assert (claims["iat"], claims["exp"]) == (ISSUED, ISSUED + LIFETIME)
    assert (claims["aud"], claims["iss"]) == ("sweetshop-api", "sweetshop")


def test_two_tokens_issued_in_one_moment_differ(signer: TokenSigner) -> None:
    assert issued(signer) != issued(signer)


def test_the_largest_id_survives_the_journey(signer: TokenSigner) -> None:
    assert signer.decode(issued(signer, MAX_ID), NOW).user_id == MAX_ID


def test_a_role_this_code_does_not_know_is_not_its_business(signer: TokenSigner) -> None:
    assert signer.decode(forge(role="auditor"), NOW).role == "auditor"


def test_a_claim_added_by_a_newer_release_is_ignored(signer: TokenSigner) -> None:
    assert signer.decode(forge(shop="main street"), NOW).user_id == 7


@pytest.mark.parametrize("secret", ["", "x", "x" * 31])
def test_a_short_key_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="at least 32 bytes"):
        TokenSigner(secret, LIFETIME)


@pytest.mark.parametrize("secret", ["x" * 32, "é" * 16, '{"keys": []}' + "x" * 32, "1" * 40])
def test_a_key_of_32_bytes_is_enough_whatever_it_looks_like(secret: str) -> None:
    signer = TokenSigner(secret, LIFETIME)
    assert signer.decode(issued(signer), NOW).user_id == 7


def test_a_key_that_reads_as_a_key_set_is_taken_as_plain_bytes() -> None:
    secret = json.dumps({"keys": [{"kty": "oct", "k": encoded(b"another key altogether")}]})
    signed = f"{encoded(HEADER)}.{encoded(json.dumps(CLAIMS).encode())}"
    assert refused(TokenSigner(secret, LIFETIME), sign(signed, "another key altogether"))


def test_a_lifetime_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least a second"):
        TokenSigner(SECRET, 0)


def test_a_signer_does_not_show_its_key(signer: TokenSigner) -> None:
    assert SECRET not in repr(signer)


def test_a_token_is_in_force_until_the_second_it_expires(signer: TokenSigner) -> None:
    expiry = NOW + timedelta(seconds=LIFETIME)
    assert signer.decode(forge(), expiry - timedelta(microseconds=1)).user_id == 7
    assert refused(signer, forge(), expiry)
    assert refused(signer, forge(), expiry + timedelta(days=1))


def test_a_token_from_a_clock_slightly_ahead_is_accepted(signer: TokenSigner) -> None:
    assert signer.decode(forge(iat=ISSUED + 5), NOW).user_id == 7


def test_a_refresh_token_has_256_random_bits_in_letters_a_header_can_carry() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(base64.urlsafe_b64decode(token + "=")) == 32 for token in tokens)


def test_only_the_sha256_of_a_refresh_token_is_stored() -> None:
    assert hash_token("token") == hashlib.sha256(b"token").digest()


def test_any_text_can_be_looked_up_as_a_refresh_token() -> None:
    assert len({hash_token(text) for text in ("", "é", "\0", "\ud800", "x" * 100_000)}) == 5
