"""Plans, their measures and what is done about them, as the doors take and show them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.rules.measure import OTHER_MEASURE, Nature
from shared.money import Yuan, YuanShown
from shared.regions import AnyRegion
from shared.schemas import Form, View

Paper = Annotated[str, Field(min_length=1, max_length=200)]
Days = Annotated[int, Field(ge=0, le=20_000)]
DEPARTMENTS = "village、town、civil-affairs、health、education、labour、agriculture、housing、finance 等"


class AddMeasure(Form):
    """A measure of the place's file that no rule proposed, or one of the officer's own wording."""

    measure: str = Field(
        title="措施代码",
        description=f"当地帮扶措施文件中的一项；自拟的填 {OTHER_MEASURE}，并写 title、nature、department",
        max_length=40,
        examples=["small-loan"],
    )
    reason: str = Field(title="为什么增加", min_length=4, max_length=500, examples=["户主申请贷款养牛，已有销路"])
    title: str | None = Field(default=None, title="自拟措施的名称", min_length=2, max_length=60)
    nature: Nature | None = Field(default=None, title="自拟措施的类别")
    department: str | None = Field(
        default=None, title="责任部门", description=DEPARTMENTS, pattern=r"^[a-z][a-z-]*$", max_length=40
    )
    person_ids: list[UUID] = Field(default=[], title="针对的成员", description="不填为全家", max_length=30)
    does: str = Field(default="", title="做什么", max_length=500)
    starts_on: date | None = Field(default=None, title="开始日期", description="不填为今天，下一年度的为一月一日")
    due_on: date | None = Field(default=None, title="期限", description="不填按文件的期限")
    expected_fen: Yuan | None = Field(default=None, alias="expected_yuan", title="预期金额（元）")


class ChangeMeasure(Form):
    """What is otherwise from now on; what is not written stays."""

    reason: str = Field(title="为什么调整", min_length=4, max_length=500, examples=["培训班推迟到秋后"])
    person_ids: list[UUID] | None = Field(default=None, title="针对的成员", max_length=30)
    does: str | None = Field(default=None, title="做什么", max_length=500)
    department: str | None = Field(
        default=None, title="责任部门", description=DEPARTMENTS, pattern=r"^[a-z][a-z-]*$", max_length=40
    )
    starts_on: date | None = Field(default=None, title="开始日期")
    due_on: date | None = Field(default=None, title="期限")
    expected_fen: Yuan | None = Field(default=None, alias="expected_yuan", title="预期金额（元）")


class RecordResult(Form):
    """What a measure has brought: money, days of work, or what it did."""

    happened_on: date = Field(title="日期", examples=["2020-06-20"])
    amount_fen: Yuan | None = Field(default=None, alias="amount_yuan", title="金额（元）")
    work_days: Days | None = Field(default=None, title="务工天数")
    effect: str = Field(default="", title="做了什么", max_length=1000, examples=["到区职业学校培训养殖技术 15 天"])
    papers: list[Paper] = Field(default=[], title="证明材料", max_length=20)


class FinishMeasure(Form):
    """That a measure is done, and what proves it."""

    finished_on: date = Field(title="完成日期", examples=["2020-11-30"])
    effect: str = Field(title="成效", min_length=2, max_length=1000, examples=["已领养老补助，参保登记完成"])
    amount_fen: Yuan | None = Field(default=None, alias="amount_yuan", title="最后一笔金额（元）")
    work_days: Days | None = Field(default=None, title="务工天数")
    papers: list[Paper] = Field(title="证明材料", description="应有的材料见措施的 proof", max_length=20, examples=[["结业证"]])


class DropMeasure(Form):
    """That a measure is not to be done after all."""

    reason: str = Field(title="为什么取消", min_length=4, max_length=500, examples=["长子外出务工，不再需要本地岗位"])


class AgreePlan(Form):
    """Who of the household signed the plan as it stands."""

    signed_on: date = Field(title="签字日期", examples=["2020-06-10"])
    person_id: UUID | None = Field(default=None, title="签字的成员", description="户主或其他成年成员")
    guardian: str = Field(
        default="", title="监护人的身份", description="全家没有成年人时填写，如：祖父（不写姓名）", max_length=60
    )
    papers: list[Paper] = Field(title="签字的文书", min_length=1, max_length=10, examples=[["帮扶计划签字页"]])


class DraftPlans(Form):
    """Plans for every household of a place that has none."""

    region: AnyRegion = Field(title="辖区代码", description="一个村（社区）或镇街", examples=["371311001001"])
    year: int = Field(title="年度", description="今年或明年", ge=2010, le=2100, examples=[2020])
    limit: int = Field(default=50, title="至多制订几户", description="其余的再次提交", ge=1, le=100)


class DraftedView(View):
    """What was drafted at once."""

    drafted: list[UUID] = Field(title="已制订的户")
    is_complete: bool = Field(title="是否已全部制订", description="否则再次提交，直到全部制订")


class ResultView(View):
    """One entry of a plan's history."""

    kind: str = Field(title="事项")
    kind_name: str = Field(title="事项名称")
    number: int | None = Field(title="措施序号", description="为空表示整份计划")
    happened_on: date = Field(title="日期")
    reason: str = Field(title="理由")
    amount_fen: YuanShown | None = Field(alias="amount_yuan", title="金额（元）")
    work_days: int | None = Field(title="务工天数")
    effect: str = Field(title="内容")
    papers: list[str] = Field(title="材料")
    recorded_by: str = Field(title="登记人")
    recorded_at: datetime = Field(title="登记时间")


