"""The second factor of staff."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from app.schemas.base import Body, Schema

OneTimeCode = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern="^[0-9A-Za-z -]+$")]


class SecondFactorRead(Schema):
    """How one's own second factor stands."""

    is_on: bool
    on_since: datetime | None
    recovery_codes_left: int
    is_required: bool = Field(description="Whether the shop requires one of you: setting `require_second_factor`.")


class SecondFactorBegun(Schema):
    """What an authenticator app needs, shown this once. It counts as soon as a code of the app proves it."""

    secret: str = Field(description="For typing in by hand.")
    uri: str = Field(description="What the QR code says.", examples=["otpauth://totp/..."])
    qr_svg: str = Field(description="The QR code to point the app at, as SVG.")


class SecondFactorProof(Body):
    """The code the app shows at this moment."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"otp": "123456"}]})

    otp: OneTimeCode


class RecoveryCodesRead(Schema):
    """Codes for when the phone is lost, each good once. Shown this once: the shop keeps only their digests."""

    recovery_codes: list[str] = Field(examples=[["mbk3-7xqa-vd2h-ie5t"]])
