"""Every bad token here is made by hand and breaks one rule only, so that no other rule can refuse it first."""

import json

import pytest

from app.core.security import TokenSigner
from tests.core.tokens import CLAIMS, HEADER, ISSUED, LIFETIME, MAX_ID, NOW, encoded, forge, issued, refused, sign


def test_a_token_made_by_hand_is_accepted_so_the_refusals_below_mean_something(signer: TokenSigner) -> None:
    assert signer.decode(forge(), NOW).user_id == 7


def test_a_token_signed_with_another_key_is_refused(signer: TokenSigner) -> None:
    assert refused(signer, issued(TokenSigner("another secret of 32 bytes or more", LIFETIME)))


def test_a_token_signed_with_an_empty_key_is_refused(signer: TokenSigner) -> None:
    signed, _, _ = forge().rpartition(".")
    assert refused(signer, sign(signed, key=""))


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE"])
@pytest.mark.parametrize("members", [{}, {"typ": "at+jwt"}])
def test_an_unsigned_token_is_refused(signer: TokenSigner, algorithm: str, members: dict[str, str]) -> None:
    header = json.dumps({"alg": algorithm} | members, separators=(",", ":")).encode()
    signed, _, _ = forge(header).rpartition(".")
    assert refused(signer, f"{signed}.")
    assert refused(signer, signed)
    assert refused(signer, sign(signed))


@pytest.mark.parametrize(("algorithm", "digest"), [("HS384", "sha384"), ("HS512", "sha512")])
def test_another_algorithm_is_refused_even_with_the_right_key(signer: TokenSigner, algorithm: str, digest: str) -> None:
    header = HEADER.replace(b"HS256", algorithm.encode())
    signed, _, _ = forge(header).rpartition(".")
    assert refused(signer, sign(signed, digest=digest))
    assert refused(signer, sign(signed))


@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"HS256"}',
        b'{"typ":"at+jwt"}',
        b'{"alg":"hs256","typ":"at+jwt"}',
        b'{"alg":"HS256","typ":"JWT"}',
        b'{"alg":"HS256","typ":"AT+JWT"}',
        b'{"alg":["HS256"],"typ":"at+jwt"}',
        b'{"alg":"none","alg":"HS256","typ":"at+jwt"}',
        b'{"alg":"HS256","kid":"1","typ":"at+jwt"}',
        b'{"alg":"HS256","crit":["exp"],"typ":"at+jwt"}',
        b'{"alg":"HS256","crit":[],"typ":"at+jwt"}',
        b'{"alg":"HS256","cty":"JWT","typ":"at+jwt"}',
        b'["alg","typ"]',
        b"not JSON",
        b"",
        b"\xff\xfe",
        b"[" * 2000,
    ],
)
def test_any_other_header_is_refused(signer: TokenSigner, header: bytes) -> None:
    assert refused(signer, forge(header))


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_token_without_one_of_its_claims_is_refused(signer: TokenSigner, claim: str) -> None:
    rest = {name: value for name, value in CLAIMS.items() if name != claim}
    assert refused(signer, forge(HEADER, json.dumps(rest).encode()))


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_that_is_null_is_refused(signer: TokenSigner, claim: str) -> None:
    assert refused(signer, forge(**{claim: None}))


@pytest.mark.parametrize("claim", [name for name, value in CLAIMS.items() if isinstance(value, int)])
def test_a_number_written_as_anything_but_an_integer_is_refused(signer: TokenSigner, claim: str) -> None:
    number = CLAIMS[claim]
    for wrong in (str(number), float(number), [number], {"value": number}):
        assert refused(signer, forge(**{claim: wrong}))


@pytest.mark.parametrize("claim", ["sid", "ver"])
def test_true_is_not_the_number_one(signer: TokenSigner, claim: str) -> None:
    assert signer.decode(forge(**{claim: 1}), NOW).user_id == 7
    assert refused(signer, forge(**{claim: True}))


def test_true_is_not_a_time(signer: TokenSigner) -> None:
    assert signer.decode(forge(iat=1), NOW).user_id == 7
    assert refused(signer, forge(iat=True))


@pytest.mark.parametrize("claim", [name for name, value in CLAIMS.items() if isinstance(value, str)])
def test_a_text_written_as_anything_else_is_refused(signer: TokenSigner, claim: str) -> None:
    wrongs: tuple[object, ...] = (7, True, [CLAIMS[claim]], {})
    for wrong in wrongs:
        assert refused(signer, forge(**{claim: wrong}))


