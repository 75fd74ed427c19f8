"""The chain of reviews: which step is next for a project, and whether a vote or a check passes it."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from services.funds.rules.notice import Standing
from services.funds.rules.project_policy import LEVEL_DIGITS, LEVEL_NAMES, STEP_KIND_NAMES, Gate, PaperKind, Step, StepKind
from shared.errors import Conflict, Forbidden, NotFound, Unprocessable


class Outcome(StrEnum):
    """What came of a step."""

    OPEN = "open"
    """A notice that stands."""
    PASSED = "passed"
    SENT_BACK = "sent-back"
    REJECTED = "rejected"


OUTCOME_NAMES = {Outcome.OPEN: "公示中", Outcome.PASSED: "通过", Outcome.SENT_BACK: "退回修改", Outcome.REJECTED: "未通过"}


class Ballot(StrEnum):
    """How one member voted, or why not."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    ABSENT = "absent"
    EXCUSED = "excused"
    """Has an interest in the matter, says so, and neither votes nor counts."""


BALLOT_NAMES = {
    Ballot.FOR: "同意",
    Ballot.AGAINST: "反对",
    Ballot.ABSTAIN: "弃权",
    Ballot.ABSENT: "缺席",
    Ballot.EXCUSED: "回避",
}
_NEED_A_REASON = frozenset({Ballot.AGAINST, Ballot.EXCUSED})


class NoSuchStep(NotFound):
    """该项目的评审程序中没有这个环节"""


class NotThisStepYet(Conflict):
    """还没有轮到这个环节，或这个环节已经办完"""

    mend = "请按项目页面上的待办环节依次办理"


class StepOfAnotherKind(Unprocessable):
    """这个环节不是这样办理的"""

    mend = "会议评议登记票数，委员会评审逐人登记表决，审核填写结论，公示先张贴后结束"


class StepOfAnotherLevel(Forbidden):
    """这个环节由另一级办理"""


class PapersMissing(Unprocessable):
    """缺少这个环节要求的材料"""

    mend = "请先上传所缺材料（填写其种类代码），再办理"


class NoQuorum(Conflict):
    """到会人数未达到规定，表决无效"""

    mend = "请重新召集会议；回避的成员不计入应到人数"


class NotAMember(Unprocessable):
    """表决人在会议当日不是该委员会的成员"""

    mend = "请核对委员会名单"


class VotesNotWhole(Unprocessable):
    """没有登记全部成员的表决"""

    mend = "每名成员登记一次：同意、反对、弃权、缺席或回避"


class ReasonMissing(Unprocessable):
    """反对和回避须说明理由"""


class CountsDoNotAddUp(Unprocessable):
    """票数与到会人数不符"""

    mend = "到会人数应等于同意、反对、弃权之和，且不超过应到人数"


class NotHeldYet(Unprocessable):
    """日期晚于今天"""

    mend = "请填写已经办理的日期"


class NoVoteYet(NotFound):
    """这个环节还没有表决记录"""

    mend = "请先登记会议评议或委员会评审；审核和公示环节没有表决"


class StepsRemain(Conflict):
    """评审程序还没有走完，不能批复立项"""

    mend = "请先办完所余的评审和公示环节"


@dataclass(frozen=True, slots=True)
class Tally:
    """A vote, counted. Who is excused is neither among the entitled nor among those present."""

    entitled: int
    in_favour: int
    against: int
    abstained: int

    @property
    def present(self) -> int:
        return self.in_favour + self.against + self.abstained


def steps_for(steps: Iterable[Step], region: str) -> list[Step]:
    """The steps that a project of this place goes through: one of a whole town has no village, one of a county no town."""
    return [step for step in steps if LEVEL_DIGITS[step.level] <= max(len(region), 6)]


def step_named(steps: Iterable[Step], code: str) -> Step:
    """Raises NoSuchStep."""
    for step in steps:
        if step.code == code:
            return step
    raise NoSuchStep(pointer="/step", step=code)


def next_step(steps: Sequence[Step], passed: Collection[str]) -> Step | None:
    """The first step that is not passed in this round; None when the chain is done."""
    return next((step for step in steps if step.code not in passed), None)


def must_be_next(steps: Sequence[Step], passed: Collection[str], code: str, *kinds: StepKind) -> Step:
    """The step of this code, whose turn it is. Raises NoSuchStep, NotThisStepYet, StepOfAnotherKind."""
    step = step_named(steps, code)
    due = next_step(steps, passed)
    if due is None or due.code != code:
        raise NotThisStepYet(step=step.title, due=due.title if due else None)
    if step.kind not in kinds:
        raise StepOfAnotherKind(step=step.title, kind=STEP_KIND_NAMES[step.kind])
    return step


def must_be_done_by(step: Step, own_region: str) -> None:
    """A town does not decide for a village's county, nor does a village. Raises StepOfAnotherLevel."""
    if own_region != "*" and len(own_region) > LEVEL_DIGITS[step.level]:
        raise StepOfAnotherLevel(step=step.title, level=LEVEL_NAMES[step.level])


