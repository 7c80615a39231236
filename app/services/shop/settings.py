"""The shop's settings: typed, with defaults, and current on every worker."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any, Generic, TypeVar

import structlog
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.background import in_background
from app.core.errors import Conflict, FieldError, Invalid, Unavailable
from app.core.money import places_of, use_currency
from app.database.advice import what_is_wrong
from app.database.unit_of_work import Database
from app.models import Unit
from app.repositories.people.second_factors import SecondFactorRepository
from app.repositories.selling.sales import SaleRepository
from app.repositories.shop.settings import SettingRepository
from app.schemas.setting import SettingRead, SettingsRead, ShopSettings
from app.services.common.access import Actor, refuse_unconfirmed
from app.services.common.audit import AuditService
from app.services.common.context import ShopContext
from app.services.stock.alerts import AlertService

READ_EVERY_SECONDS = 0.5

Context = TypeVar("Context", bound=ShopContext)
Context_co = TypeVar("Context_co", bound=ShopContext, covariant=True)

_log = structlog.get_logger("settings")


class SettingsService:
    """Shows and changes the settings."""

    def __init__(self, session: AsyncSession, context: ShopContext) -> None:
        self._session = session
        self._context = context
        self._clock = context.clock
        self._defaults = context.defaults
        self._settings = SettingRepository(session)
        self._sales = SaleRepository(session)
        self._audit = AuditService(session, context)

    async def current(self) -> ShopSettings:
        """Return every setting with its value."""
        return ShopSettings.model_validate(self._defaults.model_dump() | await self._settings.all())

    async def show(self) -> SettingsRead:
        """Return every setting with its value, default and description."""
        values = (await self.current()).model_dump(mode="json")
        defaults = self._defaults.model_dump(mode="json")
        locked = {"currency"} if await self._sales.any() else set()
        return SettingsRead(
            items=[
                SettingRead(
                    key=key,
                    value=values[key],
                    default=defaults[key],
                    description=field.description or "",
                    is_locked=key in locked,
                )
                for key, field in ShopSettings.model_fields.items()
            ]
        )

    async def update(self, actor: Actor, changes: BaseModel) -> SettingsRead:
        """Set the given settings, all or none; None resets one to its default."""
        if "require_second_factor" in changes.model_fields_set:
            refuse_unconfirmed(actor, self._clock())
        await self._settings.lock()
        before = (await self.current()).model_dump(mode="json")
        given: dict[str, Any] = changes.model_dump(mode="json", exclude_unset=True)
        set_values = {key: value for key, value in given.items() if value is not None}
        await self._settings.set(set_values, self._clock())
        await self._settings.unset([key for key in given if key not in set_values])
        current = await self.current()
        after = current.model_dump(mode="json")
        units = [unit for unit in Unit if after[f"low_stock_threshold_{unit}"] != before[f"low_stock_threshold_{unit}"]]
        if units:
            await AlertService(self._session, self._context.with_settings(current)).reevaluate_units(units)
        if after["currency"] != before["currency"]:
            if not await self._sales.any():
                await self._sales.keep_out()
            if await self._sales.any():
                raise Conflict("currency_locked", "The shop has sold in this currency, so it stays.")
            await self._settings.set_money_places(places_of(current.currency))
        _check_cash_rounding(current)
        if after["require_second_factor"] and not before["require_second_factor"]:
            await self._refuse_without_second_factor(actor)
        await self._audit.record(actor, "settings.updated", None, before=before, after=after)
        return await self.show()

    async def fit_currency(self) -> None:
        """Give money the decimals of the shop's currency, unless something was sold already."""
        currency = (await self.current()).currency
        use_currency(currency)
        wanted = places_of(currency)
        if wanted != await self._settings.money_places() and not await self._sales.any():
            await self._settings.set_money_places(wanted)

    async def _refuse_without_second_factor(self, actor: Actor) -> None:
        factor = await SecondFactorRepository(self._session).get(actor.user_id)
        if factor is None or not factor.is_on:
            detail = "Set up a second factor of your own first, or you could not act yourself."
            raise Conflict("second_factor_off", detail)


def _check_cash_rounding(settings: ShopSettings) -> None:
    """Refuse to round cash to what is less than the smallest coin of the currency."""
    if settings.cash_rounding % Decimal(1).scaleb(-places_of(settings.currency)) != 0:
        detail = f"{settings.currency} has no coin of {settings.cash_rounding}. Round cash to 0 or 1."
        raise Invalid(
            "cash_rounding_too_fine", detail, [FieldError("/cash_rounding", "cash_rounding_too_fine", detail)]
        )


async def current_context(database: Database, context: Context) -> Context:
    """Return the context with the settings that the database has now."""
    async with database.reading() as session:
        context = context.with_settings(await SettingsService(session, context).current())
    use_currency(context.settings.currency)
    return context


class CurrentSettings(Generic[Context_co]):
    """The context with the settings of half a second ago at most, without a statement for any request."""

    def __init__(self, database: Database, context: Context_co) -> None:
        self.context = context
        """The context for a service that starts now."""
        self._database = database
        self._trouble: str | None = None
        """Why they could not be read, which is logged when it changes and not twice a second."""
        self._fitted: str | None = None
        """The currency whose decimals money was given last."""

    @asynccontextmanager
    async def kept_current(self) -> AsyncIterator[None]:
        """Read the settings twice a second while the block runs; without the database the last ones stay."""
        await self._read()
        async with in_background(self._read_for_ever()):
            yield

    async def _read_for_ever(self) -> None:
        while True:
            await asyncio.sleep(READ_EVERY_SECONDS)
            await self._read()

    async def _fit(self) -> None:
        currency = self.context.settings.currency
        if currency == self._fitted:
            return

        async def work(session: AsyncSession) -> None:
            await SettingsService(session, self.context).fit_currency()

        await self._database.run(work)
        # A connection keeps what it knows of the columns that have just changed: each is opened anew as it is taken.
        self._database.engine.pool._invalidate_time = time.time()  # noqa: SLF001, TID251 - as a loss does.
        self._fitted = currency

    async def read_again(self) -> None:
        """Read the settings now, because this worker has just changed them."""
        await self._read()

    async def _read(self) -> None:
        try:
            self.context = await current_context(self._database, self.context)
            await self._fit()
            self._trouble = None
        except Unavailable as error:
            advice = what_is_wrong(error)
            self._note(error.code + (advice or ""), reason=error.code, advice=advice)
        except Exception as error:  # noqa: BLE001 - such as a table that does not exist yet; the next read may find it.
            self._note(repr(error), exc_info=True)

    def _note(self, trouble: str, **details: Any) -> None:  # noqa: ANN401 - of the log line.
        if trouble != self._trouble:
            _log.warning("settings_not_read", **details)
        self._trouble = trouble
