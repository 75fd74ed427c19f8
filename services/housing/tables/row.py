"""What every row of housing is made of."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Enum
from sqlalchemy.orm import registry
from sqlmodel import SQLModel


class Row(SQLModel, registry=registry()):
    """A row of housing, in metadata of its own."""


def one_of(words: type[StrEnum]) -> Any:
    """A text column that holds one of these words, and gives them back as what they are: a new word is no migration."""
    return Enum(words, native_enum=False, length=32, values_callable=lambda each: [one.value for one in each])
