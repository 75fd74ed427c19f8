"""Projects as they are proposed, decided on, listed and shown."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, computed_field

from services.funds.rules.account import SOURCE_NAMES, Source
from services.funds.rules.project import (
    ACT_NAMES,
    PROJECT_KIND_NAMES,
    PROJECT_STATE_NAMES,
    STAGE_NAMES,
    Act,
    ProjectKind,
    ProjectState,
)
from services.funds.rules.proposal import Proposal
from services.funds.rules.target import TARGET_KIND_NAMES, WANTED_NAMES, TargetKind, Wanted
from services.funds.schemas.ledger import LineNumber
from shared.money import Yuan, YuanShown
from shared.regions import AnyRegion, name_of
from shared.schemas import Form, PersonName, View

YEAR = Field(title="年度", ge=2000, le=2100, examples=[2020])
PaperIds = Annotated[list[UUID], Field(max_length=50, title="材料编号", description="先上传到该项目（POST /papers），再填写")]


def _place(code: str) -> str:
    if len(code) not in (6, 9, 12):
        raise ValueError("项目所在地应为 6 位县区、9 位镇街或 12 位村代码")
    return code


PlaceCode = Annotated[AnyRegion, AfterValidator(_place)]


class SourceForm(Form):
    """One source of a project's money."""

    source: Source = Field(title="资金来源", examples=["central"])
    amount_fen: Annotated[Yuan, Field(gt=0)] = Field(alias="amount_yuan", title="金额（元）", examples=["300000.00"])


class TargetForm(Form):
    """One performance target."""

    kind: TargetKind = Field(title="指标类别", examples=["output"])
    title: str = Field(title="指标", min_length=2, max_length=100, examples=["建成蔬菜大棚数量"])
    unit: str = Field(title="计量单位", min_length=1, max_length=20, examples=["座"])
    wanted: Wanted = Field(default=Wanted.AT_LEAST, title="方向", examples=["at-least"])
    planned: Decimal = Field(title="目标值", gt=0, max_digits=14, decimal_places=4, examples=["12"])
    weight: int = Field(title="权重", description="各指标合计 100", ge=1, le=100, examples=[100])


class ProposeProject(Form):
    """What the 2018 guideline wants known of every project: 名称 地点 任务 标准 来源规模 期限 单位责任人 绩效 带贫."""

    region: PlaceCode = Field(title="所在地区划代码", examples=["371311001001"])
    kind: ProjectKind = Field(title="类别", examples=["industry"])
    title: str = Field(title="名称", min_length=4, max_length=100, examples=["蔬菜大棚建设项目"])
    place: str = Field(title="建设地点", min_length=2, max_length=200, examples=["村东南地块"])
    task: str = Field(title="建设任务", min_length=2, max_length=200, examples=["新建冬暖式蔬菜大棚 12 座"])
    standard: str = Field(title="补助（建设）标准", min_length=2, max_length=200, examples=["每座补助 50000 元"])
    sources: list[SourceForm] = Field(title="资金来源和规模", min_length=1, max_length=8)
    starts_on: date = Field(title="开工日期", examples=["2020-09-01"])
    ends_on: date = Field(title="完工日期", examples=["2020-12-31"])
    unit: str = Field(title="实施单位", min_length=2, max_length=100, examples=["罗庄街道办事处"])
    responsible: PersonName = Field(title="责任人", examples=["王建国"])
    mechanism: str = Field(title="带贫机制", min_length=2, max_length=200, examples=["大棚出租，租金用于帮扶和公益岗位"])
    households: int = Field(title="带动户数", ge=1, le=1_000_000, examples=[36])
    persons: int = Field(title="带动人数", ge=1, le=10_000_000, examples=[88])
    targets: list[TargetForm] = Field(title="绩效目标", min_length=1, max_length=30)


PUBLISHED = ("title", "place", "task", "standard", "unit", "mechanism")


