"""The register of appraisers."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field

from services.housing.tables.row import Row
from shared.database import INSTANT
from shared.ids import uuid7


class Appraiser(Row, table=True):
    """A person who may appraise houses of a county (`region`), by the licence of an institution, for some years.

    A licence that is renewed is a row of its own: what was signed leads to the licence of then.
    """

    __tablename__ = "appraiser"
    __table_args__ = (
        Index("appraiser_licence_once", "region", "licence", unique=True, postgresql_where=text("ended_on IS NULL")),
        CheckConstraint("licensed_until_on >= licensed_from_on", name="appraiser_term_forwards"),
        CheckConstraint("(ended_on IS NULL) = (ended_why = '')", name="appraiser_ended_why"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    person_sealed: bytes = Field(sa_type=LargeBinary)
    institution: str = Field(max_length=100)
    licence: str = Field(max_length=60)
    licensed_from_on: date
    licensed_until_on: date
    registered_by: str = Field(max_length=100)
    registered_at: datetime = Field(sa_type=INSTANT)
    ended_on: date | None = None
    ended_why: str = Field(default="", max_length=200)
