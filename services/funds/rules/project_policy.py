"""The shape of a place's rules for projects: the chain of reviews, and the bounds of contracts, payments and deadlines.

Places publish that they go by 三评一审 and 六步三公示 and not what these are, so the steps are configuration.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.funds.rules.account import Source
from shared.errors import NotFound
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Ratio, Text


class NoProjectRule(NotFound):
    """该地当日没有可用的项目管理规则"""

    mend = "请由平台运维录入该地的项目管理规则文件"


class StepKind(StrEnum):
    """How a step of the chain is passed."""

    ASSEMBLY = "assembly"
    """By an assembly that votes by count (村民代表会议)."""
    COMMITTEE = "committee"
    """By a committee whose members vote by name (评审委员会, 理事会)."""
    CHECK = "check"
    """By an office that looks at the papers (联审联批)."""
    NOTICE = "notice"
    """By a public notice that has stood (公示)."""


STEP_KIND_NAMES = {
    StepKind.ASSEMBLY: "会议评议",
    StepKind.COMMITTEE: "委员会评审",
    StepKind.CHECK: "审核",
    StepKind.NOTICE: "公示",
}


class Level(StrEnum):
    """Whose step it is."""

    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"


LEVEL_NAMES = {Level.VILLAGE: "村", Level.TOWN: "镇街", Level.COUNTY: "县区"}
LEVEL_DIGITS = {Level.VILLAGE: 12, Level.TOWN: 9, Level.COUNTY: 6}


class Gate(StrEnum):
    """What a step has to be passed for."""

    LIBRARY = "library"
    APPROVAL = "approval"


class PaperKind(Draft):
    """A paper that has to lie in the project's file before a step is passed."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,39}$")]
    title: Text


class Step(Value):
    """One step of the chain."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,39}$")]
    title: Text
    level: Level
    kind: StepKind
    body: Text
    """Who decides, in Chinese: 村民代表会议."""
    gate: Gate
    papers: tuple[PaperKind, ...] = ()
    quorum: Ratio | None = None
    """Of those who may vote, how many have to be present."""
    majority: Ratio | None = None
    """Of those present, more than (or, with `is_inclusive`, at least) this part has to be in favour."""
    is_inclusive: bool = False
    notice_days: Annotated[int, Field(gt=0, le=365)] | None = None
    due_days: Annotated[int, Field(gt=0, le=365)]
    """Working days from the step before until this one should be done."""

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        votes = self.kind in {StepKind.ASSEMBLY, StepKind.COMMITTEE}
        if votes != (self.quorum is not None and self.majority is not None):
            raise ValueError(f"{self.code}：会议和委员会须写 quorum 与 majority，其余环节不写")
        if (self.kind is StepKind.NOTICE) != (self.notice_days is not None):
            raise ValueError(f"{self.code}：公示须写 notice_days，其余环节不写")
        return self


class Share(Value):
    share: Ratio


class Days(Value):
    days: Annotated[int, Field(gt=0, le=3660)]


class SourceOrder(Value):
    """Which source comes first where a sum is parted among several and a fen is left over."""

    sources: tuple[Source, ...]

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        if sorted(self.sources) != sorted(source for source in Source if source):
            raise ValueError("source_order 须把每个资金来源各列一次")
        return self


class ProjectPolicy(Document):
    """One place's rules for projects between two dates."""

    steps: tuple[Step, ...] = Field(min_length=1)
    source_order: SourceOrder
    retention_at_most: Share
    """What may be kept back of a contract's price (质保金)."""
    warranty_at_most: Days
    advance_at_most: Share
    """What may be paid before the work is done (预付款)."""
    amendments_at_most: Share
    """By how much a contract may grow, of its first price."""
    contract_in: Days
    """From the annual plan to the first contract."""
    report_every: Days
    accept_in: Days
    hand_over_in: Days
    review_in: Days
    review_every: Days
    """From one ex-post review to the next."""
    review_for: Days
    """How long after the hand-over reviews recur: as long as what was made is taken to last."""
    acceptance_papers: tuple[PaperKind, ...] = ()
    hand_over_papers: tuple[PaperKind, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        codes = [step.code for step in self.steps]
        if len(set(codes)) < len(codes):
            raise ValueError("steps 的 code 不得重复")
        gates = [step.gate for step in self.steps]
        if gates != sorted(gates, key=list(Gate).index) or Gate.LIBRARY not in gates:
            raise ValueError("steps 须先列入库（library）的环节，再列立项（approval）的环节，且至少有一个入库环节")
        values: tuple[Value, ...] = (
            *self.steps,
            self.source_order,
            self.retention_at_most,
            self.warranty_at_most,
            self.advance_at_most,
            self.amendments_at_most,
            self.contract_in,
            self.report_every,
            self.accept_in,
            self.hand_over_in,
            self.review_in,
            self.review_every,
            self.review_for,
        )
        self.must_know(value.reference for value in values)
        return self
