"""What callers get of renovations."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.house import Grade
from services.housing.rules.household_question import QUESTION_NAMES, HouseholdQuestion
from services.housing.rules.mode import MODE_NAMES, Mode
from services.housing.rules.prefill import ToldFrom
from services.housing.rules.renovation import ACT_NAMES, LEVEL_NAMES, Act, Level, RenovationState, state_said
from services.housing.rules.works import ASSURANCE_NAMES, STAGE_NAMES, Assurance, Stage, StopWhy
from services.housing.schemas.house_money import HouseMoneyView
from services.housing.schemas.prefill import DifferenceView
from shared.money import YuanShown
from shared.schemas import View


class EventView(View):
    """A line of the record."""

    act: Act = Field(title="事项代码")
    level: Level | None = Field(title="办理层级")
    on: date = Field(title="日期")
    at: datetime = Field(title="登记时间")
    by: str = Field(title="办理人")
    said: str = Field(title="说明")
    present: int | None = Field(title="到会人数")
    agreed: int | None = Field(title="同意人数")
    is_sound: bool | None = Field(default=None, title="回访时住房是否完好", description="只有回访有")

    @computed_field(title="事项")  # type: ignore[prop-decorator]
    @property
    def act_name(self) -> str:
        return (LEVEL_NAMES[self.level] if self.level else "") + ACT_NAMES[self.act]


class DefectView(View):
    """A defect, and whether it was cured."""

    id: UUID = Field(title="问题编号")
    inspection_id: UUID = Field(title="检查编号")
    assurance: Assurance = Field(title="检查项代码")
    what: str = Field(title="问题")
    due_on: date = Field(title="整改期限")
    cured_on: date | None = Field(title="整改日期")
    cure: str = Field(title="整改情况")

    @computed_field(title="检查项")  # type: ignore[prop-decorator]
    @property
    def assurance_name(self) -> str:
        return ASSURANCE_NAMES[self.assurance]


class InspectionView(View):
    """An inspection."""

    id: UUID = Field(title="检查编号")
    stage: Stage = Field(title="施工阶段代码")
    inspected_on: date = Field(title="检查日期")
    inspectors: str = Field(title="检查人")
    answers: dict[Assurance, bool] = Field(title="逐项结论")

    @computed_field(title="施工阶段")  # type: ignore[prop-decorator]
    @property
    def stage_name(self) -> str:
        return STAGE_NAMES[self.stage]


class RenovationLine(View):
    """A renovation in a list."""

    id: UUID = Field(title="改造编号")
    number: str = Field(title="改造编号（读数）")
    region: str = Field(title="村（社区）代码")
    household_id: UUID = Field(title="户标识")
    house_id: UUID = Field(title="住房编号")
    survey_id: UUID = Field(title="排查编号")
    grade: Grade = Field(title="住房等级")
    mode: Mode = Field(title="改造方式代码")
    state: RenovationState = Field(title="状态代码")
    is_urgent: bool = Field(title="是否因灾情优先", description="排在其他改造之前")
    has_stood: bool = Field(title="本级公示是否期满")
    applied_on: date = Field(title="申请日期")
    starts_on: date | None = Field(title="约定开工日期")
    ends_on: date | None = Field(title="约定完工日期")
    finished_on: date | None = Field(title="完工日期")
    standard_fen: YuanShown = Field(alias="standard_yuan", title="申请时的补助标准（元）")
    stop_why: StopWhy | None = Field(title="停工原因代码")
    asks: HouseholdQuestion | None = Field(title="这户有何变化待镇街明确", description="为空的没有")

    @computed_field(title="待明确的变化")  # type: ignore[prop-decorator]
    @property
    def asks_name(self) -> str:
        return QUESTION_NAMES[self.asks] if self.asks else ""

    @computed_field(title="状态")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return state_said(self.state, self.mode)

    @computed_field(title="改造方式")  # type: ignore[prop-decorator]
    @property
    def mode_name(self) -> str:
        return MODE_NAMES[self.mode]


class NextStepView(View):
    """What is to be done next."""

    what: str = Field(title="下一步")
    who: str = Field(title="由谁办理")
    until: date | None = Field(title="期限", description="没有规定或约定日期的为空")


class RenovationView(RenovationLine):
    """A renovation with its whole record."""

    groups: list[str] = Field(title="对象类别代码")
    persons: int = Field(title="人口数")
    mode_reason: str = Field(title="选择该方式的原因")
    looked_into: str = Field(title="核实说明")
    policy: str = Field(title="所依据的政策文件")
    policy_version: str = Field(title="政策文件版本")
    contractor_id: UUID | None = Field(title="施工方编号")
    planned_cost_fen: YuanShown | None = Field(alias="planned_cost_yuan", title="约定造价（元）")
    planned_area_m2: Decimal | None = Field(title="约定建筑面积（平方米）")
    retention_percent: Decimal | None = Field(title="质保金比例（%）")
    signed_on: date | None = Field(title="签订日期")
    started_on: date | None = Field(title="开工日期")
    acceptance_id: UUID | None = Field(title="验收编号")
    closed_on: date | None = Field(title="归档日期")
    visits_due: list[date] = Field(title="待回访的日期")
    asked_on: date | None = Field(title="这户的变化发生的日期")
    housed_in_id: UUID | None = Field(title="入住的住房标识")
    told_from: dict[str, ToldFrom] = Field(title="申请内容取自", description="register 登记所告，officer 工作人员填写")
    differences: list[DifferenceView] = Field(title="工作人员所填与登记不同之处")
    differs_because: str = Field(title="与登记不同的原因")
    next: NextStepView | None = Field(title="下一步", description="已经办结的为空")
    lacks: list[str] = Field(title="归档尚缺的材料")
    record: list[EventView] = Field(title="办理记录")
    inspections: list[InspectionView] = Field(title="检查")
    defects: list[DefectView] = Field(title="检查发现的问题")
    money: HouseMoneyView | None = Field(default=None, title="资金", description="没有预留的为空")
