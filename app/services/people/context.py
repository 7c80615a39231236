"""The context of services for accounts and logins, which need more than the shop's clock and settings."""

from dataclasses import dataclass, field

from app.core.clock import Clock, system_clock
from app.core.config import Settings
from app.core.held_tries import HeldTries
from app.core.passwords import PasswordHasher
from app.core.security import TokenSigner
from app.database.unit_of_work import Database
from app.schemas.setting import ShopSettings
from app.services.common.context import ShopContext


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginContext(ShopContext):
    """The shop's context, and what verifies passwords and signs tokens."""

    installation: Settings
    signer: TokenSigner
    hasher: PasswordHasher
    held_tries: HeldTries = field(default_factory=HeldTries)


def login_context(installation: Settings, clock: Clock = system_clock) -> LoginContext:
    """Return the context of an installation, with every setting of the shop at its default."""
    defaults = ShopSettings(time_zone=installation.shop_time_zone, currency=installation.shop_currency)
    return LoginContext(
        clock,
        settings=defaults,
        defaults=defaults,
        installation=installation,
        signer=TokenSigner(installation.secret_key.get_secret_value(), installation.access_token_minutes * 60),
        hasher=PasswordHasher(installation.bcrypt_rounds, max_waiting=installation.password_queue),
    )


class PasswordHashingService:
    """Base of services that hash passwords: they hold no connection meanwhile, so they open short transactions."""

    def __init__(self, database: Database, context: LoginContext) -> None:
        self._database = database
        self._context = context
        self._clock = context.clock
        self._hasher = context.hasher
