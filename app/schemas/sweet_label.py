"""What a sweet's label says: its diet and its allergens."""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.models import Allergen, Diet


def _sorted_once(values: list[Allergen]) -> list[Allergen]:
    return sorted(set(values))


def _any_of(known: type[StrEnum]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not set(text.split(",")) <= set(known):
            detail = "Give one or more of {known}, with commas between them."
            raise PydanticCustomError("unknown_value", detail, {"known": ", ".join(known)})
        return text

    return check


def _pattern(known: type[StrEnum]) -> WithJsonSchema:
    one = "|".join(known)
    return WithJsonSchema({"type": "string", "pattern": f"^({one})(,({one}))*$"})


Allergens = Annotated[
    list[Allergen],
    AfterValidator(_sorted_once),
    Field(description="All it contains: an empty list for none, null while nobody has declared them."),
]
Diets = Annotated[str, AfterValidator(_any_of(Diet)), _pattern(Diet)]
WithoutAllergens = Annotated[str, AfterValidator(_any_of(Allergen)), _pattern(Allergen)]