@pytest.mark.parametrize("time", [b"NaN", b"Infinity", b"1e400", b"9" * 3000])
def test_a_time_no_clock_can_show_is_refused(signer: TokenSigner, time: bytes) -> None:
    payload = json.dumps(CLAIMS | {"iat": "?"}).encode().replace(b'"?"', time)
    assert refused(signer, forge(HEADER, payload))


@pytest.mark.parametrize("audience", ["", "sweetshop", "sweetshop-api ", "SWEETSHOP-API", ["sweetshop-api"]])
def test_a_token_for_someone_else_is_refused(signer: TokenSigner, audience: str | list[str]) -> None:
    assert refused(signer, forge(aud=audience))


@pytest.mark.parametrize("issuer", ["", "sweetshop-api", "SweetShop", ["sweetshop"]])
def test_a_token_from_someone_else_is_refused(signer: TokenSigner, issuer: str | list[str]) -> None:
    assert refused(signer, forge(iss=issuer))


def test_a_token_with_an_empty_jti_is_refused(signer: TokenSigner) -> None:
    assert refused(signer, forge(jti=""))


@pytest.mark.parametrize(
    "subject", ["", "0", "-7", "+7", "07", " 7", "7\n", "7.0", "1e3", "1_0", "\u0667", "7a", str(MAX_ID + 1), "9" * 500]
)
def test_a_subject_that_is_no_user_id_is_refused(signer: TokenSigner, subject: str) -> None:
    assert refused(signer, forge(sub=subject))


@pytest.mark.parametrize("changed", [{"sid": 0}, {"sid": -1}, {"sid": MAX_ID + 1}, {"ver": -1}, {"ver": MAX_ID + 1}])
def test_a_number_no_column_holds_is_refused(signer: TokenSigner, changed: dict[str, int]) -> None:
    assert refused(signer, forge(**changed))


def test_a_token_from_the_future_is_refused(signer: TokenSigner) -> None:
    assert refused(signer, forge(iat=ISSUED + 6))


@pytest.mark.parametrize("issued_at", [ISSUED + 2, ISSUED + 3])
def test_a_token_that_expires_before_it_begins_is_refused(signer: TokenSigner, issued_at: int) -> None:
    assert signer.decode(forge(iat=ISSUED + 1, exp=ISSUED + 2), NOW).user_id == 7
    assert refused(signer, forge(iat=issued_at, exp=ISSUED + 2))


def test_the_length_of_a_token_is_bounded(signer: TokenSigner) -> None:
    shortest = len(forge(more=""))
    longest = next(token for n in range(5000, 0, -1) if len(token := forge(more="x" * n)) <= 4096)
    too_long = next(token for n in range(1, 5000) if len(token := forge(more="x" * n)) > 4096)
    assert shortest < 4096
    assert signer.decode(longest, NOW).user_id == 7
    assert refused(signer, too_long)
    assert refused(signer, forge(more="x" * 5000))


@pytest.mark.parametrize(
    "token",
    [
        *("", ".", "..", "...", "garbage", "a.b.c", "\0", "\ud800", "é", "Bearer", " " * 300, "." * 300),
        *(f"{encoded(HEADER)}", f"{encoded(HEADER)}.", f"{encoded(HEADER)}..", f"{encoded(HEADER)}.e30."),
    ],
)
def test_garbage_is_refused(signer: TokenSigner, token: str) -> None:
    assert refused(signer, token)


@pytest.mark.parametrize("stray", ["é", "\u0667", "\ud800", "\0", "\n", " ", "=", "!", "+", "/", ".", "\u200b"])
def test_a_stray_character_anywhere_is_refused(signer: TokenSigner, stray: str) -> None:
    token = forge()
    places = {0, 1, token.index("."), token.index(".") + 1, token.rindex("."), token.rindex(".") + 1, len(token)}
    for place in places:
        assert refused(signer, token[:place] + stray + token[place:])


def test_no_character_of_a_token_can_be_exchanged_for_another(signer: TokenSigner) -> None:
    token = forge()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for place, character in enumerate(token):
        others = alphabet if place == len(token) - 1 else ("A", "z", ".")
        for other in others:
            if other != character:
                assert refused(signer, token[:place] + other + token[place + 1 :])


@pytest.mark.parametrize(
    "payload", [b"", b"{}", b"[]", b"null", b"7", b'"sub"', b"not JSON", b"\xff\xfe\x00", b"[" * 2500, b"9" * 5]
)
def test_a_payload_that_is_no_set_of_claims_is_refused_although_signed(signer: TokenSigner, payload: bytes) -> None:
    assert refused(signer, forge(HEADER, payload))


def test_a_payload_that_is_no_base64_is_refused_although_signed(signer: TokenSigner) -> None:
    assert refused(signer, sign(f"{encoded(HEADER)}.abcde"))
