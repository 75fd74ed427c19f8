"""Facts, alerts, visits and rules of monitoring, as the doors take and show them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.rules.watch import FactKind
from shared.money import Yuan, YuanShown
from shared.schemas import Form, View

Paper = Annotated[str, Field(min_length=1, max_length=200)]


class ReportFact(Form):
    """Something that an officer or a department learnt of a household in the register."""

    household_id: UUID = Field(title="户标识", examples=["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"])
    person_id: UUID | None = Field(default=None, title="人员编号", description="与某一名成员有关的填写")
    kind: FactKind = Field(
        title="事实类别",
        description="disaster 受灾、accident 意外伤害、death 主要劳动力去世、disability 新增残疾、drop-out 失学辍学、"
        "job-loss 失业、premium-unpaid 未缴医保费、house-grade 房屋等级；医疗费用由结算自动登记",
        examples=["disaster"],
    )
    happened_on: date = Field(title="发生日期", examples=["2020-06-01"])
    amount_fen: Yuan | None = Field(default=None, alias="amount_yuan", title="损失或支出金额（元）")
    word: str = Field(default="", title="等级", description="房屋等级填 A、B、C、D", max_length=20)
    note: str = Field(default="", title="说明", description="不写姓名、证件号码、病情", max_length=200)


class RecordVisit(Form):
    """What was found at home."""

    visited_on: date = Field(title="入户日期", examples=["2020-06-03"])
    found: str = Field(title="核实的情况", min_length=4, max_length=1000, examples=["一间房进水，粮食受损"])
    is_in_need: bool = Field(title="是否确有困难", description="有返贫致贫风险，需要帮扶", examples=[True])
    papers: list[Paper] = Field(default=[], title="佐证材料", max_length=20)


class DecideAlert(Form):
    """The judgement on an alert."""

    is_confirmed: bool = Field(title="是否属实", description="属实的即时开立帮扶台账，或并入进行中的台账", examples=[True])
    reason: str = Field(title="理由", min_length=2, max_length=500, examples=["入户核实属实"])


class FactTaken(View):
    """What a reported fact led to."""

    fact_id: UUID = Field(title="事实编号")
    alert_ids: list[UUID] = Field(title="由此发出的预警", description="已在监测中的不重复预警")


class VisitView(View):
    """A visit."""

    visited_on: date = Field(title="入户日期")
    found: str = Field(title="核实的情况")
    is_in_need: bool = Field(title="是否确有困难")
    papers: list[str] = Field(title="佐证材料")
    recorded_by: str = Field(title="登记人")
    recorded_at: datetime = Field(title="登记时间")


class AlertLine(View):
    """An alert of a list."""

    alert_id: UUID = Field(title="预警编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    rule: str = Field(title="规则代码")
    title: str = Field(title="规则")
    trigger: str = Field(title="致困情形")
    trigger_name: str = Field(title="致困情形名称")
    help: str = Field(title="何时帮扶")
    help_name: str = Field(title="何时帮扶的说明")
    reasons: list[str] = Field(title="为什么预警", description="事实与门槛，逐条")
    clause: str = Field(title="依据的条款")
    raised_at: datetime = Field(title="预警时间")
    due_on: date = Field(title="入户核实期限")
    is_overdue: bool = Field(title="是否逾期")
    outcome: str | None = Field(title="结论")
    outcome_name: str = Field(title="结论名称", description="未作结论的为待核实")
    reason: str = Field(title="结论的理由")
    decided_by: str = Field(title="作出结论的人")
    decided_at: datetime | None = Field(title="作出结论的时间")


class AlertView(AlertLine):
    """An alert with what was found at home and the case that came of it."""

    policy: str = Field(title="政策文件")
    policy_version: str = Field(title="政策文件版本")
    amount_fen: YuanShown | None = Field(alias="amount_yuan", title="金额（元）")
    threshold_fen: YuanShown | None = Field(alias="threshold_yuan", title="门槛（元）")
    visits: list[VisitView] = Field(title="入户核实")
    case_id: UUID | None = Field(title="即时帮扶台账编号")


class RuleView(View):
    """A monitoring rule of a place, and how it has done."""

    rule: str = Field(title="规则代码")
    title: str = Field(title="规则")
    of: list[str] = Field(title="适用的户类型")
    help_name: str = Field(title="何时帮扶")
    verify_in_working_days: int = Field(title="入户核实期限（工作日）")
    threshold: str = Field(title="门槛", description="没有金额门槛的为空")
    is_idle: bool = Field(title="是否因当地没有公布标准而停用")
    clause: str = Field(title="依据的条款")
    policy: str = Field(title="政策文件")


class TallyView(View):
    """How one rule has done."""

    rule: str = Field(title="规则代码")
    title: str = Field(title="规则")
    alerts: int = Field(title="预警数")
    confirmed: int = Field(title="属实")
    dismissed: int = Field(title="排除")
    withdrawn: int = Field(title="事实已撤销")
    undecided: int = Field(title="待核实")
    overdue: int = Field(title="逾期未核实")
    precision_per_mille: int | None = Field(title="准确率（千分之）", description="属实 ÷（属实 + 排除）；没有结论的为空")
    median_hours: int | None = Field(title="从预警到结论的中位时间（小时）")
    within_term: int = Field(title="按期作出结论")


class SweepView(View):
    """One nightly sweep."""

    swept_on: date = Field(title="日期")
    households: int = Field(title="户数")
    alerts: int = Field(title="预警数")
    started_at: datetime = Field(title="开始时间")
    finished_at: datetime | None = Field(title="完成时间")
    took_s: int | None = Field(title="用时（秒）")


class WatchBoard(View):
    """The rules as operators see them."""

    region: str = Field(title="辖区代码", description="空为全部")
    since: date = Field(title="自何日起")
    rules: list[TallyView] = Field(title="各条规则")
    sweeps: list[SweepView] = Field(title="最近的全库排查")
