"""Errors as RFC 9457 problem details."""

from pydantic import BaseModel, Field


class ProblemField(BaseModel):
    """One thing wrong with one place of the request."""

    pointer: str = Field(description="A JSON Pointer into the body, or a parameter's name.", examples=["/quantity"])
    code: str = Field(examples=["greater_than"])
    detail: str = Field(examples=["Input should be greater than 0"])


class ProblemShortage(BaseModel):
    """One sweet of which there is not enough."""

    sweet_id: int
    name: str
    requested: str
    available: str
    unit: str


class ProblemCount(BaseModel):
    """One sweet that has to be counted again, or was counted already."""

    sweet_id: int
    name: str
    expected: str
    on_hand: str


class Problem(BaseModel):
    """What happened and what to do about it."""

    type: str = Field(examples=["/problems/insufficient_stock"])
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["Not enough stock available."])
    instance: str = Field(examples=["/api/sweets/1/purchase"])
    code: str = Field(description="Stable: programs may rely on it.", examples=["insufficient_stock"])
    request_id: str = Field(description="Name it when you ask for help.")
    errors: list[ProblemField] = []
    shortages: list[ProblemShortage] | None = None
    rows: list[ProblemCount] | None = None
