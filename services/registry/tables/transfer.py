"""People handed over from one jurisdiction to another."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Column, Index, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.registry.rules.transfer import TransferState
from services.registry.tables.row import Row, document, of, one_of, texts
from shared.database import INSTANT
from shared.ids import uuid7


class Transfer(Row, table=True):
    """An offer of people to another jurisdiction, and its answer. Until it is accepted they sit where they sat.

    `region` is the leaving side's, `to_region` the receiving side's; both see it. `relations` says what those who stay are to
    their new head, by person.
    """

    __tablename__ = "household_transfer"
    __table_args__ = (
        Index("transfer_offered_once", "household_id", unique=True, postgresql_where=text("state = 'offered'")),
        Index("transfer_of_household", "household_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=of("household"))
    region: str = Field(max_length=12, index=True)
    to_region: str = Field(max_length=12, index=True)
    person_ids: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    is_whole: bool
    relations: dict[str, str] = Field(default={}, sa_column=document())
    state: TransferState = Field(default=TransferState.OFFERED, sa_type=one_of(TransferState))
    happened_on: date
    reason: str = Field(sa_type=Text)
    papers: list[str] = Field(default=[], sa_column=texts())
    offered_by: str = Field(sa_type=Text)
    offered_at: datetime = Field(sa_type=INSTANT)
    answered_by: str | None = Field(default=None, sa_type=Text)
    answered_at: datetime | None = Field(default=None, sa_type=INSTANT)
    answer: str | None = Field(default=None, sa_type=Text)
    to_household_id: UUID | None = None
