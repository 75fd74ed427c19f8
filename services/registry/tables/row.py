"""What every row of registry is made of."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Enum, ForeignKey, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import SQLModel


class Row(SQLModel, registry=registry()):
    """A row of registry."""


def one_of(values: type[StrEnum]) -> Any:
    """A text column that holds an enumeration's values: a new value is a new line of code, not a migration."""
    return Enum(
        values, native_enum=False, create_constraint=False, length=32, values_callable=lambda each: [one.value for one in each]
    )


def texts() -> Any:
    return Column(ARRAY(Text), nullable=False)


def document(*, is_optional: bool = False) -> Any:
    return Column(JSONB(none_as_null=True), nullable=is_optional)


def of(table: str) -> Any:
    return (ForeignKey(f"{table}.id"),)
