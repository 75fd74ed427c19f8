"""Findings of the quality rules over time: what is new, what is gone and why, and what somebody has accepted as right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.registry.rules.quality import Severity
from services.registry.rules.quality_field import SECRET_FIELDS
from shared.errors import Conflict
from shared.identity import masked


class FindingIsGone(Conflict):
    """这一项已经改正，或已不再适用"""

    mend = "不必再办理；请刷新列表"


class AcceptedAlready(Conflict):
    """这一项已有人接受"""

    mend = "要改写理由的，请先撤回接受"


class NotAccepted(Conflict):
    """这一项没有人接受，不能撤回"""

    mend = "请核对所选的一项"


class FaultCannotBeRight(Conflict):
    """错误类的发现自相矛盾或违反规定，不能接受为正确"""

    mend = "请更正登记；确因规则有误的，请报县级修改规则文件"


class Ending(StrEnum):
    """Why a finding is gone."""

    MENDED = "mended"
    OTHERWISE = "otherwise"
    LEFT = "left"
    DROPPED = "dropped"


ENDING_NAMES = {
    Ending.MENDED: "已改正",
    Ending.OTHERWISE: "内容已变，另有发现",
    Ending.LEFT: "人员已离开或户已销",
    Ending.DROPPED: "规则已停用",
}

Subject = tuple[str, UUID]
"""A rule and the person or household whose finding it is: open at most once."""


@dataclass(frozen=True)
class Seen:
    """What a look found. `basis_hash` is a keyed hash of the values that the rule rests on."""

    rule: str
    household_id: UUID
    person_id: UUID | None
    region: str
    value: str
    basis_hash: str
    policy_version: str

    @property
    def subject(self) -> Subject:
        return self.rule, self.person_id or self.household_id


@dataclass(frozen=True)
class Known:
    """An open finding as it stands."""

    id: UUID
    rule: str
    household_id: UUID
    person_id: UUID | None
    region: str
    value: str
    basis_hash: str
    policy_version: str
    accepted_at: datetime | None

    @property
    def subject(self) -> Subject:
        return self.rule, self.person_id or self.household_id


@dataclass
class News:
    """What a look changes: findings to add, to go on with otherwise (by the id of what stood), and to close."""

    added: list[Seen] = field(default_factory=list)
    otherwise: dict[UUID, Seen] = field(default_factory=dict)
    gone: dict[UUID, Ending] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.otherwise or self.gone)

    @property
    def households(self) -> set[UUID]:
        """Whose findings are added or go on otherwise."""
        return {seen.household_id for seen in [*self.added, *self.otherwise.values()]}


def news_of(
    seen: Iterable[Seen], known: Sequence[Known], *, present: frozenset[UUID], rules: Mapping[UUID, frozenset[str]]
) -> News:
    """What is otherwise than it stood.

    `present` are the persons and households of the register that were looked at, `rules` the rules in force by household. What
    was accepted stays so while the values that it rests on stay; then it is closed, and what is odd now is found anew.
    """
    news = News()
    standing = {each.subject: each for each in known}
    for each in seen:
        before = standing.pop(each.subject, None)
        if before is None:
            news.added.append(each)
        elif before.accepted_at and before.basis_hash != each.basis_hash:
            news.gone[before.id] = Ending.OTHERWISE
            news.added.append(each)
        elif not _is_same(before, each):
            news.otherwise[before.id] = each
    for left in standing.values():
        news.gone[left.id] = _ending(left, present, rules)
    return news


def shown(field_name: str, value: str) -> str:
    """A value as a finding keeps it: of what is secret only a few signs."""
    return "、".join(masked(part) for part in value.split("、")) if field_name in SECRET_FIELDS else value


def must_be_open(gone_at: datetime | None) -> None:
    """Raises FindingIsGone."""
    if gone_at:
        raise FindingIsGone


def must_be_acceptable(severity: Severity, *, gone_at: datetime | None, accepted_at: datetime | None) -> None:
    """Raises FindingIsGone, AcceptedAlready or FaultCannotBeRight."""
    must_be_open(gone_at)
    if accepted_at:
        raise AcceptedAlready
    if severity is Severity.FAULT:
        raise FaultCannotBeRight


def must_be_accepted(*, gone_at: datetime | None, accepted_at: datetime | None) -> None:
    """Raises FindingIsGone or NotAccepted."""
    must_be_open(gone_at)
    if accepted_at is None:
        raise NotAccepted


def _is_same(before: Known, now: Seen) -> bool:
    """The version of the policy alone is no news: it would rewrite a million rows."""
    return (before.household_id, before.region, before.value, before.basis_hash) == (
        now.household_id,
        now.region,
        now.value,
        now.basis_hash,
    )


def _ending(left: Known, present: frozenset[UUID], rules: Mapping[UUID, frozenset[str]]) -> Ending:
    if (left.person_id or left.household_id) not in present:
        return Ending.LEFT
    in_force = rules.get(left.household_id)
    return Ending.DROPPED if in_force is not None and left.rule not in in_force else Ending.MENDED
