"""The first admin of an empty shop. The only other way is `sweetshop create-admin`."""

from dataclasses import dataclass

from app.database.unit_of_work import Database
from app.models import Role
from app.repositories.people.users import UserRepository
from app.services.people.auth import AuthService
from app.services.people.context import LoginContext


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """The admin that ADMIN_EMAIL names; the password is None if ADMIN_PASSWORD no longer works."""

    email: str
    password: str | None


class FirstAdminService:
    """Adds the admin named by the settings, in an empty shop only."""

    def __init__(self, database: Database, context: LoginContext) -> None:
        self._database = database
        self._context = context

    async def is_shop_empty(self) -> bool:
        """Tell whether the shop has no users."""
        async with self._database.reading() as session:
            return not await UserRepository(session).any()

    async def has_admin(self) -> bool:
        """Tell whether the shop has an admin, whoever that is."""
        async with self._database.reading() as session:
            return await UserRepository(session).any_admin()

    async def ensure(self) -> FirstAdmin | None:
        """Add the admin if the shop is empty; return the admin named by the settings, or None."""
        installation = self._context.installation
        email, secret = installation.admin_email, installation.admin_password
        if email is None or secret is None:
            return None
        password = secret.get_secret_value()
        async with self._database.unit_of_work() as session:
            users = UserRepository(session)
            if not await users.any():
                await AuthService(session, self._context).add_user(email, password, None, Role.ADMIN)
            user = await users.get_by_email(email)
        if user is None or user.role is not Role.ADMIN:
            return None
        return FirstAdmin(email, password if await self._context.hasher.verify(password, user.password_hash) else None)
