"""What projects handed over and the register of assets does not hold yet: a draft for each thing of a hand-over."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field

from services.funds.rules.asset_draft import DraftState, state_of
from services.funds.tables.row import Row
from shared.ids import uuid7


class AssetDraft(Row, table=True):
    """A thing of a hand-over, to be registered whole or in parts. `region` is where the project lies."""

    __tablename__ = "asset_draft"
    __table_args__ = (
        UniqueConstraint("thing_id", name="asset_draft_once_per_thing"),
        CheckConstraint("registered_fen BETWEEN 0 AND value_fen", name="asset_draft_registers_what_it_is_worth"),
        CheckConstraint("(dismissed_on IS NULL) = (dismissed_why IS NULL)", name="asset_draft_dismissed_for_a_reason"),
        Index("asset_draft_by_place", "region", "id"),
        Index("asset_draft_of_project", "project_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    thing_id: UUID = Field(foreign_key="project_thing.id")
    project_id: UUID = Field(foreign_key="project.id")
    region: str = Field(max_length=12)
    project: str = Field(max_length=20)
    """The project's number."""
    title: str = Field(max_length=100)
    quantity: int
    unit: str = Field(max_length=20)
    value_fen: int = Field(sa_type=BigInteger)
    registered_fen: int = Field(default=0, sa_type=BigInteger)
    """Of the value, what stands in the register by now."""
    handed_over_on: date
    complete_by: date
    dismissed_on: date | None = None
    dismissed_why: str | None = Field(default=None, sa_type=Text)
    dismissed_by: str | None = Field(default=None, max_length=100)

    @property
    def open_fen(self) -> int:
        """What is still to be registered."""
        return self.value_fen - self.registered_fen

    @property
    def state(self) -> DraftState:
        return state_of(self.open_fen, is_dismissed=self.dismissed_on is not None)
