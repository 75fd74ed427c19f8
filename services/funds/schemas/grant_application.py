"""Applications for the whole grant, as officers send and read them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.aid import PEOPLE_LIMIT
from services.funds.rules.aid_policy import LEVEL_NAMES, Level
from services.funds.rules.grant_application import APPLICATION_STATE_NAMES, VERDICT_NAMES, ApplicationState, Verdict
from services.funds.schemas.grant import PaperView
from services.funds.schemas.ledger import LineNumber
from shared.money import Yuan, YuanShown
from shared.regions import AnyRegion
from shared.schemas import Form, View

Code = Annotated[str, Field(pattern=r"^([a-z][a-z-]{0,31})?$")]
Explained = Annotated[str, Field(max_length=500)]


class WeighGrant(Form):
    """一户的情况，按规定算出全额。"""

    kind: Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,31}$")] = Field(
        title="救助类别", description="illness 重大疾病；education 教育支出；其余见当地规定", examples=["illness"]
    )
    people: int = Field(title="救助人数", ge=1, le=PEOPLE_LIMIT, examples=[1])
    months: int | None = Field(default=None, title="拟救助月数", description="不填的取规定的档次；不同的须写明理由", ge=1, le=36)
    burden_fen: Yuan | None = Field(
        default=None, alias="burden_yuan", title="家庭自负费用（元）", description="不填的取先行救助时所知的"
    )
    least_of: Code = Field(default="", title="最低金额的对象", description="如 dibao-freshman 低保家庭大一新生")
    heavy_fen: Yuan | None = Field(
        default=None, alias="heavy_yuan", title="重大个案拟救助金额（元）", description="一事一议，须写明理由并由县区审批", gt=0
    )
    explanation: Explained = Field(default="", title="理由", description="月数与档次不同、重大个案的必填；加密保存")
    surveyed_on: date = Field(title="入户核查日期", examples=["2020-06-03"])
    surveyors: list[Annotated[str, Field(min_length=1, max_length=60)]] = Field(
        title="入户核查人员", min_length=1, max_length=10, examples=[["镇街民政张某", "村干部李某"]]
    )


class DraftApplication(WeighGrant):
    """拟一份临时救助申请。"""

    grant_id: UUID | None = Field(default=None, title="先行救助的救助金编号", description="没有先行救助的不填")
    household_id: UUID = Field(title="户标识", examples=["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"])
    region: Annotated[AnyRegion, Field(min_length=12, max_length=12)] = Field(title="村（社区）代码", examples=["371311001001"])


class DecideApplication(Form):
    """镇街或县区的审批意见。"""

    verdict: Verdict = Field(title="结论", description="agree 同意；send-back 退回补正；refuse 不予批准")
    said: str = Field(title="意见", min_length=2, max_length=500, description="加密保存", examples=["情况属实，同意"])
    amount_fen: Yuan | None = Field(
        default=None,
        alias="amount_yuan",
        title="所见的全额（元）",
        description="同意的必填，与申请一致才办理：防止看到的和批准的不同",
    )
    is_repeat_judged: bool = Field(default=False, title="已核对近期救助，不属于重复申请")
    recovers_first_aid: bool = Field(
        default=False, title="是否追回先行救助", description="不予批准且不符合先行救助条件的为真，随即发出追回通知"
    )
    line: LineNumber | None = Field(
        default=None, title="预算指标编号", description="县区审批的从哪条临时救助指标支付；不填的由系统选择有余额的"
    )


class EarlierView(View):
    """Another aid to this household or to kin."""

    relation_name: str = Field(title="与该户的关系")
    cause_name: str = Field(title="事由")
    on: date = Field(title="日期")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    town: str = Field(title="镇街代码")
    is_repeat: bool = Field(title="是否疑似重复", description="规定月数以内的同一事由，或有共同成员的另一户")


class GrantDecisionView(View):
    """Somebody's word on an application."""

    level: Level = Field(title="层级")
    verdict: Verdict = Field(title="结论")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="全额（元）")
    said: str = Field(title="意见", description="审计只见结论，不见意见文字")
    is_repeat_judged: bool = Field(title="已核对不属于重复申请")
    decided_by: str = Field(title="审批人")
    decided_at: datetime = Field(title="审批时间")

    @computed_field(title="层级名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def level_name(self) -> str:
        return LEVEL_NAMES[self.level]

    @computed_field(title="结论名称")  # type: ignore[prop-decorator]
    @property
    def verdict_name(self) -> str:
        return VERDICT_NAMES[self.verdict]


class ApplicationLine(View):
    """An application in a list."""

    id: UUID = Field(title="申请标识")
    number: str = Field(title="申请编号")
    grant_id: UUID | None = Field(title="先行救助的救助金编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    kind: str = Field(title="救助类别")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="全额（元）")
    first_aid_fen: YuanShown = Field(alias="first_aid_yuan", title="抵扣的先行救助（元）")
    to_pay_fen: YuanShown = Field(alias="to_pay_yuan", title="应再发放（元）")
    level: Level = Field(title="审批权限")
    state: ApplicationState = Field(title="状态")
    submitted_at: datetime | None = Field(title="提交时间")
    decide_by: datetime | None = Field(title="审批期限")
    decided_at: datetime | None = Field(title="办结时间")
    held_code: str = Field(title="未能转入发放的原因代码", description="公示未满、资金不足等；没有的为空，条件具备后自动再试")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return APPLICATION_STATE_NAMES[self.state]

    @computed_field(title="审批权限名称")  # type: ignore[prop-decorator]
    @property
    def level_name(self) -> str:
        return LEVEL_NAMES[self.level]


class ApplicationView(ApplicationLine):
    """An application with every reason, paper, finding and decision."""

    kind_name: str = Field(title="救助类别名称")
    people: int = Field(title="救助人数")
    months: int = Field(title="月数")
    suggested_months: int = Field(title="规定档次的月数")
    burden_fen: YuanShown | None = Field(alias="burden_yuan", title="家庭自负费用（元）")
    is_heavy: bool = Field(title="是否重大个案")
    line_fen: YuanShown = Field(alias="line_yuan", title="城市低保标准（元/人·月）")
    line_policy: str = Field(title="低保标准的政策文件")
    has_notice: bool = Field(title="是否须公示")
    clause: str = Field(title="审批依据")
    reasons: list[str] = Field(title="逐条理由")
    policy: str = Field(title="政策文件")
    policy_version: str = Field(title="政策文件版本")
    weighed_on: date = Field(title="计算日期")
    surveyed_on: date = Field(title="入户核查日期")
    surveyors: list[str] = Field(title="入户核查人员")
    explanation: str = Field(title="申请理由")
    required_papers: list[PaperView] = Field(title="应有的材料")
    missing_papers: list[PaperView] = Field(title="尚缺的材料")
    checked_at: datetime | None = Field(title="重复申请核对时间")
    earlier: list[EarlierView] = Field(title="本户和共同成员户获得的其他救助")
    decisions: list[GrantDecisionView] = Field(title="审批意见")
    notice_id: UUID | None = Field(title="公示编号")
    budget_line: str = Field(title="预算指标编号")
    payment_id: UUID | None = Field(title="发放编号")
    payment_state_name: str = Field(title="发放状态", description="还没有转入发放的为空")