def must_have_papers(needed: Iterable[PaperKind], given: Collection[str]) -> None:
    """Raises PapersMissing with the titles of those that are not there."""
    if missing := [kind for kind in needed if kind.code not in given]:
        raise PapersMissing(pointer="/paper_ids", missing=[f"{kind.title}（{kind.code}）" for kind in missing])


def must_have_been_held(held_on: date, *, on: date, pointer: str = "/held_on") -> None:
    """Raises NotHeldYet."""
    if held_on > on:
        raise NotHeldYet(pointer=pointer, date=held_on.isoformat())


def tally_by_name(members: Collection[str], votes: Sequence[tuple[str, Ballot, str]]) -> Tally:
    """Each member's vote (member, ballot, reason), counted. Raises NotAMember, VotesNotWhole, ReasonMissing."""
    for at, (member, ballot, reason) in enumerate(votes):
        if member not in members:
            raise NotAMember(pointer=f"/votes/{at}/member_id", member_id=member)
        if ballot in _NEED_A_REASON and not reason:
            raise ReasonMissing(pointer=f"/votes/{at}/reason", ballot=BALLOT_NAMES[ballot])
    if sorted(member for member, _, _ in votes) != sorted(members):
        raise VotesNotWhole(pointer="/votes", members=len(members), votes=len(votes))
    counted = Counter(ballot for _, ballot, _ in votes)
    entitled = len(members) - counted[Ballot.EXCUSED]
    return Tally(entitled, counted[Ballot.FOR], counted[Ballot.AGAINST], counted[Ballot.ABSTAIN])


def tally_by_count(*, entitled: int, present: int, in_favour: int, against: int, abstained: int) -> Tally:
    """An assembly's vote. Raises CountsDoNotAddUp."""
    if present > entitled or in_favour + against + abstained != present:
        raise CountsDoNotAddUp(pointer="/present", entitled=entitled, present=present, votes=in_favour + against + abstained)
    return Tally(entitled, in_favour, against, abstained)


def passes(step: Step, tally: Tally) -> bool:
    """Whether the majority that the step asks for is in favour. Raises NoQuorum."""
    if step.quorum is None or step.majority is None:
        raise StepOfAnotherKind(step=step.title, kind=STEP_KIND_NAMES[step.kind])
    if not tally.entitled or Fraction(tally.present, tally.entitled) < step.quorum or not tally.present:
        raise NoQuorum(pointer="/present", entitled=tally.entitled, present=tally.present, quorum=spoken(step.quorum))
    share = Fraction(tally.in_favour, tally.present)
    return share >= step.majority if step.is_inclusive else share > step.majority


def spoken(share: Fraction) -> str:
    """`66.67%`, from an exact fraction."""
    hundredths = share * 10_000
    whole = int(hundredths + Fraction(1, 2))
    return f"{whole // 100}.{whole % 100:02d}%"


def opens_library(steps: Sequence[Step], passed: Collection[str]) -> bool:
    """Whether every step that the library asks for is passed."""
    return all(step.code in passed for step in steps if step.gate is Gate.LIBRARY)


def must_be_through(steps: Sequence[Step], passed: Collection[str]) -> None:
    """Raises StepsRemain."""
    if remaining := [step.title for step in steps if step.code not in passed]:
        raise StepsRemain(steps=remaining)


class NoSuchCommittee(NotFound):
    """没有这个委员会"""


class CommitteeNotSitting(Conflict):
    """该委员会当日未成立或没有成员"""

    mend = "请核对会议日期和委员会成员的任职日期"


class NoSuchMember(NotFound):
    """委员会中没有这名成员"""


class LeavesBeforeJoining(Unprocessable):
    """任职截止日期早于任职日期"""


class CommitteeOfAnotherPlace(Unprocessable):
    """该委员会不管辖这个项目，或不是这一级的委员会"""


def must_be_committee_for(step: Step, committee_region: str, project_region: str) -> None:
    """Of the step's own level, and of a place that the project lies in. Raises CommitteeOfAnotherPlace."""
    if len(committee_region) != LEVEL_DIGITS[step.level] or not project_region.startswith(committee_region):
        raise CommitteeOfAnotherPlace(pointer="/committee_id", step=step.title)


def must_sit(formed_on: date, members: int, *, on: date) -> None:
    """Raises CommitteeNotSitting."""
    if on < formed_on or not members:
        raise CommitteeNotSitting(pointer="/committee_id", on=on.isoformat())


def must_leave_after_joining(since_on: date, until_on: date) -> None:
    """Raises LeavesBeforeJoining."""
    if until_on < since_on:
        raise LeavesBeforeJoining(pointer="/until_on", since_on=since_on.isoformat())


class NoticeOpen(Conflict):
    """这个环节已经公示"""

    mend = "请查看公示；期满后办理公示结束，异议成立中止的可以重新公示"


def must_not_stand(standing: Standing | None) -> None:
    """Whether a notice may be opened: there is none yet, or the last was stopped by an objection. Raises NoticeOpen."""
    if standing is not None and not standing.is_stopped:
        raise NoticeOpen(notice_id=str(standing.notice_id))
