"""The chain of reviews and the committees, in and out."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.project_policy import LEVEL_NAMES, STEP_KIND_NAMES, Level, StepKind
from services.funds.rules.review import BALLOT_NAMES, OUTCOME_NAMES, Ballot, Outcome
from services.funds.schemas.project import PaperIds, PlaceCode
from shared.schemas import Form, PersonName, View

IfNot = Annotated[
    Literal["sent-back", "rejected"],
    Field(title="未通过时", description="sent-back 退回修改；rejected 不予通过", examples=["sent-back"]),
]


class FormCommittee(Form):
    """A committee with its first members."""

    region: PlaceCode = Field(title="所属区划代码", examples=["371311"])
    title: str = Field(title="名称", min_length=2, max_length=100, examples=["罗庄区扶贫项目评审委员会"])
    formed_on: date = Field(title="成立日期", examples=["2020-01-10"])


class AddMember(Form):
    """Somebody joins a committee."""

    person: PersonName = Field(title="姓名", examples=["李卫东"])
    post: str = Field(title="单位和职务", min_length=2, max_length=100, examples=["区财政局副局长"])
    since_on: date = Field(title="任职日期", examples=["2020-01-10"])


class EndMembership(Form):
    """Somebody leaves a committee."""

    until_on: date = Field(title="任职截止日期", description="含当日", examples=["2020-12-31"])


class RecordAssembly(Form):
    """How an assembly voted."""

    held_on: date = Field(title="会议日期", examples=["2020-07-01"])
    entitled: int = Field(title="应到人数", ge=1, le=10_000, examples=[36])
    present: int = Field(title="到会人数", ge=0, le=10_000, examples=[30])
    in_favour: int = Field(title="同意票", ge=0, le=10_000, examples=[27])
    against: int = Field(title="反对票", ge=0, le=10_000, examples=[1])
    abstained: int = Field(title="弃权票", ge=0, le=10_000, examples=[2])
    said: str = Field(default="", title="会议意见", max_length=500)
    if_not: IfNot = "sent-back"
    paper_ids: PaperIds = Field(default=[])


class VoteForm(Form):
    """How one member voted."""

    member_id: UUID = Field(title="成员编号", examples=["01900000-0000-7000-8000-000000000002"])
    ballot: Ballot = Field(title="表决", examples=["for"])
    reason: str = Field(default="", title="理由", description="反对和回避须填写", max_length=500)


class RecordMeeting(Form):
    """How a committee voted."""

    committee_id: UUID = Field(title="委员会编号", examples=["01900000-0000-7000-8000-000000000001"])
    held_on: date = Field(title="会议日期", examples=["2020-07-20"])
    votes: list[VoteForm] = Field(title="逐人表决", min_length=1, max_length=200)
    said: str = Field(default="", title="评审意见", max_length=500)
    if_not: IfNot = "sent-back"
    paper_ids: PaperIds = Field(default=[])


class DecideStep(Form):
    """What an office that checks a project concluded; at any step, it may also send it back."""

    outcome: Literal["passed", "sent-back", "rejected"] = Field(title="结论", examples=["passed"])
    held_on: date = Field(title="日期", examples=["2020-07-25"])
    said: str = Field(title="意见", min_length=2, max_length=500, examples=["各部门无意见，同意实施"])
    paper_ids: PaperIds = Field(default=[])


class CloseNotice(Form):
    """A notice of the chain has stood, and nothing against it is open."""

    said: str = Field(default="公示期满，无异议", title="公示情况", min_length=2, max_length=500, examples=["公示期满，无异议"])
    paper_ids: PaperIds = Field(default=[])


class MemberView(View):
    """A member of a committee."""

    id: UUID = Field(title="成员编号")
    person: str = Field(title="姓名")
    post: str = Field(title="单位和职务")
    since_on: date = Field(title="任职日期")
    until_on: date | None = Field(title="任职截止日期")


class CommitteeView(View):
    """A committee."""

    id: UUID = Field(title="委员会编号")
    region: str = Field(title="所属区划代码")
    title: str = Field(title="名称")
    formed_on: date = Field(title="成立日期")
    members: list[MemberView] = Field(title="成员")


class VoteView(View):
    """How one member voted."""

    member_id: UUID = Field(title="成员编号")
    ballot: Ballot = Field(title="表决")
    reason: str = Field(title="理由")

    @computed_field(title="表决名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def ballot_name(self) -> str:
        return BALLOT_NAMES[self.ballot]


class StepDone(View):
    """A step as it was done."""

    id: UUID = Field(title="环节记录编号")
    round: int = Field(title="第几次提交")
    step: str = Field(title="环节代码")
    outcome: Outcome = Field(title="结果")
    held_on: date = Field(title="日期")
    committee_id: UUID | None = Field(title="委员会编号")
    notice_id: UUID | None = Field(title="公示编号")
    entitled: int | None = Field(title="应到人数")
    in_favour: int | None = Field(title="同意票")
    against: int | None = Field(title="反对票")
    abstained: int | None = Field(title="弃权票")
    said: str = Field(title="意见")
    paper_ids: list[UUID] = Field(title="材料编号")
    decided_by: str = Field(title="登记人")
    votes: list[VoteView] = Field(title="逐人表决", description="委员会评审的环节才有")

    @computed_field(title="结果名称")  # type: ignore[prop-decorator]
    @property
    def outcome_name(self) -> str:
        return OUTCOME_NAMES[self.outcome]


class StepView(View):
    """A step of the chain that a project goes through."""

    code: str = Field(title="环节代码")
    title: str = Field(title="环节")
    level: Level = Field(title="办理层级")
    kind: StepKind = Field(title="办理方式")
    body: str = Field(title="办理主体")
    papers: list[str] = Field(title="须附材料", description="种类代码和名称")
    is_passed: bool = Field(title="本次提交是否已通过")
    is_next: bool = Field(title="是否轮到")
    reference: str = Field(title="依据")

    @computed_field(title="办理层级名称")  # type: ignore[prop-decorator]
    @property
    def level_name(self) -> str:
        return LEVEL_NAMES[self.level]

    @computed_field(title="办理方式名称")  # type: ignore[prop-decorator]
    @property
    def kind_name(self) -> str:
        return STEP_KIND_NAMES[self.kind]


class ChainView(View):
    """The chain of a project, and everything that was done in it."""

    policy: str | None = Field(title="适用规则")
    round: int = Field(title="第几次提交")
    steps: list[StepView] = Field(title="评审程序")
    done: list[StepDone] = Field(title="已办环节", description="含以前各次提交的")