def said_of(form: ProposeProject) -> Proposal:
    """A proposal as the rules look at it."""
    return Proposal(
        form.starts_on,
        form.ends_on,
        tuple(each.source for each in form.sources),
        tuple(each.weight for each in form.targets),
        form.households,
        form.persons,
        form.responsible,
        tuple((field, getattr(form, field)) for field in PUBLISHED),
    )


class ApproveProject(Form):
    """The decision that a project is to be carried out."""

    approved_under: str = Field(title="批复文号", min_length=4, max_length=60, examples=["罗政农字〔2020〕15号"])
    amount_fen: Annotated[Yuan, Field(gt=0)] = Field(alias="amount_yuan", title="批复金额（元）", examples=["600000.00"])
    lines: Annotated[list[LineNumber], Field(max_length=20)] = Field(
        default=[],
        title="预算指标编号",
        description="从哪些指标安排：批复金额按申报的各来源分摊，每个来源从其指标划入本项目的指标；不填的只分摊，以后另行下达",
        examples=[["B-371311-2020-0001"]],
    )
    paper_ids: PaperIds = Field(default=[])


class PlanProject(Form):
    """A project enters the plan of a year."""

    year: int = YEAR


class AbandonProject(Form):
    """A project is given up."""

    reason: str = Field(title="终止原因", min_length=4, max_length=200, examples=["用地未获批准，经研究不再实施"])


class TargetView(View):
    """A performance target and what came of it."""

    line: int = Field(title="序号")
    kind: TargetKind = Field(title="指标类别")
    title: str = Field(title="指标")
    unit: str = Field(title="计量单位")
    wanted: Wanted = Field(title="方向")
    planned: Decimal = Field(title="目标值")
    weight: int = Field(title="权重")
    actual: Decimal | None = Field(title="完成值", description="未填报的为空")
    points: int | None = Field(title="得分", description="单位：百分之一分；未填报的为空")
    note: str = Field(title="说明")

    @computed_field(title="指标类别名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def kind_name(self) -> str:
        return TARGET_KIND_NAMES[self.kind]

    @computed_field(title="目标")  # type: ignore[prop-decorator]
    @property
    def promise(self) -> str:
        return f"{WANTED_NAMES[self.wanted]} {self.planned.normalize():f} {self.unit}"


class SourceView(View):
    """One source of a project's money."""

    source: Source = Field(title="资金来源")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")

    @computed_field(title="来源名称")  # type: ignore[prop-decorator]
    @property
    def name(self) -> str:
        return SOURCE_NAMES[self.source]


class FundingView(View):
    """What a project took of a budget line when it was approved."""

    source: Source = Field(title="资金来源")
    line: str = Field(title="项目的指标编号")
    from_line: str = Field(title="从哪条指标划入", description="原来就下达给本项目的为空")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="安排金额（元）")
    available_fen: YuanShown = Field(alias="available_yuan", title="可用（元）")


class ProjectSourceView(SourceView):
    """The same of a project, with its part of what was approved and the lines that bear it."""

    approved_fen: YuanShown | None = Field(alias="approved_yuan", title="批复分摊（元）", description="没有批复的为空")
    funding: list[FundingView] = Field(title="资金安排", description="从哪些指标安排；批复时没有指明指标的为空")


