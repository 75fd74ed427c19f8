"""The shape of a policy of the books: what keeps a month from being closed, and how far bank and books may be apart."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.policy.document import Document, Value


class Days(Value):
    days: Annotated[int, Field(ge=0, le=365)]


class Duty(Value):
    required: bool


class BooksPolicy(Document):
    """One place's rule of its books between two dates."""

    waiting: Days
    """Money set aside in a month may wait so many days until its end."""
    bank_first: Duty
    """Whether every bank account has to be reconciled before a month is closed."""
    apart: Days
    """Bank and books may differ by so many days without a word."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know([value.reference for value in (self.waiting, self.bank_first, self.apart)])
        return self
