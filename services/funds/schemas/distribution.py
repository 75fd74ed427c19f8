"""Plans of distribution: drawn, tried, approved, paid, and as officers read them."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, computed_field, model_validator
from pydantic_core import PydanticCustomError

from services.funds.rules.distribution import HOUSEHOLDS_LIMIT, PLAN_STATE_NAMES, PlanState
from services.funds.schemas.asset import Holder
from shared.money import Yuan, YuanShown
from shared.regions import AnyRegion, Region, name_of
from shared.schemas import Form, View

Many = Annotated[int, Field(ge=0, le=100)]
Factors = dict[Annotated[str, Field(pattern=r"^[a-z][a-z-]*$", max_length=32)], Many]


class NeedyForm(Form):
    """一户的困难因素。"""

    household_id: UUID = Field(title="户标识", examples=["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"])
    region: Region = Field(title="所在村（社区）代码", examples=["371311001001"])
    factors: Factors = Field(
        title="因素及数量", description="因素代码见政策文件", max_length=30, examples=[{"household": 1, "member": 3}]
    )


class DrawPlan(Form):
    """编制一份收益分配方案。"""

    region: AnyRegion = Field(title="集体所在地区划代码", examples=["371311001001"])
    collective: Holder = Field(title="享有收益权的单位", examples=["龙潭社区股份经济合作社"])
    year: int = Field(title="收益年度", ge=2000, le=2100, examples=[2020])
    pool_fen: Yuan | None = Field(
        default=None, alias="pool_yuan", title="拟分配金额（元）", description="不填为全部待分配收益", gt=0
    )
    households: list[NeedyForm] = Field(
        default=[], title="分配名单", description="或以 list_id 写明已上传的名单", max_length=HOUSEHOLDS_LIMIT
    )
    list_id: UUID | None = Field(default=None, title="已上传的名单标识")
    leave_out_refused: bool = Field(
        default=False, title="是否不含退回的行", description="名单有退回的行时，须写明 true 才能用其余各户编制"
    )

    @model_validator(mode="after")
    def _names_its_households(self) -> Self:
        if bool(self.households) is (self.list_id is not None):
            raise PydanticCustomError("households-or-list", "分配名单和已上传的名单标识须填写其中一项")
        return self


class WithdrawPlan(Form):
    """撤回分配方案。"""

    why: str = Field(title="原因", min_length=2, max_length=500, examples=["公示异议成立，重新编制"])


class ShareView(View):
    """What a household gets, and why."""

    household_id: UUID = Field(title="户标识")
    region: str = Field(title="所在村（社区）代码")
    points: int = Field(title="得分")
    reasons: list[str] = Field(title="得分理由")
    guaranteed_fen: YuanShown = Field(alias="guaranteed_yuan", title="保底（元）")
    extra_fen: YuanShown = Field(alias="extra_yuan", title="按需（元）")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="合计（元）")


class SimulationView(View):
    """What a plan would come to; nothing is written."""

    pool_fen: YuanShown = Field(alias="pool_yuan", title="分配总额（元）")
    collective_fen: YuanShown = Field(alias="collective_yuan", title="留集体（元）")
    shares: list[ShareView] = Field(title="各户")


class PlanLine(View):
    """A plan of a list."""

    id: UUID = Field(title="方案标识")
    number: str = Field(title="方案编号")
    region: str = Field(title="集体所在地区划代码")
    collective: str = Field(title="享有收益权的单位")
    year: int = Field(title="收益年度")
    state: PlanState = Field(title="状态")
    pool_fen: YuanShown = Field(alias="pool_yuan", title="分配总额（元）")
    households_fen: YuanShown = Field(alias="households_yuan", title="到户（元）")
    collective_fen: YuanShown = Field(alias="collective_yuan", title="留集体（元）")
    households: int = Field(title="户数")
    drawn_on: date = Field(title="编制日期")
    approved_on: date | None = Field(title="审批日期")
    paid_on: date | None = Field(title="交付发放日期")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return PLAN_STATE_NAMES[self.state]

    @computed_field(title="所在地")  # type: ignore[prop-decorator]
    @property
    def region_name(self) -> str:
        return name_of(self.region)


class PlanView(PlanLine):
    """A plan with every household's share."""

    policy: str = Field(title="依据的政策文件")
    policy_version: str = Field(title="政策版本")
    basis: str = Field(title="依据")
    withdrawn_why: str | None = Field(title="撤回原因")
    shares: list[ShareView] = Field(title="各户")