class ProjectLine(View):
    """A project in a list."""

    id: UUID = Field(title="项目编号（系统）")
    number: str = Field(title="项目编号")
    region: str = Field(title="所在地区划代码")
    kind: ProjectKind = Field(title="类别")
    title: str = Field(title="名称")
    state: ProjectState = Field(title="状态")
    planned_fen: YuanShown = Field(alias="planned_yuan", title="计划资金（元）")
    approved_fen: YuanShown | None = Field(alias="approved_yuan", title="批复资金（元）")
    plan_year: int | None = Field(title="计划年度")
    percent: int = Field(title="工程进度（%）")
    due_on: date | None = Field(title="待办期限")
    due_for: str | None = Field(title="待办事项")

    @computed_field(title="所在地")  # type: ignore[prop-decorator]
    @property
    def region_name(self) -> str:
        return name_of(self.region)

    @computed_field(title="类别名称")  # type: ignore[prop-decorator]
    @property
    def kind_name(self) -> str:
        return PROJECT_KIND_NAMES[self.kind]

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return PROJECT_STATE_NAMES[self.state]

    @computed_field(title="阶段")  # type: ignore[prop-decorator]
    @property
    def stage(self) -> str:
        return STAGE_NAMES[self.state]


class EventView(View):
    """A line of a project's timeline."""

    act: Act = Field(title="事项")
    state: ProjectState = Field(title="办理后的状态")
    done_on: date = Field(title="日期")
    done_by: str = Field(title="办理人")
    said: str = Field(title="内容")
    amount_fen: YuanShown | None = Field(alias="amount_yuan", title="金额（元）")
    about_id: UUID | None = Field(title="所关记录", description="合同、付款、检查等的编号")
    paper_ids: list[UUID] = Field(title="材料编号")
    at: datetime = Field(title="登记时间")

    @computed_field(title="事项名称")  # type: ignore[prop-decorator]
    @property
    def name(self) -> str:
        return ACT_NAMES[self.act]


class ProjectView(ProjectLine):
    """A project with all that is known of it."""

    place: str = Field(title="建设地点")
    task: str = Field(title="建设任务")
    standard: str = Field(title="补助（建设）标准")
    starts_on: date = Field(title="开工日期")
    ends_on: date = Field(title="完工日期")
    unit: str = Field(title="实施单位")
    responsible: str = Field(title="责任人")
    mechanism: str = Field(title="带贫机制")
    households: int = Field(title="带动户数")
    persons: int = Field(title="带动人数")
    policy: str | None = Field(title="适用规则")
    policy_version: str | None = Field(title="规则版本")
    round: int = Field(title="第几次提交")
    proposed_by: str = Field(title="申报人")
    proposed_on: date = Field(title="申报日期")
    approved_by: str | None = Field(title="批复人")
    approved_on: date | None = Field(title="批复日期")
    approved_under: str | None = Field(title="批复文号")
    completed_on: date | None = Field(title="完工日期（实际）")
    accepted_on: date | None = Field(title="验收日期")
    handed_over_on: date | None = Field(title="移交日期")
    points: int | None = Field(title="绩效得分", description="单位：百分之一分")
    sources: list[ProjectSourceView] = Field(title="资金来源和规模")
    targets: list[TargetView] = Field(title="绩效目标")
    paid_fen: YuanShown = Field(alias="paid_yuan", title="已支付（元）")
    timeline: list[EventView] = Field(title="办理过程")


class BoardRow(View):
    """How many projects of a place, kind and state, and how much money."""

    region: str = Field(title="镇街或县区代码")
    kind: ProjectKind = Field(title="类别")
    state: ProjectState = Field(title="状态")
    projects: int = Field(title="项目数")
    planned_fen: YuanShown = Field(alias="planned_yuan", title="计划资金（元）")
    approved_fen: YuanShown = Field(alias="approved_yuan", title="批复资金（元）")

    @computed_field(title="地区名称")  # type: ignore[prop-decorator]
    @property
    def region_name(self) -> str:
        return name_of(self.region)

    @computed_field(title="类别名称")  # type: ignore[prop-decorator]
    @property
    def kind_name(self) -> str:
        return PROJECT_KIND_NAMES[self.kind]

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return PROJECT_STATE_NAMES[self.state]


class BoardView(View):
    """The library in figures."""

    rows: list[BoardRow] = Field(title="按地区、类别和状态")
    projects: int = Field(title="项目总数")
    late: int = Field(title="逾期未办的项目数")
