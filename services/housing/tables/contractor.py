"""Who builds."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from services.housing.rules.contractor import ContractorKind
from services.housing.tables.row import Row, one_of
from shared.ids import uuid7


class Contractor(Row, table=True):
    """A company or a trained craftsman, of a county. What they built is their record; nobody rates them by hand."""

    __tablename__ = "contractor"
    __table_args__ = (
        UniqueConstraint("region", "licence", name="contractor_once_per_licence"),
        CheckConstraint("is_barred = (barred_why <> '')", name="contractor_barred_with_a_reason"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    kind: ContractorKind = Field(sa_type=one_of(ContractorKind))
    name: str = Field(max_length=100)
    licence: str = Field(max_length=60)
    """The company's unified social credit code, or the number of the craftsman's certificate of training."""
    valid_until: date | None = None
    registered_by: str = Field(max_length=100)
    is_barred: bool = False
    barred_why: str = Field(default="", max_length=200)
