"""The shape of a disaster policy: within how many hours houses are looked at, graded and their people sheltered.

The outer shape is that of every policy file (`shared.policy.document`). Hours run on: a typhoon knows no working days.
"""

from datetime import datetime, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.term import Term
from shared.policy.written import Amount, Text

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
LONGEST_HOURS = 30 * 24


class DisasterKind(Value):
    """A kind of disaster: hours from the command until a house is looked at, and until its grade is settled."""

    kind: Key
    title: Text
    survey_hours: Annotated[int, Field(gt=0, le=LONGEST_HOURS)]
    grade_hours: Annotated[int, Field(gt=0, le=LONGEST_HOURS)]

    def due_at(self, since: datetime) -> tuple[datetime, datetime]:
        """Until when a house struck or joined then is to be looked at, and its grade settled."""
        return since + timedelta(hours=self.survey_hours), since + timedelta(hours=self.grade_hours)


class ShelterRule(Value):
    """Hours from the grade D until the household has a roof elsewhere."""

    hours: Annotated[int, Field(gt=0, le=LONGEST_HOURS)]


class BedsRule(Value):
    """Of a place with fewer than so many percent of its beds left somebody is told, while there is time to open another."""

    below_percent: Annotated[int, Field(ge=0, le=100)]


class TransitionRule(Value):
    """过渡期生活救助: how many days of a household elsewhere count, and what a day is worth to each person."""

    days: Annotated[int, Field(gt=0, le=366)]
    yuan_per_person_day: Amount


class UrgentNotices(Draft):
    """How long notices stand for a house that a disaster struck, where a place's rules shorten them; else as usual."""

    village: Term | None = None
    town: Term | None = None
    county: Term | None = None


class DisasterPolicy(Document):
    """One place's rules of disasters between two dates."""

    shelter: ShelterRule
    beds: BedsRule
    transition: TransitionRule
    kinds: tuple[DisasterKind, ...] = Field(min_length=1)
    urgent_notices: UrgentNotices = UrgentNotices()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        notices = [getattr(self.urgent_notices, level) for level in UrgentNotices.model_fields]
        self.must_know(
            value.reference for value in (self.shelter, self.beds, self.transition, *self.kinds, *filter(None, notices))
        )
        names = [each.kind for each in self.kinds]
        if len(set(names)) != len(names):
            raise ValueError("kinds 中有重复的代码")
        if any(each.grade_hours < each.survey_hours for each in self.kinds):
            raise ValueError("grade_hours 不得短于 survey_hours")
        return self

    def notice_of(self, level: str, usual: Term) -> Term:
        """How long the notice of a level stands for a house that a disaster struck."""
        shortened: Term | None = getattr(self.urgent_notices, level)
        return shortened or usual
