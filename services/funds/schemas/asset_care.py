"""Wear, inspections and disposals of assets, as officers send and read them."""

from datetime import date
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.asset import STATE_NAMES, AssetState
from services.funds.rules.asset_policy import STEP_NAMES, DisposalStep
from services.funds.rules.disposal import DISPOSAL_STATE_NAMES, WAY_NAMES, DisposalState, DisposalWay
from services.funds.schemas.asset import Holder
from shared.money import Yuan, YuanShown
from shared.schemas import Form, View


class InspectAsset(Form):
    """登记一次检查。"""

    inspected_on: date = Field(title="检查日期", examples=["2020-06-01"])
    found: AssetState = Field(title="检查结果", description="in-use 在用；idle 闲置；mending 待维修；lost 盘亏待查")
    finding: str = Field(title="情况说明", min_length=2, max_length=500, examples=["3 号逆变器损坏"])
    mend_by: date | None = Field(default=None, title="整改期限", description="发现问题时必填")


class MendFinding(Form):
    """登记整改或维修结果。"""

    mended_on: date = Field(title="整改日期", examples=["2020-06-20"])
    how: str = Field(title="整改情况", min_length=2, max_length=500, examples=["已更换逆变器，恢复发电"])
    cost_fen: Yuan = Field(default=0, alias="cost_yuan", title="维修费用（元）")


class AskDisposal(Form):
    """申请处置资产。"""

    way: DisposalWay = Field(title="处置方式", description="transfer 划转；scrap 报废；sale 出售")
    reason: str = Field(title="理由", min_length=2, max_length=500, examples=["设备老化，维修费用高于残值"])
    taker: str = Field(default="", title="接收或受让单位", max_length=60)
    valuation_fen: Yuan = Field(alias="valuation_yuan", title="评估价（元）", examples=["20000.00"])
    valued_by: Holder = Field(title="评估单位", examples=["某某资产评估有限公司"])
    price_fen: Yuan | None = Field(default=None, alias="price_yuan", title="出售价款（元）", gt=0)


class DecideDisposal(Form):
    """村民会议、镇街、县区对处置的意见。"""

    is_agreed: bool = Field(title="是否同意", examples=[True])
    said: str = Field(title="意见", min_length=2, max_length=500, examples=["到会代表 32 人，同意 30 人"])


class CompleteDisposal(Form):
    """公示期满后完成处置。"""

    done_on: date = Field(title="处置日期", examples=["2020-07-01"])


class WearView(View):
    """A month of depreciation."""

    ends_on: date = Field(title="月末")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="本月折旧（元）")
    book_fen: YuanShown = Field(alias="book_yuan", title="账面价值（元）")


class BookValueView(View):
    """What an asset is worth in the books on a day."""

    on: date = Field(title="日期")
    value_fen: YuanShown = Field(alias="value_yuan", title="原值（元）")
    depreciated_fen: YuanShown = Field(alias="depreciated_yuan", title="累计折旧（元）")
    book_fen: YuanShown = Field(alias="book_yuan", title="账面价值（元）")
    months: list[WearView] = Field(title="已计提的月份")


class InspectionView(View):
    """An inspection."""

    id: UUID = Field(title="检查标识")
    inspected_on: date = Field(title="检查日期")
    found: AssetState = Field(title="检查结果")
    finding: str = Field(title="情况说明")
    mend_by: date | None = Field(title="整改期限")
    mended_on: date | None = Field(title="整改日期")
    mended_how: str | None = Field(title="整改情况")
    mend_cost_fen: YuanShown | None = Field(alias="mend_cost_yuan", title="维修费用（元）")

    @computed_field(title="检查结果名称")  # type: ignore[prop-decorator]
    @property
    def found_name(self) -> str:
        return STATE_NAMES[self.found]


class DecisionView(View):
    """What one of those who have to agree said."""

    step: DisposalStep = Field(title="步骤")
    is_agreed: bool = Field(title="是否同意")
    said: str = Field(title="意见")
    decided_on: date = Field(title="日期")

    @computed_field(title="步骤名称")  # type: ignore[prop-decorator]
    @property
    def step_name(self) -> str:
        return STEP_NAMES[self.step]


class DisposalView(View):
    """A disposal with what was decided."""

    id: UUID = Field(title="处置标识")
    asset_id: UUID = Field(title="资产标识")
    way: DisposalWay = Field(title="处置方式")
    state: DisposalState = Field(title="状态")
    reason: str = Field(title="理由")
    taker: str = Field(title="接收或受让单位")
    valuation_fen: YuanShown = Field(alias="valuation_yuan", title="评估价（元）")
    valued_by: str = Field(title="评估单位")
    price_fen: YuanShown | None = Field(alias="price_yuan", title="出售价款（元）")
    asked_on: date = Field(title="申请日期")
    done_on: date | None = Field(title="处置日期")
    book_fen: YuanShown | None = Field(alias="book_yuan", title="处置时账面价值（元）")
    decisions: list[DecisionView] = Field(title="审批意见")
    next_step: str | None = Field(title="下一步由谁审批")

    @computed_field(title="处置方式名称")  # type: ignore[prop-decorator]
    @property
    def way_name(self) -> str:
        return WAY_NAMES[self.way]

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return DISPOSAL_STATE_NAMES[self.state]
