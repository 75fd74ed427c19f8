"""Campaigns (走访活动), as a place's policy file writes their kinds: who is meant, how often, what is asked; and their rounds.

A campaign's period is cut into rounds, each with the day by which it is due. A visit counts for the round whose days hold it;
what comes after the last due day counts for the last round and is late. So visits may come in any order, late and offline.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.registry.rules.poverty import PovertyState
from services.registry.rules.vocabulary import PersonClass
from shared.errors import Conflict, NotFound, Unprocessable
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Text

LONGEST_DAYS = 400
MOST_ROUNDS = 60
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]


class AnswerKind(StrEnum):
    YES_NO = "yes-no"
    ONE_OF = "one-of"
    COUNT = "count"


class Wanted(StrEnum):
    """Whether a visit tells where it was made."""

    REQUIRED = "required"
    WELCOME = "welcome"
    NEVER = "never"


class LeftWhy(StrEnum):
    """Why a household is no longer of a campaign."""

    MOVED = "moved"
    DIED = "died"
    EMPTY = "empty"
    CANCELLED = "cancelled"


LEFT_NAMES = {
    LeftWhy.MOVED: "已迁出活动地区",
    LeftWhy.DIED: "成员已去世",
    LeftWhy.EMPTY: "已无在册成员",
    LeftWhy.CANCELLED: "已销户",
}


class CampaignRunsAlready(Conflict):
    """该地已有一个进行中的同类活动"""

    mend = "请在进行中的活动里登记走访，或先办结它"


class CampaignIsClosed(Conflict):
    """活动已办结"""

    mend = "活动办结后的走访按日常走访登记（不填活动编号）"


class CampaignPeriodNotUsable(Unprocessable):
    """活动的起止日期不能用"""

    mend = "结束日期不早于开始日期，也不早于今天；全程至多 400 天、60 轮"


class NoSuchCampaignKind(NotFound):
    """该地现行政策文件中没有这种走访活动"""

    mend = "请从 GET /campaigns/kinds 列出的活动中选择"


class NobodyMeant(Unprocessable):
    """该地没有符合条件的户"""

    mend = "请核对辖区与活动种类，或先完善登记"


class MemberTest(Draft):
    """A member of an age (both ends included), in one of these classes, with a column filled or blank."""

    age_from: Annotated[int, Field(ge=0, le=150)] | None = None
    age_to: Annotated[int, Field(ge=0, le=150)] | None = None
    classes: tuple[PersonClass, ...] = ()
    filled: str | None = None
    blank: str | None = None


class Meant(Draft):
    """Who a campaign is for: households with a member of these classes or in one of these states, of at most so many members,
    with some such member and none such. What is left out asks for nothing."""

    classes: tuple[PersonClass, ...] = ()
    states: tuple[PovertyState, ...] = ()
    most_members: Annotated[int, Field(ge=1)] | None = None
    some: MemberTest | None = None
    none: MemberTest | None = None

    @model_validator(mode="after")
    def _means_somebody(self) -> Self:
        if self == Meant.model_construct():
            raise ValueError("meant 至少写一个条件")
        return self


class Pace(Draft):
    """So many visits over the whole period, or one in each stretch of so many days."""

    visits: Annotated[int, Field(ge=1, le=MOST_ROUNDS)] | None = None
    every_days: Annotated[int, Field(ge=7, le=LONGEST_DAYS)] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.visits is None) == (self.every_days is None):
            raise ValueError("pace 写 visits 或 every_days，二者取一")
        return self


class Question(Draft):
    """Something that is asked at home. `wrong`: answers after which a problem should be recorded."""

    question: Key
    title: Text
    answer: AnswerKind
    choices: tuple[Text, ...] = ()
    wrong: tuple[str, ...] = ()
    is_required: bool = True

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        if bool(self.choices) != (self.answer is AnswerKind.ONE_OF):
            raise ValueError("choices 只用于 one-of，且必须写")
        if unknown := set(self.wrong) - self.possible:
            raise ValueError(f"wrong 中没有这些答案：{'、'.join(sorted(unknown))}")
        return self

    @property
    def possible(self) -> set[str]:
        return {"yes", "no"} if self.answer is AnswerKind.YES_NO else set(self.choices)


class PhotoWanted(Draft):
    """A photo that a visit brings, and of what."""

    photo: Key
    title: Text
    is_required: bool = True


class CampaignKind(Value):
    """A kind of campaign."""

    kind: Key
    title: Text
    meant: Meant
    pace: Pace
    newcomers_join: bool
    checklist: Key | None = None
    questions: tuple[Question, ...] = ()
    photos: tuple[PhotoWanted, ...] = ()
    position: Wanted = Wanted.WELCOME
    spot_check_per_mille: Annotated[int, Field(ge=1, le=1000)]


class HelperRule(Value):
    """Who must have a helper, how many households one may have, and how long somebody may stand in for one."""

    classes: tuple[PersonClass, ...] = Field(min_length=1)
    most_households: Annotated[int, Field(ge=1, le=500)]
    most_households_reference: str
    substitute_days: Annotated[int, Field(ge=1, le=400)]


class PositionRule(Value):
    """From how far away a visit is told to have been made somewhere else."""

    far_metres: Annotated[int, Field(ge=100)]


class CampaignPolicy(Document):
    """One place's campaigns. `keeps`: kinds of the country's file that hold here as well."""

    helpers: HelperRule
    position: PositionRule
    kinds: tuple[CampaignKind, ...] = ()
    keeps: tuple[Key, ...] = ()

    @model_validator(mode="after")
    def _knows_its_references(self) -> Self:
        named = [self.helpers.reference, self.helpers.most_households_reference, self.position.reference]
        self.must_know([*named, *(kind.reference for kind in self.kinds)])
        if len({kind.kind for kind in self.kinds}) != len(self.kinds):
            raise ValueError("kinds 中有重复的 kind")
        return self


def dues(pace: Pace, starts_on: date, ends_on: date) -> tuple[date, ...]:
    """The day by which each round is due; the last is the campaign's last day. A rest shorter than half a stretch belongs to the
    last one. Raises CampaignPeriodNotUsable."""
    days = (ends_on - starts_on).days + 1
    if not 1 <= days <= LONGEST_DAYS:
        raise CampaignPeriodNotUsable(pointer="/ends_on")
    if pace.every_days is not None:
        rounds = max(1, (days + pace.every_days // 2) // pace.every_days)
        return (*(starts_on + timedelta(days=pace.every_days * each - 1) for each in range(1, rounds)), ends_on)
    rounds = min(pace.visits or 1, days)
    return tuple(starts_on + timedelta(days=days * each // rounds - 1) for each in range(1, rounds + 1))


def round_of(due_days: Sequence[date], on: date) -> int:
    """The round, from 1, for which a visit of this day counts."""
    return next((at for at, due_on in enumerate(due_days, start=1) if on <= due_on), len(due_days))


def next_due(due_days: Sequence[date], *, first_round: int, done: Collection[int], on: date) -> date | None:
    """By when a household is to be visited next: the round of today if it is still owed, else the next; None when nothing is."""
    now = max(first_round, round_of(due_days, on))
    return next((due_days[each - 1] for each in range(now, len(due_days) + 1) if each not in done), None)
