"""What waits for somebody, and until when."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from services.housing.rules.awaited_step import Matter, Step
from services.housing.rules.renovation import Level
from services.housing.tables.row import Row, one_of
from shared.ids import uuid7


class AwaitedStep(Row, table=True):
    """A step of a matter, from the day on which it began until it was taken or nobody has to take it any more.

    `tell_on` is the day on which whoever has to act is told: the first, or the day on which it falls due; `told_on` when that was
    done. `number` is what people call the matter; `things`, of a village's houses, how many. `is_agreed`: its day was agreed on
    for this house, and not set by the place's terms; `put_off`, by how many days winter or flood have moved it. A step may be
    late already when it begins: works that go on after their agreed day.
    """

    __tablename__ = "awaited_step"
    __table_args__ = (
        Index(
            "awaited_step_open_once",
            "matter",
            "matter_id",
            "region",
            "step",
            "due_on",
            unique=True,
            postgresql_where=text("ended_on IS NULL"),
        ),
        Index("awaited_step_untold", "tell_on", postgresql_where=text("ended_on IS NULL AND told_on IS NULL")),
        Index(
            "awaited_step_end_untold",
            "id",
            postgresql_where=text("ended_on IS NOT NULL AND told_on IS NOT NULL AND NOT is_end_told"),
        ),
        Index("awaited_step_open_by_day", "due_on", "id", postgresql_where=text("ended_on IS NULL")),
        Index("awaited_step_of_renovation", "renovation_id", postgresql_where=text("renovation_id IS NOT NULL")),
        CheckConstraint("put_off >= 0", name="awaited_step_not_put_forward"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    matter: Matter = Field(sa_type=one_of(Matter))
    matter_id: UUID
    renovation_id: UUID | None = Field(default=None, foreign_key="renovation.id")
    """Whose way it belongs to, whatever its matter."""
    step: Step = Field(sa_type=one_of(Step))
    level: Level = Field(sa_type=one_of(Level))
    region: str = Field(max_length=12)
    number: str = Field(default="", max_length=40)
    things: int | None = None
    since_on: date
    due_on: date
    is_agreed: bool = False
    put_off: int = 0
    tell_on: date
    told_on: date | None = None
    ended_on: date | None = None
    is_end_told: bool = False
