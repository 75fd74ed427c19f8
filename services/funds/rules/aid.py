"""What a household in trouble is given beyond first aid: months of the urban dibao line a head, with a reason for every step.

Law: 鲁民〔2018〕85号 (illness 3 to 12 months a head, education 3 to 6, first-year undergraduates of dibao households at least
4,000 yuan, heavy cases one by one; towns decide up to 3,000 yuan). Each place's numbers are its policy file's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.funds.rules.aid_policy import LEVEL_NAMES, AidKind, AidPolicy, DecideWithin, Level
from services.funds.rules.policy import PaperKind
from shared.errors import Conflict, Unprocessable
from shared.money import LIMIT_FEN, yuan
from shared.periods import add_working_days, day_in_china, due_in_hours, end_of_day

PEOPLE_LIMIT = 30
"""Of one household: more is a slip of the pen."""


class NoAidRule(Unprocessable):
    """该地该日没有可适用的临时救助规定"""

    mend = "请由平台运维为该地补充带有文号与适用日期的政策文件"


class NoDibaoLine(Unprocessable):
    """该地该日没有城市低保标准"""

    mend = "请由平台运维为该地补充带有文号与适用日期的城市低保标准"


class AidKindUnknown(Unprocessable):
    """没有这一类临时救助"""

    mend = "请从 known 中选择救助类别"


class MonthsOutOfRange(Unprocessable):
    """月数不在规定的范围之内"""

    mend = "请按 least 与 most 之间的月数填写；确需更多的，按重大个案由县区一事一议"


class MonthsNotExplained(Unprocessable):
    """月数与规定的档次不同，没有说明理由"""

    mend = "请按 suggested 填写月数，或写明理由"


class LeastNotOfKind(Unprocessable):
    """这一类救助没有这种最低金额"""

    mend = "请从 known 中选择，或留空"


class HeavyNeedsAmount(Unprocessable):
    """重大个案应写明拟救助金额与理由，金额应高于按月数所能得出的最高额"""

    mend = "请写明金额与理由；不高于最高额的，按月数申请"


class YearlyTimesReached(Conflict):
    """该户本年度的救助次数已达上限"""

    mend = "请不予批准；确属重大困难的，退回后按重大个案由县区一事一议"


class YearlyAmountReached(Conflict):
    """该户本年度的救助金额将超过上限"""

    mend = "请退回核减，或按重大个案由县区一事一议"


class RepeatNotJudged(Conflict):
    """同一事由或共同成员近期已获救助，没有作出判断"""

    mend = "请核对 earlier 中列出的救助，由县区确认不属于重复申请后再同意"


@dataclass(frozen=True, slots=True)
class DibaoLine:
    """The urban line of a place and time, a head and month."""

    amount_fen: int
    spoken: str
    policy: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What an application says of a household."""

    kind: str
    people: int
    months: int | None = None
    """Proposed; None: those that the rule names."""
    burden_fen: int | None = None
    least_of: str = ""
    heavy_fen: int | None = None
    """Of a heavy case: what is proposed."""
    is_explained: bool = False
    """Whether somebody said why it differs from the rule."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the rule makes of it. `amount_fen` is the whole, `to_pay_fen` what is left of it after first aid."""

    months: int
    suggested_months: int
    amount_fen: int
    to_pay_fen: int
    level: Level
    has_notice: bool
    clause: str
    reasons: tuple[str, ...]


def weigh(policy: AidPolicy, asked: Asked, line: DibaoLine, *, first_aid_fen: int) -> Weighed:
    """The whole grant by the rule, first aid set off against it, and whose decision it is.

    Raises AidKindUnknown, MonthsOutOfRange, MonthsNotExplained, LeastNotOfKind, HeavyNeedsAmount.
    """
    kind = policy.kind_of(asked.kind)
    if kind is None:
        raise AidKindUnknown(pointer="/kind", known={one.code: one.title for one in policy.kinds})
    months, suggested, reasons = _months(policy, kind, asked)
    amount_fen = line.amount_fen * months * asked.people
    reasons.append(
        f"城市低保标准每人每月 {yuan(line.amount_fen)} 元 × {months} 个月 × {asked.people} 人 = {yuan(amount_fen)} 元。"
        f"依据：{line.spoken}"
    )
    if asked.least_of:
        least = kind.least_of(asked.least_of)
        if least is None:
            raise LeastNotOfKind(pointer="/least_of", known={one.code: one.title for one in kind.at_least})
        if amount_fen < least.amount_fen:
            amount_fen = least.amount_fen
            reasons.append(f"{least.title}，不低于 {yuan(amount_fen)} 元。依据：{policy.source(least).spoken}")
    is_heavy = asked.heavy_fen is not None
    if asked.heavy_fen is not None:
        most_fen = max(amount_fen, line.amount_fen * kind.most_times * asked.people)
        if not most_fen < asked.heavy_fen < LIMIT_FEN or not asked.is_explained:
            raise HeavyNeedsAmount(pointer="/heavy_yuan", most_fen=most_fen)
        amount_fen = asked.heavy_fen
        reasons.append(f"重大个案，一事一议，拟救助 {yuan(amount_fen)} 元。依据：{policy.source(policy.heavy).spoken}")
    to_pay_fen = max(0, amount_fen - first_aid_fen)
    if first_aid_fen:
        reasons.append(f"抵扣已先行救助的 {yuan(first_aid_fen)} 元，应再发放 {yuan(to_pay_fen)} 元")
    limit_fen = policy.town_limit.limit_fen(line.amount_fen, asked.people)
    level = Level.TOWN if amount_fen <= limit_fen and not is_heavy else Level.COUNTY
    source = policy.source(policy.town_limit if level is Level.TOWN else policy.heavy if is_heavy else policy.county)
    reasons.append(f"镇街审批权限 {yuan(limit_fen)} 元，属{LEVEL_NAMES[level]}。依据：{source.spoken}")
    has_notice = to_pay_fen > 0 and amount_fen > policy.notice.amount_fen
    if has_notice:
        reasons.append(f"超过 {yuan(policy.notice.amount_fen)} 元，公示无异议后发放。依据：{policy.source(policy.notice).spoken}")
    return Weighed(months, suggested, amount_fen, to_pay_fen, level, has_notice, source.spoken, tuple(reasons))


