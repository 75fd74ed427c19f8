"""The times of messages as data (`policy/message_times`): what is urgent and what can wait, the night, digests, and how many an
hour, one file a place."""

from collections import Counter
from collections.abc import Mapping
from datetime import time, timedelta
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from services.notifier.rules.message import MessageKind
from services.notifier.rules.message_field import FIELDS, own_fields
from services.notifier.rules.message_times import Hours, Priority
from shared.policy.document import Document, Value
from shared.policy.shape import Draft


class Quiet(Value):
    """The night, on China's clock."""

    start: time = Field(alias="from")
    end: time = Field(alias="to")

    @model_validator(mode="after")
    def _is_short_of_a_day(self) -> Self:
        if self.start == self.end:
            raise ValueError("from 与 to 相同")
        return self


class DigestTimes(Value):
    """When what can wait is gathered."""

    at: tuple[time, ...] = Field(min_length=1, max_length=8)


class Cap(Value):
    """How many messages one reader gets within an hour; urgent ones neither count nor wait."""

    per_hour: Annotated[int, Field(ge=1, le=200)]


Hour = Annotated[int, Field(ge=1, le=168)]


class Unread(Value):
    """How long a message that stands in an inbox alone may be unread, by how pressing it is; then it takes the next way."""

    urgent_hours: Hour
    ordinary_hours: Hour
    low_hours: Hour


class InPerson(Value):
    """How long a message to a household waits for its gateway before an officer tells it; an urgent one does not wait."""

    after_hours: Hour


class OfficerTimes(Draft):
    quiet: Quiet
    digest: DigestTimes
    cap: Cap
    unread: Unread

    @model_validator(mode="after")
    def _gathers_by_day(self) -> Self:
        if night := [at.isoformat("minutes") for at in self.digest.at if is_in(self.quiet, at)]:
            raise ValueError(f"digest 的 {'、'.join(night)} 在夜间（quiet）")
        return self


class HouseholdTimes(Draft):
    quiet: Quiet
    cap: Cap
    in_person: InPerson


class PriorityRule(Value):
    """How pressing messages of a kind are; with `when`, those whose fields say so. The first rule that fits holds."""

    kind: MessageKind
    when: dict[str, tuple[str, ...]] = {}
    priority: Priority

    @model_validator(mode="after")
    def _asks_for_what_there_is(self) -> Self:
        if odd := sorted(name for name in self.when if name not in own_fields(self.kind) or FIELDS[name].type is not str):
            raise ValueError(f"when 中的 {'、'.join(odd)} 不是 {self.kind} 的文字字段")
        return self


class TimesPolicy(Document):
    """The times of a place. A kind that no rule names is ordinary."""

    officers: OfficerTimes
    households: HouseholdTimes
    priorities: tuple[PriorityRule, ...]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        its, home = self.officers, self.households
        values = (its.quiet, its.digest, its.cap, its.unread, home.quiet, home.cap, home.in_person)
        self.must_know(value.reference for value in (*values, *self.priorities))
        plain = Counter(rule.kind for rule in self.priorities if not rule.when)
        if twice := [kind for kind, count in plain.items() if count > 1]:
            raise ValueError(f"priorities 重复：{'、'.join(twice)}")
        return self

    def priority(self, kind: MessageKind, said: Mapping[str, Any]) -> Priority:
        """Of a message that says this."""
        for rule in self.priorities:
            if rule.kind is kind and all(said[name] in values for name, values in rule.when.items()):
                return rule.priority
        return Priority.ORDINARY

    def in_person_after(self, priority: Priority) -> timedelta:
        """So long a message to a household waits for a gateway that is closed."""
        return timedelta() if priority is Priority.URGENT else timedelta(hours=self.households.in_person.after_hours)

    def unread_after(self, priority: Priority) -> timedelta:
        """So long a message may stand in an inbox alone without a reader."""
        its = self.officers.unread
        hours = {Priority.URGENT: its.urgent_hours, Priority.ORDINARY: its.ordinary_hours, Priority.LOW: its.low_hours}
        return timedelta(hours=hours[priority])

    @property
    def for_officers(self) -> Hours:
        its = self.officers
        return Hours(its.quiet.start, its.quiet.end, its.cap.per_hour, its.digest.at)

    @property
    def for_households(self) -> Hours:
        its = self.households
        return Hours(its.quiet.start, its.quiet.end, its.cap.per_hour)


def is_in(quiet: Quiet, at: time) -> bool:
    if quiet.start <= quiet.end:
        return quiet.start <= at < quiet.end
    return at >= quiet.start or at < quiet.end
