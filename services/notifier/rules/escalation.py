"""When an overdue order is told upward, and to whom: once per level, department first, then the county."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Level(StrEnum):
    """Who is told that an order is overdue."""

    DEPARTMENT = "department"
    COUNTY = "county"

    @property
    def label(self) -> str:
        return {Level.DEPARTMENT: "部门负责人", Level.COUNTY: "县级"}[self]


class Step(BaseModel):
    """How many hours after its deadline an order is told to which level."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Level
    after_hours: int = Field(ge=0, le=24 * 90)


def levels_to_tell(due_at: datetime, at: datetime, *, steps: Collection[Step], told: Collection[Level]) -> list[Level]:
    """The levels that are to be told by now and have not been: none before the deadline has passed."""
    return [step.level for step in steps if at > due_at + timedelta(hours=step.after_hours) and step.level not in told]
