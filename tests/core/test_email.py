"""E-mail addresses: ASCII ones are their own key, and those that look alike share one."""

import pytest

from app.core.email import email_key, normalise_email

ASHA = "asha.rani@example.com"


@pytest.mark.parametrize("address", [ASHA, "a+b_c-d@example.co.in", "o'brien@example.com", "x" * 64 + "@example.com"])
def test_the_key_of_an_ascii_address_is_the_address(address: str) -> None:
    assert email_key(normalise_email(address)) == normalise_email(address) == address


@pytest.mark.parametrize("host", ["shop.local", "shop.test", "localhost", "shop.internal", "till-1"])
def test_a_private_network_may_name_itself(host: str) -> None:
    assert normalise_email(f"Owner@{host}") == f"owner@{host}"


@pytest.mark.parametrize(
    "typed",
    [
        "\uff41sha.rani@example.com",
        "\uff21\uff33\uff28\uff21.rani@example.com",
        "a\u017fha.rani@example.com",
        "asha.ran\u0131@example.com",
        "asha.ran\u0130@example.com",
        "\u0430sh\u0430.rani@example.com",
        "asha.r\u03b1n\u03b9@example.com",
        "\u24d0sha.rani@example.com",
        "asha.rani@examp\u217ce.com",
        "\U0001d41asha.rani@example.com",
    ],
)
def test_addresses_that_look_alike_share_a_key(typed: str) -> None:
    assert email_key(normalise_email(typed)) == ASHA


def test_the_sign_of_kelvin_is_a_k() -> None:
    assert email_key(normalise_email("\u212airan@example.com")) == "kiran@example.com"


def test_addresses_that_look_different_stay_apart() -> None:
    addresses = ["jose@example.com", "jos\u00e9@example.com", "\u0930\u0935\u093f@example.com", "rani@example.com"]
    assert len({email_key(normalise_email(one)) for one in addresses}) == len(addresses)


@pytest.mark.parametrize("typed", ["jos\u00e9@example.com", "\u0430sha@example.com", "\ud800", "\u0130", ""])
def test_a_key_is_its_own_key(typed: str) -> None:
    assert email_key(email_key(typed)) == email_key(typed)