class MeasureView(View):
    """A measure as it stands."""

    number: int = Field(title="序号")
    measure: str = Field(title="措施代码")
    title: str = Field(title="措施")
    nature: Nature = Field(title="类别")
    nature_name: str = Field(title="类别名称")
    department: str = Field(title="责任部门")
    department_name: str = Field(title="责任部门名称")
    origin: str = Field(title="由来")
    origin_name: str = Field(title="由来名称")
    person_ids: list[UUID] = Field(title="针对的成员", description="空为全家")
    does: str = Field(title="做什么")
    why: str = Field(title="为什么")
    clause: str = Field(title="依据")
    proof: list[str] = Field(title="应有的证明材料")
    starts_on: date = Field(title="开始日期")
    due_on: date = Field(title="期限")
    expected_fen: YuanShown | None = Field(alias="expected_yuan", title="预期金额（元）")
    spent_fen: YuanShown = Field(alias="spent_yuan", title="已落实金额（元）")
    work_days: int = Field(title="已务工天数")
    state: str = Field(title="状态")
    state_name: str = Field(title="状态名称")
    ended_on: date | None = Field(title="完成或取消日期")
    is_late: bool = Field(title="是否逾期")


class PlannedView(MeasureView):
    """A measure in a list, with its household."""

    household_id: UUID = Field(title="户标识")
    household_code: str | None = Field(title="户编号")
    year: int = Field(title="年度")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")


class PlanLine(View):
    """A plan without its measures."""

    plan_id: UUID = Field(title="计划编号")
    household_id: UUID = Field(title="户标识")
    household_code: str | None = Field(default=None, title="户编号")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    year: int = Field(title="年度")
    kind: str = Field(title="户类型")
    kind_name: str = Field(title="户类型名称")
    causes: list[str] = Field(title="致贫原因", description="制订时的，第一个为主要原因")
    policy: str = Field(title="所依据的措施文件")
    policy_version: str = Field(title="文件版本")
    standing: str = Field(title="是否有效", description="draft 未经户同意、valid 有效、outdated 调整后未经户同意")
    standing_name: str = Field(title="是否有效（名称）")
    agreed_on: date | None = Field(title="户签字日期")
    made_by: str = Field(title="制订人")
    made_at: datetime = Field(title="制订时间")


class PlanView(PlanLine):
    """A household's plan of a year."""

    measures: list[MeasureView] = Field(title="措施")
    steps: list[ResultView] = Field(title="经过")
    done: int = Field(title="已完成")
    open: int = Field(title="未完成")
    late: int = Field(title="逾期")
    expected_fen: YuanShown = Field(alias="expected_yuan", title="预期金额合计（元）")
    spent_fen: YuanShown = Field(alias="spent_yuan", title="已落实金额合计（元）")
    work_days: int = Field(title="务工天数合计")


class GapView(View):
    """A household that something is missing for."""

    household_id: UUID = Field(title="户标识")
    household_code: str | None = Field(title="户编号")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    measures: int = Field(title="逾期的措施数")
    since_on: date | None = Field(title="自何日起", description="最早的期限，或纳入监测的日期")


class RuleOfMeasureView(View):
    """A measure of the place's file."""

    measure: str = Field(title="措施代码")
    batch: int | None = Field(title="“九个一批”的第几批")
    title: str = Field(title="措施")
    nature: Nature = Field(title="类别")
    nature_name: str = Field(title="类别名称")
    does: str = Field(title="做什么")
    department: str = Field(title="责任部门")
    department_name: str = Field(title="责任部门名称")
    of: list[str] = Field(title="适用的户类型")
    causes: list[str] = Field(title="对应的致贫原因")
    traits: list[str] = Field(title="对应的家庭情况")
    needs: list[str] = Field(title="还须具备")
    unless: list[str] = Field(title="除外")
    term_days: int = Field(title="期限（天）")
    expected_fen: YuanShown | None = Field(alias="expected_yuan", title="标准（元）")
    proof: list[str] = Field(title="证明材料")
    clause: str = Field(title="依据")


class MeasuresInPlace(View):
    """What a place's file proposes."""

    policy: str = Field(title="文件")
    title: str = Field(title="名称")
    version: str = Field(title="版本")
    terms: str = Field(title="期限与证明材料的依据")
    rules: list[RuleOfMeasureView] = Field(title="措施")


class TallyOfMeasures(View):
    """How measures stand, of a place, a kind, or both."""

    by: str = Field(title="分组", description="all 合计、place 各地、nature 各类、cell 各地各类、measure 各项")
    place: str = Field(title="辖区代码")
    place_name: str = Field(title="辖区")
    nature: str = Field(title="类别")
    title: str = Field(title="名称")
    measures: int = Field(title="措施数")
    households: int = Field(title="户数")
    planned: int = Field(title="未开始")
    under_way: int = Field(title="实施中")
    done: int = Field(title="已完成")
    dropped: int = Field(title="已取消")
    late: int = Field(title="逾期")
    done_per_mille: int | None = Field(title="完成率（千分之）", description="已完成÷（措施数－已取消）")
    spent_fen: YuanShown = Field(alias="spent_yuan", title="已落实金额（元）")
    work_days: int = Field(title="务工天数")


class GapCount(View):
    """How many households of a place lack something."""

    place: str = Field(title="辖区代码")
    place_name: str = Field(title="辖区")
    needing: int = Field(title="应有计划的户数")
    counts: dict[str, int] = Field(title="各种缺口的户数")


class PlanBoard(View):
    """Measures and gaps of a place and year."""

    region: str = Field(title="辖区代码")
    year: int = Field(title="年度")
    tallies: list[TallyOfMeasures] = Field(title="措施")
    gaps: list[GapCount] = Field(title="缺口", description="第一行为合计")
