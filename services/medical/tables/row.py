"""What every row of medical is made of."""

from typing import Any

from sqlalchemy import BigInteger, Numeric
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Row(SQLModel, registry=registry()):
    """A row of this service."""


def fen(**options: Any) -> Any:
    return Field(sa_type=BigInteger, **options)


def number(digits: int, places: int, **options: Any) -> Any:
    return Field(sa_type=Numeric(digits, places), **options)
