"""Known devices: they have logged in to an account before, so a stranger's failures do not lock them out."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.security import hash_token
from app.models import User
from app.repositories.people.known_devices import KnownDeviceRepository
from app.services.common.context import ShopContext

DEVICES_KEPT = 20


@dataclass(frozen=True, slots=True)
class Device:
    """The cookies by which a client is recognised: its device cookie and, if it has one, its refresh cookie."""

    token: str
    refresh_token: str | None = None


class KnownDeviceService:
    """Recognises and remembers the devices of an account."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._clock = context.clock
        self._devices = KnownDeviceRepository(session)

    async def recognise(self, user: User | None, device: Device) -> str | None:
        """Return the name by which the account knows the device, or None if the device is unknown."""
        token_hash = hash_token(device.token)
        refresh_hash = None if device.refresh_token is None else hash_token(device.refresh_token)
        known = await self._devices.find(user.id if user else None, token_hash, refresh_hash, self._clock())
        if known.knows_device:
            return token_hash.hex()
        return None if known.session_id is None else f"session {known.session_id}"

    async def remember(self, user: User, device: Device) -> None:
        """Store a device from which the account's owner has just logged in."""
        await self._devices.remember(user.id, hash_token(device.token), self._clock(), kept=DEVICES_KEPT)
