"""The device cookie: recognises a device that has logged in before, and grants nothing."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Cookie, Depends, Request, Response

from app.api.cookies import COOKIE_PATH, SentCookie
from app.core.security import new_token
from app.services.people.known_devices import Device

DEVICE_COOKIE = "device"
SECURE_DEVICE_COOKIE = "__Secure-device"
"""Its name under https."""
DEVICE_COOKIE_SECONDS = 365 * 24 * 3600

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class DeviceCookie:
    """The device of a request, and the answer that may set its cookie."""

    device: Device
    is_secure: bool
    response: Response

    def give(self) -> None:
        """Set the device's cookie, the known one or a new one."""
        self.response.set_cookie(
            SECURE_DEVICE_COOKIE if self.is_secure else DEVICE_COOKIE,
            self.device.token,
            max_age=DEVICE_COOKIE_SECONDS,
            path=COOKIE_PATH,
            secure=self.is_secure,
            httponly=True,
            samesite="strict",
        )


async def get_device_cookie(
    request: Request,
    response: Response,
    refresh: SentCookie,
    device: Annotated[
        str | None, Cookie(alias=DEVICE_COOKIE, description="The device cookie, as an earlier login set it.")
    ] = None,
    secure_device: Annotated[
        str | None, Cookie(alias=SECURE_DEVICE_COOKIE, description="The same under https, before the other.")
    ] = None,
) -> DeviceCookie:
    """Return the device's cookie, or a new one for an unknown device."""
    sent = device if secure_device is None else secure_device
    token = sent if sent is not None and _TOKEN.fullmatch(sent) else new_token()
    return DeviceCookie(device=Device(token, refresh.token), is_secure=request.url.scheme == "https", response=response)


DeviceCookieDep = Annotated[DeviceCookie, Depends(get_device_cookie)]
