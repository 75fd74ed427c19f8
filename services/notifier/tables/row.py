"""What every row of notifier is made of."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Enum
from sqlalchemy.orm import registry
from sqlmodel import SQLModel


class Row(SQLModel, registry=registry()):
    """A row of notifier, in metadata of its own."""


def one_of(values: type[StrEnum]) -> Any:
    """A text column that holds an enumeration's values: a new value is a new line of code, not a migration."""
    return Enum(
        values, native_enum=False, create_constraint=False, length=32, values_callable=lambda each: [one.value for one in each]
    )
