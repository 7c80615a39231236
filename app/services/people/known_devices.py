"""Devices that have logged in to an account before: a stranger's failures never keep them out of it."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import Clock
from app.core.security import hash_token
from app.models import User
from app.repositories.people.known_devices import KnownDeviceRepository

DEVICES_KEPT = 20


@dataclass(frozen=True, slots=True)
class Device:
    """What a client shows of having been here before: its device cookie, and its refresh cookie if it has one."""

    token: str
    refresh_token: str | None = None


class KnownDeviceService:
    """Recognises and remembers the devices of an account."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._clock = clock
        self._devices = KnownDeviceRepository(session)

    async def recognise(self, user: User | None, device: Device) -> str | None:
        """Return the name under which an account knows a device, or None if it does not."""
        token_hash = hash_token(device.token)
        refresh_hash = None if device.refresh_token is None else hash_token(device.refresh_token)
        known = await self._devices.find(user.id if user else None, token_hash, refresh_hash, self._clock())
        if known.knows_device:
            return token_hash.hex()
        return None if known.session_id is None else f"session {known.session_id}"

    async def remember(self, user: User, device: Device) -> None:
        """Remember a device from which the account's owner has just proved who they are."""
        await self._devices.remember(user.id, hash_token(device.token), self._clock(), kept=DEVICES_KEPT)
