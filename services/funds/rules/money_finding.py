"""What supervision found, over time: open until somebody explains it, another accepts the explanation, or it is mended."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from services.funds.rules.second_person import must_be_another
from services.funds.rules.supervision_fact import Subject
from services.funds.rules.supervision_rule import Found, Level
from shared.errors import Conflict, NotFound


class MoneyFindingState(StrEnum):
    """Where a finding stands."""

    OPEN = "open"
    EXPLAINED = "explained"
    """Whoever is responsible said why it is so; nobody has judged that yet."""
    ACCEPTED = "accepted"
    """Somebody else looked at the explanation and lets it stand, as long as nothing changes that it rests on."""
    MENDED = "mended"


MONEY_FINDING_STATE_NAMES = {
    MoneyFindingState.OPEN: "待处理",
    MoneyFindingState.EXPLAINED: "已说明待认定",
    MoneyFindingState.ACCEPTED: "已认定",
    MoneyFindingState.MENDED: "已消除",
}


class FindingEnding(StrEnum):
    """Why a finding is over."""

    MENDED = "mended"
    OTHERWISE = "otherwise"
    """What its acceptance rested on changed; it is found anew."""
    DROPPED = "dropped"


FINDING_ENDING_NAMES = {
    FindingEnding.MENDED: "已整改或情形不再存在",
    FindingEnding.OTHERWISE: "情况有变，另行列出",
    FindingEnding.DROPPED: "规则已停用",
}


class NoSuchMoneyFinding(NotFound):
    """没有这项监督发现"""


class MoneyFindingOver(Conflict):
    """这项发现已经消除"""

    mend = "不必再办理；请刷新列表"


class NotExplainedYet(Conflict):
    """这项发现还没有人说明情况，不能认定"""

    mend = "请先由责任单位说明情况"


class AcceptedBefore(Conflict):
    """这项发现已经认定"""

    mend = "要改写的，请先撤回认定"


class NotAcceptedYet(Conflict):
    """这项发现没有认定，不能撤回"""


TOWN_DIGITS = 9
Standing = tuple[str, UUID]
"""A rule and the thing whose finding it is: open at most once."""


@dataclass(frozen=True)
class Seen:
    """A finding as a look sees it."""

    rule: str
    theme: str
    level: str
    subject: Subject
    subject_id: UUID
    about_id: UUID | None
    region: str
    label: str
    said: str
    amount_fen: int
    basis_hash: str
    policy: str
    policy_version: str

    @property
    def standing(self) -> Standing:
        return self.rule, self.subject_id


def seen_of(found: Found) -> Seen:
    """What is kept of what a rule found. What it rests on is kept as a hash alone."""
    rule, thing = found.held.rule, found.thing
    return Seen(
        rule=rule.rule,
        theme=rule.theme.value,
        level=rule.level.value,
        subject=thing.subject,
        subject_id=thing.id,
        about_id=thing.about_id,
        region=thing.region,
        label=thing.label[:200],
        said=found.said,
        amount_fen=thing.amount_fen,
        basis_hash=sha256("\n".join(found.basis).encode()).hexdigest(),
        policy=found.held.policy,
        policy_version=found.held.version,
    )


@dataclass(frozen=True)
class Known:
    """A finding that is not over, as it stands."""

    id: UUID
    rule: str
    subject_id: UUID
    region: str
    said: str
    amount_fen: int
    basis_hash: str
    state: MoneyFindingState

    @property
    def standing(self) -> Standing:
        return self.rule, self.subject_id


@dataclass
class News:
    """What a look changes: findings to add, to go on with otherwise, and to end."""

    added: list[Seen] = field(default_factory=list)
    otherwise: dict[UUID, Seen] = field(default_factory=dict)
    ended: dict[UUID, FindingEnding] = field(default_factory=dict)


def news_of(seen: Iterable[Seen], known: Sequence[Known], *, rules: Collection[str]) -> News:
    """What is otherwise than it stood. `rules` are those in force.

    What was accepted stays so while what it rests on stays; then it is over, and what is odd now is found anew. What nothing
    finds any more is mended, or its rule is no more.
    """
    news = News()
    standing = {each.standing: each for each in known}
    for each in seen:
        before = standing.pop(each.standing, None)
        if before is None:
            news.added.append(each)
        elif before.state is MoneyFindingState.ACCEPTED and before.basis_hash != each.basis_hash:
            news.ended[before.id] = FindingEnding.OTHERWISE
            news.added.append(each)
        elif _differs(before, each):
            news.otherwise[before.id] = each
    for left in standing.values():
        news.ended[left.id] = FindingEnding.MENDED if left.rule in rules else FindingEnding.DROPPED
    return news


@dataclass(frozen=True)
class Raised:
    """What is new of one rule in one place: how many, how much, and the first of them."""

    first_id: UUID
    region: str
    rule: str
    level: str
    findings: int
    amount_fen: int


def raised_of(added: Iterable[tuple[UUID, Seen]]) -> list[Raised]:
    """What somebody has to be told of: by rule and the town or county that is responsible, so that a county's first look does not
    send one message a payment. What is only worth a look (NOTICE) is seen on the board."""
    found: dict[tuple[str, str], list[tuple[UUID, Seen]]] = {}
    for id, each in added:
        if each.level != Level.NOTICE:
            found.setdefault((responsible_for(each.region), each.rule), []).append((id, each))
    return [
        Raised(some[0][0], region, rule, some[0][1].level, len(some), sum(each.amount_fen for _, each in some))
        for (region, rule), some in sorted(found.items())
    ]


def responsible_for(region: str) -> str:
    """A town answers for its villages."""
    return region[:TOWN_DIGITS]


Place = tuple[str, str]
"""The town or county that is responsible, and a rule: what one order to put right is about."""


def touched(known: Iterable[Known], news: News) -> set[Place]:
    """Where something is over, or became another place's: perhaps nothing is left there."""
    return {
        (responsible_for(each.region), each.rule)
        for each in known
        if each.id in news.ended
        or (each.id in news.otherwise and responsible_for(news.otherwise[each.id].region) != responsible_for(each.region))
    }


def must_be_explainable(state: MoneyFindingState) -> None:
    """Raises MoneyFindingOver, AcceptedBefore."""
    if state is MoneyFindingState.MENDED:
        raise MoneyFindingOver
    if state is MoneyFindingState.ACCEPTED:
        raise AcceptedBefore


def must_be_acceptable(state: MoneyFindingState, *, explained_by: str, by: str) -> None:
    """Whether this person may let an explanation stand. Raises MoneyFindingOver, AcceptedBefore, NotExplainedYet, SamePerson."""
    must_be_explainable(state)
    if state is MoneyFindingState.OPEN:
        raise NotExplainedYet
    must_be_another(explained_by, by)


def must_be_accepted(state: MoneyFindingState) -> None:
    """Raises MoneyFindingOver, NotAcceptedYet."""
    if state is MoneyFindingState.MENDED:
        raise MoneyFindingOver
    if state is not MoneyFindingState.ACCEPTED:
        raise NotAcceptedYet


def _differs(before: Known, now: Seen) -> bool:
    return (before.region, before.said, before.amount_fen, before.basis_hash) != (
        now.region,
        now.said,
        now.amount_fen,
        now.basis_hash,
    )
