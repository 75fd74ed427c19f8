"""What the record of a stage must hold, by the kind of stage, and whether it holds.

These are the forms that clerks fill; they stand here because each is judged by what it says.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.registry.rules.assurance import (
    Assurance,
    AssuranceFinding,
    IncomeEvidence,
    IncomeNotShown,
    IndependenceEvidence,
    check_findings,
)
from services.registry.rules.judging import Asked, Stage, StageKind, Vote
from shared.errors import Unprocessable
from shared.schemas import Form

People = Annotated[int, Field(ge=0, le=10_000)]


class EvidenceOfAnotherKind(Unprocessable):
    """填写的内容与现在的环节不符"""

    mend = "请先查询程序进行到哪一环节，按该环节的种类填写"


class VotesDoNotAddUp(Unprocessable):
    """票数对不上"""

    mend = "到会人数不多于应到人数，赞成、反对、弃权三项之和等于到会人数；请对照签到表和票决表核对"


class NoQuorum(Unprocessable):
    """到会人数不足，评议无效"""

    mend = "请重新召集会议，到会人数达到规定后再评议"


class VoteSaysOtherwise(Unprocessable):
    """登记的结果与票数不符"""

    mend = "赞成票达到规定的登记通过，没有达到的登记不通过"


class SourcesMissing(Unprocessable):
    """规定要比对的部门数据没有比对完"""

    mend = "请逐项填写比对结果"


class ConflictUnexplained(Unprocessable):
    """比对发现疑点而没有说明"""

    mend = "有疑点仍要通过的，写明核实的情况；确实不符合的，登记不通过"


class TooFewPeople(Unprocessable):
    """参加的人数不足"""

    mend = "请按规定人数核实或审核后再登记"


class ProxyWithoutReason(Unprocessable):
    """户主没有亲自签字而没有说明"""

    mend = "户主不能签字的，由家庭其他成年成员代签，写明关系和原因"


class PapersMissing(Unprocessable):
    """缺少规定的材料"""

    mend = "请先上传附件，再逐项填写材料名称和附件编号"


class NotAsked(Unprocessable):
    """本环节不核实这一项"""

    mend = "请删去该项"


class Paper(Form):
    """A paper of the file, by its number among the attachments."""

    title: str = Field(title="材料名称", min_length=1, max_length=60, examples=["贫困户申请书"])
    attachment_id: UUID = Field(title="附件编号", examples=["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"])


class ApplicationEvidence(Form):
    """户主申请"""

    kind: Literal[StageKind.APPLICATION] = Field(title="环节种类")
    members: Annotated[int, Field(ge=1, le=30)] = Field(title="家庭人数")


class MeetingEvidence(Form):
    """评议：应到、到会和票数"""

    kind: Literal[StageKind.MEETING] = Field(title="环节种类")
    place: str = Field(title="会议地点", min_length=1, max_length=100, examples=["村委会会议室"])
    eligible: People = Field(title="应到人数")
    present: People = Field(title="到会人数")
    in_favour: People = Field(title="赞成票")
    against: People = Field(title="反对票")
    abstained: People = Field(title="弃权票")


class Compared(Form):
    """与一个部门数据比对的结果"""

    source: str = Field(title="部门数据", min_length=1, max_length=60)
    is_conflicting: bool = Field(title="是否有疑点")
    note: str = Field(default="", title="核实说明", max_length=500)


class ComparisonEvidence(Form):
    """信息比对"""

    kind: Literal[StageKind.COMPARISON] = Field(title="环节种类")
    compared: list[Compared] = Field(title="各项比对结果", max_length=40)


class VisitEvidence(Form):
    """入户核实"""

    kind: Literal[StageKind.VISIT] = Field(title="环节种类")
    people: Annotated[int, Field(ge=1, le=50)] = Field(title="参加核实的人数")
    assurances: dict[Assurance, AssuranceFinding] | None = Field(
        default=None, title="两不愁三保障核实结果", description="不填的项目采用核查清单的结论；不能比核查清单填得好"
    )
    filling_id: UUID | None = Field(default=None, title="核查清单的填写编号", description="不填则采用本户最近一次有效的填写")
    income: IncomeEvidence | None = Field(default=None, title="收入核实", description="不填则采用收入台账")
    independence: IndependenceEvidence | None = Field(default=None, title="脱贫不再享受政策核实")


class SignatureEvidence(Form):
    """户主签字"""

    kind: Literal[StageKind.SIGNATURE] = Field(title="环节种类")
    is_by_head: bool = Field(title="是否户主本人签字")
    proxy: str = Field(default="", title="代签人与户主的关系和代签原因", max_length=200)


class DecisionEvidence(Form):
    """审核或审批"""

    kind: Literal[StageKind.DECISION] = Field(title="环节种类")
    people: Annotated[int, Field(ge=1, le=50)] = Field(title="参加审核的人数")
    document: str = Field(default="", title="文号或会议纪要编号", max_length=100)


class FilingEvidence(Form):
    """备案或录入全国系统"""

    kind: Literal[StageKind.FILING] = Field(title="环节种类")
    filed_as: str = Field(title="备案号或全国系统中的编号", min_length=1, max_length=60)


Evidence = Annotated[
    ApplicationEvidence
    | MeetingEvidence
    | ComparisonEvidence
    | VisitEvidence
    | SignatureEvidence
    | DecisionEvidence
    | FilingEvidence,
    Field(discriminator="kind"),
]


def check_evidence(stage: Stage, evidence: Evidence, papers: Sequence[Paper], *, passes: bool) -> None:
    """Whether the record is what its stage demands. Raises what it lacks. A refusal needs its papers no less than a pass."""
    if evidence.kind is not stage.kind:
        raise EvidenceOfAnotherKind(pointer="/evidence/kind", stage=stage.stage, expected=stage.kind.value)
    if missing := [title for title in stage.papers if title not in {paper.title for paper in papers}]:
        raise PapersMissing(pointer="/papers", missing=missing)
    match evidence:
        case MeetingEvidence():
            assert stage.vote is not None
            if check_votes(stage.vote, evidence) is not passes:
                raise VoteSaysOtherwise(pointer="/passes", in_favour=evidence.in_favour, present=evidence.present)
        case ComparisonEvidence():
            _check_comparison(stage, evidence, passes=passes)
        case VisitEvidence():
            _check_visit(stage, evidence)
        case SignatureEvidence(is_by_head=False, proxy=""):
            raise ProxyWithoutReason(pointer="/evidence/proxy")
        case DecisionEvidence() if evidence.people < stage.people:
            raise TooFewPeople(pointer="/evidence/people", at_least=stage.people)


def check_votes(vote: Vote, told: MeetingEvidence) -> bool:
    """Whether the meeting was for it. Raises VotesDoNotAddUp or NoQuorum."""
    if told.present > told.eligible or told.in_favour + told.against + told.abstained != told.present or not told.eligible:
        raise VotesDoNotAddUp(pointer="/evidence/present")
    if told.present < vote.quorum * told.eligible:
        raise NoQuorum(pointer="/evidence/present", eligible=told.eligible, quorum=str(vote.quorum))
    base = told.eligible if vote.of_eligible else told.present
    share = Fraction(told.in_favour, base) if base else Fraction(0)
    return share > vote.more_than if vote.more_than is not None else vote.at_least is not None and share >= vote.at_least


def _check_comparison(stage: Stage, told: ComparisonEvidence, *, passes: bool) -> None:
    if missing := [source for source in stage.sources if source not in {each.source for each in told.compared}]:
        raise SourcesMissing(pointer="/evidence/compared", missing=missing)
    for at, each in enumerate(told.compared):
        if passes and each.is_conflicting and not each.note:
            raise ConflictUnexplained(pointer=f"/evidence/compared/{at}/note", source=each.source)


def _check_visit(stage: Stage, told: VisitEvidence) -> None:
    if told.people < stage.people:
        raise TooFewPeople(pointer="/evidence/people", at_least=stage.people)
    given = {Asked.ASSURANCES: told.assurances, Asked.INCOME: told.income, Asked.INDEPENDENCE: told.independence}
    for asked, answer in given.items():
        if answer is not None and asked not in stage.asks:
            raise NotAsked(pointer=f"/evidence/{asked.value}")
        if answer is None and asked in stage.asks and asked is not Asked.ASSURANCES:
            raise IncomeNotShown(pointer=f"/evidence/{asked.value}")
    if Asked.ASSURANCES in stage.asks:
        check_findings(told.assurances or {})
