"""The context of services: the clock and the shop's settings, given to every service beside its session."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from app.core.clock import BusinessDays, Clock, shop_date, start_of_day
from app.schemas.setting import ShopSettings


@dataclass(frozen=True, slots=True)
class ShopContext:
    """The clock and the settings of one request. The settings stay the same until the request ends."""

    clock: Clock
    settings: ShopSettings = field(default_factory=ShopSettings)
    """The settings as admins set them, up to half a second ago."""
    defaults: ShopSettings = field(default_factory=ShopSettings)
    """The settings of this installation before an admin sets any."""

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone."""
        return self.settings.zone

    @property
    def business_days(self) -> BusinessDays:
        """The days the shop's books go by."""
        return self.settings.business_days

    def day_of(self, moment: datetime) -> date:
        """Return the calendar day of a moment in the shop."""
        return shop_date(moment, self.zone)

    def hour_of(self, moment: datetime) -> int:
        """Return the hour of a moment on the shop's clock."""
        return moment.astimezone(self.zone).hour

    def today(self) -> date:
        """Return the calendar day in the shop now."""
        return self.day_of(self.clock())

    def start_of(self, day: date) -> datetime:
        """Return the moment at which a calendar day begins in the shop."""
        return start_of_day(day, self.zone)

    def with_settings(self, settings: ShopSettings) -> Self:
        """Return the same context with other settings."""
        return replace(self, settings=settings)
