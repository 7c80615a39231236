"""Pictures of sweets."""

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Moment


class StoredPicture(Base):
    """One size of a picture as WebP, under the SHA-256 of its content. Equal pictures are stored once."""

    __tablename__ = "pictures"

    hash: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    uploaded_at: Mapped[Moment]
    """When it was last uploaded."""

    __table_args__ = (CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name="hash_is_sha256"),)
