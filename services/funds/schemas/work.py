"""Progress, inspections, hand-over, maintenance, benefits and results, in and out."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.work import CONCLUSION_NAMES, INSPECTION_NAMES, Conclusion, InspectionKind
from services.funds.schemas.project import YEAR, PaperIds
from shared.money import Yuan, YuanShown
from shared.schemas import Form, View


class ReportProgress(Form):
    """How far the work is."""

    reported_on: date = Field(title="日期", examples=["2020-10-10"])
    percent: int = Field(title="工程进度（%）", ge=0, le=100, examples=[45])
    said: str = Field(title="进展说明", min_length=2, max_length=500, examples=["主体完成 6 座"])
    paper_ids: PaperIds = Field(default=[])


class FindingForm(Form):
    """Something to be mended."""

    found: str = Field(title="问题", min_length=2, max_length=500, examples=["2 号棚墙体厚度不足"])
    due_on: date = Field(title="整改期限", examples=["2020-11-10"])


class InspectProject(Form):
    """What an inspection found."""

    kind: InspectionKind = Field(title="检查类别", examples=["mid-check"])
    held_on: date = Field(title="日期", examples=["2020-10-25"])
    body: str = Field(title="检查（验收）单位", min_length=2, max_length=100, examples=["区扶贫办、区财政局联合检查组"])
    conclusion: Conclusion = Field(title="结论", examples=["with-defects"])
    said: str = Field(title="意见", min_length=2, max_length=500, examples=["进度正常，局部质量需整改"])
    findings: list[FindingForm] = Field(default=[], title="问题", max_length=50)
    paper_ids: PaperIds = Field(default=[])


class MendFinding(Form):
    """Something was mended."""

    mended_on: date = Field(title="整改完成日期", examples=["2020-11-05"])
    mended: str = Field(title="整改情况", min_length=2, max_length=500, examples=["已加厚并复测"])
    paper_ids: PaperIds = Field(default=[])


class ThingForm(Form):
    """One thing that is handed over."""

    title: str = Field(title="资产名称", min_length=2, max_length=100, examples=["冬暖式蔬菜大棚"])
    quantity: int = Field(title="数量", ge=1, le=1_000_000, examples=[12])
    unit: str = Field(title="单位", min_length=1, max_length=20, examples=["座"])
    value_fen: Annotated[Yuan, Field(gt=0)] = Field(alias="value_yuan", title="原值（元）", examples=["580000.00"])


class DutyForm(Form):
    """What has to be looked after, by whom, how often."""

    title: str = Field(title="管护事项", min_length=2, max_length=100, examples=["棚体和排水巡查"])
    keeper: str = Field(title="管护单位", min_length=2, max_length=100, examples=["村股份经济合作社"])
    every_days: int = Field(title="周期（天）", ge=1, le=3660, examples=[90])


class HandOverProject(Form):
    """A project is handed over to whoever will own it."""

    receiver: str = Field(title="接收单位", min_length=2, max_length=100, examples=["村股份经济合作社"])
    handed_over_on: date = Field(title="移交日期", examples=["2021-01-20"])
    things: list[ThingForm] = Field(title="移交资产", min_length=1, max_length=200)
    duties: list[DutyForm] = Field(title="管护责任", min_length=1, max_length=50)
    said: str = Field(default="", title="说明", max_length=500)
    paper_ids: PaperIds = Field(default=[])


class RecordMaintenance(Form):
    """A duty was done."""

    done_on: date = Field(title="日期", examples=["2021-04-15"])
    said: str = Field(title="管护情况", min_length=2, max_length=500, examples=["更换棚膜 3 座"])
    paper_ids: PaperIds = Field(default=[])


class RecordBenefit(Form):
    """What people had of a project: totals alone, no household by name."""

    year: int = YEAR
    distributed_on: date = Field(title="分配日期", examples=["2021-12-20"])
    manner: str = Field(title="分配方式", min_length=2, max_length=200, examples=["租金按需分配，公益岗位工资"])
    amount_fen: Yuan = Field(alias="amount_yuan", title="分配金额（元）", examples=["42000.00"])
    households: int = Field(title="受益户数", ge=1, le=1_000_000, examples=[36])
    persons: int = Field(title="受益人数", ge=1, le=10_000_000, examples=[88])
    paper_ids: PaperIds = Field(default=[])


class ResultForm(Form):
    """What came of one target."""

    line: int = Field(title="指标序号", ge=1, le=30, examples=[1])
    actual: Decimal = Field(title="完成值", ge=0, max_digits=14, decimal_places=4, examples=["12"])
    note: str = Field(default="", title="说明", max_length=500)


class MeasureTargets(Form):
    """What came of all targets of a project."""

    measured_on: date = Field(title="自评日期", examples=["2021-01-10"])
    results: list[ResultForm] = Field(title="完成情况", min_length=1, max_length=30)


class ReportView(View):
    """A progress report."""

    id: UUID = Field(title="报告编号")
    reported_on: date = Field(title="日期")
    percent: int = Field(title="工程进度（%）")
    said: str = Field(title="进展说明")
    reported_by: str = Field(title="报送人")
    paper_ids: list[UUID] = Field(title="材料编号")


class FindingView(View):
    """Something that an inspection found."""

    id: UUID = Field(title="问题编号")
    inspection_id: UUID = Field(title="检查编号")
    found: str = Field(title="问题")
    due_on: date = Field(title="整改期限")
    mended_on: date | None = Field(title="整改完成日期")
    mended: str | None = Field(title="整改情况")
    paper_ids: list[UUID] = Field(title="材料编号")


class InspectionView(View):
    """An inspection."""

    id: UUID = Field(title="检查编号")
    kind: InspectionKind = Field(title="检查类别")
    held_on: date = Field(title="日期")
    body: str = Field(title="检查（验收）单位")
    conclusion: Conclusion = Field(title="结论")
    said: str = Field(title="意见")
    paper_ids: list[UUID] = Field(title="材料编号")

    @computed_field(title="检查类别名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def kind_name(self) -> str:
        return INSPECTION_NAMES[self.kind]

    @computed_field(title="结论名称")  # type: ignore[prop-decorator]
    @property
    def conclusion_name(self) -> str:
        return CONCLUSION_NAMES[self.conclusion]


class ThingView(View):
    """One thing that was handed over."""

    title: str = Field(title="资产名称")
    quantity: int = Field(title="数量")
    unit: str = Field(title="单位")
    value_fen: YuanShown = Field(alias="value_yuan", title="原值（元）")


class HandOverView(View):
    """To whom a project was handed over."""

    receiver: str = Field(title="接收单位")
    handed_over_on: date = Field(title="移交日期")
    said: str = Field(title="说明")
    paper_ids: list[UUID] = Field(title="材料编号")
    things: list[ThingView] = Field(title="移交资产")


class DutyDoneView(View):
    """A duty that was done."""

    done_on: date = Field(title="日期")
    said: str = Field(title="管护情况")
    paper_ids: list[UUID] = Field(title="材料编号")


class MaintenanceView(View):
    """What is looked after, and when it was."""

    id: UUID = Field(title="管护事项编号")
    title: str = Field(title="管护事项")
    keeper: str = Field(title="管护单位")
    every_days: int = Field(title="周期（天）")
    due_on: date = Field(title="下次期限")
    done: list[DutyDoneView] = Field(title="管护记录")


class BenefitView(View):
    """What people had of a project in a year."""

    year: int = Field(title="年度")
    distributed_on: date = Field(title="分配日期")
    manner: str = Field(title="分配方式")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="分配金额（元）")
    households: int = Field(title="受益户数")
    persons: int = Field(title="受益人数")
    paper_ids: list[UUID] = Field(title="材料编号")


class WorkView(View):
    """All that was done on a project since its contract."""

    reports: list[ReportView] = Field(title="进度报告")
    inspections: list[InspectionView] = Field(title="检查与验收")
    findings: list[FindingView] = Field(title="问题与整改")
    hand_over: HandOverView | None = Field(title="移交")
    maintenance: list[MaintenanceView] = Field(title="管护")
    benefits: list[BenefitView] = Field(title="收益分配")
