"""What a sweet's label says: its diet and its allergens."""

from collections.abc import Callable, Collection
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.models import Allergen, Diet


def _sorted_once(values: list[Allergen]) -> list[Allergen]:
    return sorted(set(values))


def any_of(known: Collection[str]) -> Callable[[str], str]:
    """Accept one or more of what is known, with commas between them."""

    def check(text: str) -> str:
        if not set(text.split(",")) <= set(known):
            detail = "Give one or more of {known}, with commas between them."
            raise PydanticCustomError("unknown_value", detail, {"known": ", ".join(known)})
        return text

    return check


def pattern_of(known: Collection[str]) -> WithJsonSchema:
    """Describe in the document what `any_of` accepts."""
    one = "|".join(known)
    return WithJsonSchema({"type": "string", "pattern": f"^({one})(,({one}))*$"})


Allergens = Annotated[
    list[Allergen],
    AfterValidator(_sorted_once),
    Field(description="All it contains: an empty list for none, null while nobody has declared them."),
]
Diets = Annotated[str, AfterValidator(any_of(list(Diet))), pattern_of(list(Diet))]
WithoutAllergens = Annotated[str, AfterValidator(any_of(list(Allergen))), pattern_of(list(Allergen))]
