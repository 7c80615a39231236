"""Registering, logging in, staying logged in."""

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict, Field, ValidationInfo, field_validator

from app.schemas.base import Body, Email, Name, Password, Schema, refuse_unless_exactly_one
from app.schemas.second_factor import OneTimeCode
from app.schemas.user import UserRead


class Registration(Body):
    """A new customer, or with an invitation somebody of the staff. Roles are given by the shop, never asked for."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"email": "asha@example.com", "password": "saffron and rose", "full_name": "Asha Rao"}]
        }
    )

    email: Email
    password: Password
    full_name: Name | None = None
    invitation_token: str | None = Field(
        default=None, max_length=500, description="The token of an invitation, to register as staff."
    )


class Login(Body):
    """The fields of the OAuth2 password form, as a form or as JSON."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"username": "asha@example.com", "password": "saffron and rose"}]}
    )

    email: str | None = Field(default=None, max_length=1024, description="May stand in for username.")
    username: str | None = Field(
        default=None, max_length=1024, validate_default=True, description="The e-mail address, as OAuth2 calls it."
    )
    password: Password = Field(description="A code of the second factor may follow it, after a space.")
    otp: OneTimeCode | None = Field(
        default=None, description="A code of the second factor, or a recovery code, if the account has one."
    )
    grant_type: Literal["password", ""] | None = None
    scope: str = Field(default="", max_length=1024)
    client_id: str | None = Field(default=None, max_length=1024)
    client_secret: str | None = Field(default=None, max_length=1024)

    @field_validator("username")
    @classmethod
    def _name_given_once(cls, value: str | None, info: ValidationInfo) -> str | None:
        refuse_unless_exactly_one(value, info, "email")
        return value

    @property
    def account(self) -> str:
        """Who logs in, under whichever name it was sent."""
        return self.username or self.email or ""


class RefreshRequest(Body):
    """The refresh token of the last login or refresh."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"refresh_token": "the refresh token"}]})

    refresh_token: str = Field(min_length=1, max_length=500)


class TokensRead(Schema):
    """A fresh pair of tokens. Each refresh token works once."""

    access_token: str
    refresh_token: str | None = Field(description="Null if it was put into the cookie instead.")
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - a type, not a secret.
    expires_in: int = Field(description="Seconds until the access token ends.", examples=[900])
    refresh_expires_in: int = Field(description="Seconds until the refresh token ends.", examples=[604_800])
    user: UserRead


class ProfileUpdate(Body):
    """What users may change of themselves."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"full_name": "Meera Halwai"}]})

    full_name: Name | None = None


class Confirmation(Body):
    """The password one has, and a code of the second factor if one has that, to prove who is at the keyboard."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"password": "saffron and rose"}]})

    password: Password
    otp: OneTimeCode | None = Field(default=None, description="A code of the second factor, or a recovery code.")


class ConfirmationRead(Schema):
    """A login whose owner has proved who they are."""

    confirmed_until: datetime = Field(description="Until when the shop does not ask again.")


class PasswordChange(Body):
    """The password one has, and the one to have from now on."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"current_password": "saffron and rose", "new_password": "pistachio at midnight"}]
        }
    )

    current_password: Password
    new_password: Password
