"""The lists of values that fields of the register may take, by day: an old value stays readable and is not written any more."""

from collections.abc import Mapping
from datetime import date
from typing import Self

from pydantic import Field, model_validator

from shared.errors import Unprocessable
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Text


class ValueNotInList(Unprocessable):
    """所填的值不在该项当时的可选值之内"""

    mend = "请按 allowed 所列的值填写"


class ListedValue(Draft):
    """One value, and when it may be written."""

    value: Text
    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="until")
    reference: str | None = None

    def is_in_force(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


class ValueList(Value):
    values: tuple[ListedValue, ...] = Field(min_length=1)


class FieldLists(Document):
    """Every list by its name."""

    lists: Mapping[str, ValueList]

    @model_validator(mode="after")
    def _is_explained(self) -> Self:
        named = [each.reference for each in self.lists.values()]
        named += [value.reference for each in self.lists.values() for value in each.values if value.reference]
        self.must_know(named)
        return self

    def allowed(self, name: str, on: date) -> list[str]:
        """The values of a list that may be written of a day, in the order of the form."""
        return [each.value for each in self.lists[name].values if each.is_in_force(on)]

    def check(self, name: str, value: str, *, on: date, pointer: str) -> None:
        """Raises ValueNotInList."""
        if value not in (allowed := self.allowed(name, on)):
            raise ValueNotInList(pointer=pointer, field=name, allowed=allowed)
