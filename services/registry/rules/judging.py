"""The shape of a judging policy: which procedures a place has, their stages in order, and what each stage demands.

The outer shape is that of every policy file (`shared.policy.document`); policy/judging/README.md explains it to its writers.
"""

import re
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from services.registry.rules.poverty import ProcedureKind
from shared.events.civil_affairs import Trigger
from shared.policy.document import Document, Value
from shared.policy.shape import Draft, TermDraft
from shared.policy.term import Calendar, DayOff, Hold, Term, until
from shared.policy.written import Text

END = "end"
"""Where a refusal leads when the procedure is over by it."""


class StageKind(StrEnum):
    """What is done at a stage, and so what its record must hold."""

    APPLICATION = "application"
    MEETING = "meeting"
    COMPARISON = "comparison"
    VISIT = "visit"
    SIGNATURE = "signature"
    NOTICE = "notice"
    ANNOUNCEMENT = "announcement"
    DECISION = "decision"
    FILING = "filing"


class Officer(StrEnum):
    """Who records a stage; the levels at which officers work."""

    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"


class Asked(StrEnum):
    """What a visit has to find out."""

    ASSURANCES = "assurances"
    INCOME = "income"
    INDEPENDENCE = "independence"


STAGE_KIND_NAMES = {
    StageKind.APPLICATION: "申请",
    StageKind.MEETING: "评议",
    StageKind.COMPARISON: "信息比对",
    StageKind.VISIT: "入户核实",
    StageKind.SIGNATURE: "户主签字",
    StageKind.NOTICE: "公示",
    StageKind.ANNOUNCEMENT: "公告",
    StageKind.DECISION: "审核审批",
    StageKind.FILING: "备案录入",
}
OFFICER_NAMES = {Officer.VILLAGE: "村（社区）", Officer.TOWN: "镇街", Officer.COUNTY: "县区"}
PUBLIC_KINDS = frozenset({StageKind.NOTICE, StageKind.ANNOUNCEMENT})


def _share(value: Any) -> Fraction:
    written = re.fullmatch(r"(\d{1,3})/(\d{1,3})", str(value))
    share = Fraction(int(written[1]), int(written[2])) if written and int(written[2]) else None
    if share is None or not 0 < share <= 1:
        raise PydanticCustomError("share", "{value} 不是份额，写成 2/3 这样的分数", {"value": str(value)})
    return share


Share = Annotated[Fraction, BeforeValidator(_share), WithJsonSchema({"type": "string", "pattern": r"^\d{1,3}/\d{1,3}$"})]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]


class Vote(Value):
    """表决：谁参加、到会多少有效、多少票通过"""

    voters: Text = Field(title="谁参加表决")
    quorum: Share = Field(title="到会人数不少于应到人数的份额")
    more_than: Share | None = Field(default=None, title="赞成票须超过的份额（不含本数）")
    at_least: Share | None = Field(default=None, title="赞成票须达到的份额（含本数）")
    of_eligible: bool = Field(default=False, title="份额按应到人数计算", description="不写按到会人数计算")

    @model_validator(mode="after")
    def _has_one_majority(self) -> Self:
        if (self.more_than is None) == (self.at_least is None):
            raise ValueError("more_than（超过）与 at_least（达到）写且只写一个")
        return self


class NoticeRule(Value):
    """公示：贴在哪里、几天、异议由谁在几天内查清"""

    term: Term = Field(title="公示期限")
    place: Text = Field(title="张贴的地方", examples=["村务公开栏"])
    restarts: bool = Field(default=False, title="恢复后重新计算整个公示期", description="不写为扣除暂停的日子后接着计算")
    investigators: tuple[Officer, ...] = Field(min_length=1, title="由哪一级调查异议")
    answer: Term = Field(title="调查答复的期限")


class Stage(Value):
    """程序中的一个环节"""

    stage: Key = Field(title="环节代码")
    kind: StageKind = Field(title="环节种类")
    title: Text = Field(title="环节名称")
    by: tuple[Officer, ...] = Field(min_length=1, title="由哪一级办理")
    term: Term | None = Field(default=None, title="办理期限", description="从进入本环节的次日起算；没有规定的不写")
    papers: tuple[Text, ...] = Field(default=(), title="必须附上的材料")
    on_refusal: Key = Field(default=END, title="不通过时去哪里", description="end 为程序终止；写前面环节的代码为退回该环节")
    by_another: bool = Field(default=False, title="须由没有办过本程序其他环节的人员办理")
    vote: Vote | None = Field(default=None, title="表决（评议环节必写）")
    sources: tuple[Text, ...] = Field(default=(), title="比对的部门数据（信息比对环节必写）")
    people: Annotated[int, Field(gt=0, le=50)] = Field(default=1, title="至少几人参加（入户核实、审核环节）")
    asks: tuple[Asked, ...] = Field(default=(), title="入户要核实什么")
    notice: NoticeRule | None = Field(default=None, title="公示规则（公示、公告环节必写）")

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Self:
        needs = {
            "vote": (self.vote is not None, self.kind is StageKind.MEETING),
            "sources": (bool(self.sources), self.kind is StageKind.COMPARISON),
            "notice": (self.notice is not None, self.kind in PUBLIC_KINDS),
        }
        for key, (is_there, is_needed) in needs.items():
            if is_there != is_needed:
                raise ValueError(f"{self.stage}:{STAGE_KIND_NAMES[self.kind]}环节{'必须写' if is_needed else '不写'} {key}")
        if self.asks and self.kind is not StageKind.VISIT:
            raise ValueError(f"{self.stage}:asks 只写在入户核实环节")
        return self

    def references_used(self) -> set[str]:
        parts = (self, self.term, self.vote, self.notice, self.notice and self.notice.term, self.notice and self.notice.answer)
        return {part.reference for part in parts if part}


