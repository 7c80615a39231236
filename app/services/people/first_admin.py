"""The first admin of an empty shop. The only other way is `sweetshop create-admin`."""

from dataclasses import dataclass

from app.core.clock import system_clock
from app.core.config import Settings
from app.core.passwords import PasswordHasher
from app.core.security import TokenSigner
from app.database.unit_of_work import Database
from app.models import Role
from app.repositories.people.users import UserRepository
from app.services.people.auth import AuthService


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """The admin that ADMIN_EMAIL names; the password is None if ADMIN_PASSWORD no longer works."""

    email: str
    password: str | None


class FirstAdminService:
    """Adds the admin named by the settings, in an empty shop only."""

    def __init__(self, database: Database, settings: Settings, hasher: PasswordHasher) -> None:
        self._database = database
        self._settings = settings
        self._hasher = hasher

    async def is_shop_empty(self) -> bool:
        """Tell whether the shop has no users."""
        async with self._database.reading() as session:
            return not await UserRepository(session).any()

    async def ensure(self, signer: TokenSigner) -> FirstAdmin | None:
        """Add the admin if the shop is empty; return the admin named by the settings, or None."""
        email, secret = self._settings.admin_email, self._settings.admin_password
        if email is None or secret is None:
            return None
        email, password = email.strip().lower(), secret.get_secret_value()
        async with self._database.unit_of_work() as session:
            users = UserRepository(session)
            if not await users.any():
                auth = AuthService(session, system_clock, self._settings, signer, self._hasher)
                await auth.add_user(email, password, None, Role.ADMIN)
            user = await users.get_by_email(email)
        if user is None or user.role is not Role.ADMIN:
            return None
        return FirstAdmin(email, password if await self._hasher.verify(password, user.password_hash) else None)
