"""That a lot expires soon."""

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment


class ExpiryAlert(Base):
    """One lot that staff were told of, once, before its best-before day. It is over when the lot is empty.

    It is a table of its own because telling must not lock lots, which sales wait for.
    """

    __tablename__ = "expiry_alerts"

    lot_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("lots.id"), primary_key=True)
    raised_at: Mapped[Moment]
