"""Contracts with operators, what they owe, and what came in."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.asset_contract import DUE_FOR_NAMES, PRICING_NAMES, ContractState, DueAt, DueFor, Pricing
from services.funds.schemas.asset import Holder
from shared.money import Yuan, YuanShown
from shared.schemas import Form, View

Percent = Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)]
YuanPerKwh = Annotated[Decimal, Field(ge=0, le=10, max_digits=6, decimal_places=4)]


class SignContract(Form):
    """订立经营合同。"""

    operator: Holder = Field(title="经营单位", examples=["某某农业科技有限公司"])
    pricing: Pricing = Field(title="计价方式", description="rent 固定租金；yield 按投入资金的比例")
    rent_fen: Yuan | None = Field(default=None, alias="rent_yuan", title="年租金（元）", examples=["36000.00"])
    basis_fen: Yuan | None = Field(default=None, alias="basis_yuan", title="投入资金（元）", examples=["10000000.00"])
    yield_percent: Percent | None = Field(default=None, title="年收益率（%）", examples=["7"])
    deposit_fen: Yuan = Field(default=0, alias="deposit_yuan", title="保证金（元）")
    starts_on: date = Field(title="起始日期", ge=date(1990, 1, 1), le=date(2100, 1, 1), examples=["2020-01-01"])
    ends_on: date = Field(
        title="终止日期", description="含当日", ge=date(1990, 1, 1), le=date(2150, 1, 1), examples=["2024-12-31"]
    )
    dues_a_year: Literal[1, 2, 4, 12] = Field(default=1, title="每年缴几次")
    owed_when: DueAt = Field(default=DueAt.END, title="期初还是期末缴")
    grace_days: int = Field(default=0, title="宽限天数", ge=0, le=180)


class EndContract(Form):
    """提前终止经营合同。"""

    ended_on: date = Field(title="终止日期", description="当日仍计收益", examples=["2022-06-30"])
    why: str = Field(title="原因", min_length=2, max_length=500, examples=["经营单位停产，协商解除"])


class ReceiveIncome(Form):
    """收益到账。"""

    amount_fen: Yuan = Field(alias="amount_yuan", title="到账金额（元）", gt=0, examples=["700000.00"])
    received_on: date = Field(title="到账日期", examples=["2020-12-31"])
    memo: str = Field(title="摘要", min_length=2, max_length=200, examples=["2020年度资产收益"])


class RecordGeneration(Form):
    """光伏电站一个月的发电量与电价。"""

    month: str = Field(title="月份", pattern=r"^20\d{2}-(0[1-9]|1[0-2])$", examples=["2020-06"])
    kwh: int = Field(title="上网电量（千瓦时）", ge=1, le=1_000_000_000, examples=[10800])
    price: YuanPerKwh = Field(title="上网电价（元/千瓦时）", examples=["0.3949"])
    subsidy: YuanPerKwh = Field(title="补贴（元/千瓦时）", examples=["0.4200"])
    payer: Holder = Field(title="购电单位", examples=["供电公司"])
    due_on: date = Field(title="应到账日期", examples=["2020-07-31"])


class ContractView(View):
    """A contract."""

    id: UUID = Field(title="合同标识")
    asset_id: UUID = Field(title="资产标识")
    operator: str = Field(title="经营单位")
    pricing: Pricing = Field(title="计价方式")
    basis_fen: YuanShown | None = Field(alias="basis_yuan", title="投入资金（元）")
    yearly_fen: YuanShown = Field(alias="yearly_yuan", title="每年应收（元）")
    deposit_fen: YuanShown = Field(alias="deposit_yuan", title="保证金（元）")
    starts_on: date = Field(title="起始日期")
    ends_on: date = Field(title="终止日期")
    dues_a_year: int = Field(title="每年缴几次")
    state: ContractState = Field(title="状态")
    ended_on: date | None = Field(title="提前终止日期")
    ended_why: str | None = Field(title="提前终止原因")

    @computed_field(title="计价方式名称")  # type: ignore[prop-decorator]
    @property
    def pricing_name(self) -> str:
        return PRICING_NAMES[self.pricing]


class LowYieldLine(ContractView):
    """A contract that brings too little."""

    yield_said: str = Field(title="年收益率")
    least_said: str = Field(title="最低收益率")
    source: str = Field(title="依据")


class DueView(View):
    """What is owed and what came in of it."""

    due_id: UUID = Field(title="应收编号")
    asset_id: UUID = Field(title="资产标识")
    contract_id: UUID | None = Field(title="合同标识")
    region: str = Field(title="所在地区划代码")
    due_for: DueFor = Field(title="应收事由")
    payer: str = Field(title="应缴单位")
    from_on: date = Field(title="期间起")
    to_on: date = Field(title="期间止")
    due_on: date = Field(title="应缴日期")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="应收（元）")
    received_fen: YuanShown = Field(alias="received_yuan", title="已收（元）")
    open_fen: YuanShown = Field(alias="open_yuan", title="未收（元）")
    is_late: bool = Field(title="是否拖欠")

    @computed_field(title="应收事由名称")  # type: ignore[prop-decorator]
    @property
    def due_for_name(self) -> str:
        return DUE_FOR_NAMES[self.due_for]


class GenerationView(View):
    """A plant's month."""

    asset_id: UUID = Field(title="资产标识")
    month: str = Field(title="月份")
    kwh: int = Field(title="上网电量（千瓦时）")
    sold_fen: YuanShown = Field(alias="sold_yuan", title="售电收入（元）")
    subsidised_fen: YuanShown = Field(alias="subsidised_yuan", title="补贴收入（元）")
    due_id: UUID = Field(title="应收编号")
