"""The base of every table: constraint names, and types for money, quantities and moments."""

import re
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Enum, Identity, MetaData, Numeric, inspect
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import DeclarativeBase, mapped_column

from app.core.clock import CLOCK_OPTION, Clock

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


PERSONAL = {"audited_as": "[personal]"}
"""The `info` of a column with personal data: the audit log records that it changed, never a value."""
SECRET = {"audited_as": "[redacted]"}
"""The `info` of a column with a credential."""


class Base(DeclarativeBase):
    """The shop's tables."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    __mapper_args__ = {"eager_defaults": True}  # noqa: RUF012 - SQLAlchemy's own way to configure a mapper.

    def snapshot(self) -> dict[str, Any]:
        """Return the columns as they stand in memory, for the audit log."""
        return {column.key: self.__dict__.get(column.key) for column in inspect(self).mapper.column_attrs}


@cache
def audit_marks() -> dict[str, dict[str, str]]:
    """Return the placeholders that the audit log shows instead of values, by entity and column."""
    return {
        re.sub(r"(?<!^)(?=[A-Z])", "_", mapper.class_.__name__).lower(): {
            key: column.info["audited_as"] for key, column in mapper.columns.items() if "audited_as" in column.info
        }
        for mapper in Base.registry.mappers
    }


def _present(context: DefaultExecutionContext) -> datetime:
    clock: Clock = context.execution_options[CLOCK_OPTION]
    return clock()


def _as_created(context: DefaultExecutionContext) -> datetime:
    # Equal to the microsecond, so that a row that was never changed shows it.
    created_at: datetime = context.get_current_parameters()["created_at"]  # type: ignore[no-untyped-call]
    return created_at


class AmountType(Numeric[Decimal]):
    """A column's type that leaves the decimals of its values to the column: they are those of the shop's currency."""

    def adapt(self, cls: type[Any], **kwargs: Any) -> Any:  # noqa: ANN401 - as the method that it overrides.
        """Return the type that values are bound with: NUMERIC without decimals of its own."""
        return super().adapt(cls, **kwargs, precision=None, scale=None)


Id = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
Moment = Annotated[datetime, mapped_column(DateTime(timezone=True))]
CreatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), default=_present)]
UpdatedAt = Annotated[datetime, mapped_column(DateTime(timezone=True), default=_as_created, onupdate=_present)]
Money = Annotated[Decimal, mapped_column(AmountType(12, 2))]
Sum = Annotated[Decimal, mapped_column(AmountType(18, 2))]
"""Money summed up over any number of documents."""
Quantity = Annotated[Decimal, mapped_column(Numeric(14, 3))]


def choice(values: type[StrEnum], name: str) -> Enum:
    """Return a text column's type that a CHECK constraint holds to the values of the enum."""
    return Enum(
        values,
        name=name,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
    )
