"""Codes by which the owner of an account lets the shop link it to a customer it knows."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from app.schemas.base import ONE_LINE, Schema, TrimmedNotEmpty

LinkCode = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20, pattern=ONE_LINE),
    TrimmedNotEmpty,
    Field(description="What the owner of an account shows, to be linked to it.", examples=["K7QM-3XTD"]),
]


class LinkCodeRead(Schema):
    """A fresh code. It works once, and the one before no longer."""

    code: str = Field(description="Shown this once: the shop keeps only its digest.", examples=["K7QM3XTD"])
    expires_at: datetime