def _months(policy: AidPolicy, kind: AidKind, asked: Asked) -> tuple[int, int, list[str]]:
    suggested, step = kind.suggested(asked.burden_fen)
    months = asked.months if asked.months is not None else suggested
    if not kind.least_times <= months <= kind.most_times:
        raise MonthsOutOfRange(pointer="/months", least=kind.least_times, most=kind.most_times)
    if months != suggested and not asked.is_explained:
        raise MonthsNotExplained(pointer="/months", suggested=suggested)
    reasons = [f"{kind.title}，每人 {kind.least_times} 至 {kind.most_times} 个月。依据：{policy.source(kind).spoken}"]
    if step is not None:
        reached = f"家庭自负费用达到 {yuan(step.from_fen)} 元"
        reasons.append(f"{reached}，按 {step.times} 个月。依据：{policy.source(step).spoken}")
    if months != suggested:
        reasons.append(f"经入户核查提出按 {months} 个月，理由见申请")
    return months, suggested, reasons


class Relation(StrEnum):
    """Whose an earlier aid was."""

    SAME = "same"
    KIN = "kin"


RELATION_NAMES = {Relation.SAME: "同一户", Relation.KIN: "有共同成员的另一户"}


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another aid that the household, or one that shares a member with it, was given or has asked for."""

    relation: Relation
    kind: str
    on: date
    amount_fen: int


def is_repeated(policy: AidPolicy, kind: str, earlier: Iterable[Earlier], *, on: date) -> bool:
    """Whether the same cause was aided, or kin were, within the months that the rule looks back."""
    return any(_is_repeat(policy, kind, one, on=on) for one in earlier)


def _is_repeat(policy: AidPolicy, kind: str, one: Earlier, *, on: date) -> bool:
    months_ago = (on.year - one.on.year) * 12 + on.month - one.on.month - (on.day < one.on.day)
    return months_ago < policy.repeat.months and (one.relation is Relation.KIN or one.kind == kind)


def judge_earlier(
    policy: AidPolicy, kind: str, amount_fen: int, earlier: Sequence[Earlier], *, on: date, is_heavy: bool, is_judged: bool
) -> None:
    """Whether aid may be agreed to beside what was given before. A heavy case is beyond the yearly limits, not beyond repetition.

    Raises YearlyTimesReached, YearlyAmountReached, RepeatNotJudged.
    """
    own = [one for one in earlier if one.relation is Relation.SAME and one.on.year == on.year]
    if not is_heavy and len(own) >= policy.yearly.times:
        raise YearlyTimesReached(times=policy.yearly.times, reference=policy.source(policy.yearly).spoken)
    given_fen = sum(one.amount_fen for one in own)
    if not is_heavy and policy.yearly.most_fen is not None and given_fen + amount_fen > policy.yearly.most_fen:
        most_fen, reference = policy.yearly.most_fen, policy.source(policy.yearly).spoken
        raise YearlyAmountReached(most_fen=most_fen, given_fen=given_fen, reference=reference)
    if is_repeated(policy, kind, earlier, on=on) and not is_judged:
        raise RepeatNotJudged


def missing_papers(policy: AidPolicy, filed: Iterable[str], *, is_heavy: bool) -> list[PaperKind]:
    """What the rule wants in the file and is not there, in the rule's order."""
    there = set(filed)
    wanted = [*policy.papers.kinds, *(policy.heavy.papers if is_heavy else ())]
    return [kind for kind in wanted if kind.code not in there]


def decide_by(within: DecideWithin, handed_in_at: datetime) -> datetime:
    """The last moment for a decision."""
    if within.hours is not None:
        return due_in_hours(handed_in_at, within.hours)
    return end_of_day(add_working_days(day_in_china(handed_in_at), within.working_days or 0))
