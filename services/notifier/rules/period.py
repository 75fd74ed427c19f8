"""How long somebody has: a number of hours, of calendar days or of working days, exactly one of them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared import periods

_Count = Annotated[int, Field(ge=0, le=3660)]


class Period(BaseModel):
    """A length of time as a policy file writes it: `{hours: 24}`, `{days: 15}` or `{working_days: 5}`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours: _Count | None = None
    days: _Count | None = None
    working_days: _Count | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> "Period":
        if len(self.model_fields_set) != 1:
            raise ValueError("write exactly one of hours, days, working_days")
        return self

    def due_at(self, since: datetime) -> datetime:
        """When a period that begins at this instant is over, reckoned as `shared.periods` says."""
        if self.hours is not None:
            return periods.due_in_hours(since, self.hours)
        if self.days is not None:
            return periods.due_in_days(since, self.days)
        assert self.working_days is not None
        return periods.due_in_working_days(since, self.working_days)
