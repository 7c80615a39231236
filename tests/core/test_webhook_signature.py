"""Signatures of webhooks are those of the standard."""

import base64

from app.core.webhook_signature import new_webhook_secret, sign

SECRET, ID, TIMESTAMP, BODY = (
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    1614265330,
    b'{"test": 2432232314}',
)
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_example_of_the_standard_is_signed_as_there() -> None:
    assert sign([SECRET], ID, TIMESTAMP, BODY) == SIGNATURE


def test_each_secret_signs() -> None:
    other = new_webhook_secret()
    assert sign([other, SECRET], ID, TIMESTAMP, BODY).split(" ") == [sign([other], ID, TIMESTAMP, BODY), SIGNATURE]


def test_a_secret_is_256_random_bits() -> None:
    drawn = {new_webhook_secret() for _ in range(10)}
    assert len(drawn) == 10
    assert {len(base64.b64decode(one.removeprefix("whsec_"), validate=True)) for one in drawn} == {32}