class ProcedureRule(Value):
    """一种程序：识别、返贫、退出、脱贫不再享受政策、监测纳入、风险消除"""

    procedure: ProcedureKind = Field(title="程序种类")
    title: Text = Field(title="名称")
    within: Term | None = Field(default=None, title="全程期限", description="从发现线索（没有线索的从受理）的次日起算")
    income_years: Annotated[int, Field(gt=0, le=5)] = Field(default=1, title="收入须连续几年超过标准")
    same_as: ProcedureKind | None = Field(default=None, title="各环节与哪一种程序相同", description="相同的不再写 stages")
    stages: tuple[Stage, ...] = Field(default=(), title="各环节，按先后顺序")

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if bool(self.stages) == (self.same_as is not None):
            raise ValueError(f"{self.procedure.value}:stages 与 same_as 写且只写一个")
        seen: set[str] = set()
        for stage in self.stages:
            if stage.stage in seen:
                raise ValueError(f"{self.procedure.value}：环节 {stage.stage} 写了两次")
            if stage.on_refusal not in seen | {END, stage.stage}:
                raise ValueError(
                    f"{self.procedure.value}:{stage.stage} 的 on_refusal 应为 end 或前面的环节，没有 {stage.on_refusal}"
                )
            seen.add(stage.stage)
        return self

    @property
    def must_find(self) -> frozenset[Asked]:
        """What has to be found out by the end, at whichever visits."""
        return frozenset(asked for stage in self.stages for asked in stage.asks)


class ConfirmedAlert(Value):
    """预警核实属实以后，自动开启监测对象纳入"""

    stricken: tuple[Trigger, ...] = Field(
        title="哪些致困情形按突发严重困难户纳入", description="其余的：脱贫户按脱贫不稳定户，一般农户按边缘易致贫户"
    )


class DaysOff(Draft):
    """本地另定的放假和上班，国务院公布的节假日不必写"""

    closed: tuple[DayOff, ...] = Field(default=(), title="本地放假")
    open: tuple[DayOff, ...] = Field(default=(), title="本地照常上班")


class NoticeExample(Draft):
    """公示期的算例"""

    title: Text = Field(title="说明")
    procedure: ProcedureKind = Field(title="程序种类")
    stage: Key = Field(title="公示环节")
    posted_on: date = Field(title="张贴日期")
    held: tuple[TermDraft, ...] = Field(default=(), title="暂停的日子")
    last_day: date = Field(title="公示的最后一天")


class JudgingPolicy(Document):
    """一地的识别、退出、监测程序"""

    days_off: DaysOff = Field(default=DaysOff(), title="本地放假与上班")
    procedures: tuple[ProcedureRule, ...] = Field(min_length=1, title="各种程序")
    on_confirmed_alert: ConfirmedAlert | None = Field(
        default=None, title="预警属实后自动开启纳入", description="不写为由经办人另行受理"
    )
    examples: tuple[NoticeExample, ...] = Field(min_length=1, title="算例")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        kinds = [rule.procedure for rule in self.procedures]
        if len(kinds) != len(set(kinds)):
            raise ValueError("同一种程序写了两次")
        if unknown := {rule.same_as for rule in self.procedures if rule.same_as} - {
            r.procedure for r in self.procedures if r.stages
        }:
            raise ValueError(f"same_as 所指的程序没有写 stages:{'、'.join(sorted(unknown))}")
        used = {rule.reference for rule in self.procedures} | {rule.within.reference for rule in self.procedures if rule.within}
        used |= {reference for rule in self.procedures for stage in rule.stages for reference in stage.references_used()}
        if self.on_confirmed_alert:
            used.add(self.on_confirmed_alert.reference)
            if ProcedureKind.TAKE_IN not in kinds:
                raise ValueError("写了 on_confirmed_alert，procedures 中须有 take-in")
        self.must_know(used | {day.reference for day in (*self.days_off.closed, *self.days_off.open)})
        return self

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.days_off.closed, self.days_off.open)

    def find_rule(self, kind: ProcedureKind) -> ProcedureRule | None:
        """The procedure with its stages, wherever they are written; None for one that the place does not have."""
        found = next((rule for rule in self.procedures if rule.procedure is kind), None)
        if found is None or found.same_as is None:
            return found
        same = self.find_rule(found.same_as)
        return found.model_copy(update={"stages": same.stages if same else ()})


def reckoned(policy: JudgingPolicy, example: NoticeExample) -> date:
    """The last day that the file's own example comes to."""
    rule = policy.find_rule(example.procedure)
    stage = next(stage for stage in (rule.stages if rule else ()) if stage.stage == example.stage)
    if stage.notice is None:
        raise ValueError(f"{example.stage} 不是公示环节")
    holds = [Hold(held.start, held.end or held.start) for held in example.held]
    return until(example.posted_on, stage.notice.term, policy.calendar, holds, restarts=stage.notice.restarts)
