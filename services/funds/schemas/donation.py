"""Funds of donations, donations, and what became of each."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, computed_field, model_validator
from pydantic_core import PydanticCustomError

from services.funds.rules.donation import EARMARK_NAMES, GIFT_NAMES, USE_NAMES, DonorKind, EarmarkKind, GiftKind, UseKind
from services.funds.schemas.ledger import Amount
from services.funds.schemas.public_text import PublicWords, names_nobody
from shared.money import YuanShown
from shared.regions import AnyRegion
from shared.schemas import Form, View

FundNumber = Annotated[str, Field(pattern=r"^F-\d{6,9}-\d{4}-\d{4,6}$")]
DonationNumber = Annotated[str, Field(pattern=r"^D-\d{6,9}-\d{4}-\d{4,6}$")]
Title = Annotated[PublicWords, Field(min_length=2, max_length=60)]


class OpenFund(Form):
    """A fund to be opened."""

    region: AnyRegion = Field(title="区划代码", description="区县或镇街", examples=["371311"])
    title: Title = Field(title="基金名称", examples=["罗庄区慈心一日捐"])
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z-]{1,39}$")] = Field(title="基金种类", examples=["charity-day"])

    @model_validator(mode="after")
    def _is_a_countys_or_a_towns(self) -> Self:
        if len(self.region) not in (6, 9):
            raise PydanticCustomError("region-level", "区划代码应为 6 位（区县）或 9 位（镇街）")
        return self


class RecordDonation(Form):
    """What a donor gave."""

    fund: FundNumber = Field(title="基金编号", examples=["F-371311-2020-0001"])
    kind: GiftKind = Field(default=GiftKind.MONEY, title="捐赠类别", description="money 资金；goods 物资", examples=["money"])
    donor_kind: DonorKind = Field(title="捐赠人类别", description="person 个人；organisation 单位", examples=["organisation"])
    donor: Annotated[PublicWords, Field(max_length=100)] = Field(
        default="", title="捐赠人", description="匿名的可以不填", examples=["罗庄区某商会"]
    )
    is_anonymous: bool = Field(default=False, title="是否匿名", description="个人一律不公示姓名", examples=[False])
    amount_fen: Amount = Field(alias="amount_yuan", title="金额或物资价值（元）", examples=["5000.00"])
    goods: Annotated[PublicWords, Field(max_length=60)] = Field(default="", title="物资名称", examples=["棉被"])
    quantity: Annotated[int, Field(ge=0, le=1_000_000)] = Field(default=0, title="物资数量", examples=[0])
    unit: Annotated[PublicWords, Field(max_length=10)] = Field(default="", title="计量单位", examples=["床"])
    earmark_kind: EarmarkKind = Field(default=EarmarkKind.NONE, title="指定用途类别", examples=["none"])
    earmark: Annotated[str, Field(max_length=60)] = Field(
        default="", title="指定用途", description="专项代码、12 位村代码、学校名称或受益人群代码", examples=[""]
    )
    donated_on: date = Field(title="捐赠日期", examples=["2020-06-01"])
    memo: Annotated[str, Field(max_length=200)] = Field(default="", title="备注", examples=["慈心一日捐"])

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not self.is_anonymous and len(self.donor) < 2:
            raise PydanticCustomError("donor-missing", "不匿名的应填写捐赠人")
        if (self.kind is GiftKind.GOODS) != bool(self.goods and self.quantity and self.unit):
            raise PydanticCustomError("goods-or-money", "物资应填写名称、数量和单位，资金不填")
        if (self.earmark_kind is EarmarkKind.NONE) == bool(self.earmark):
            raise PydanticCustomError("earmark", "指定用途类别与指定用途应同时填写或同时不填")
        if self.earmark_kind is EarmarkKind.VILLAGE and not (self.earmark.isdigit() and len(self.earmark) == 12):
            raise PydanticCustomError("earmark-village", "指定村的应填写 12 位村代码")
        if self.earmark_kind is EarmarkKind.SCHOOL:
            names_nobody(self.earmark)  # shown as it is written; every other wish is a code
        return self


class FundView(View):
    """A fund with what lies in it."""

    number: str = Field(title="基金编号")
    region: str = Field(title="区划代码")
    title: str = Field(title="基金名称")
    kind: str = Field(title="基金种类")
    account_id: UUID = Field(title="账户编号")
    available_fen: YuanShown = Field(alias="available_yuan", title="可用资金（元）")
    opened_at: datetime = Field(title="设立时间")


class DonationView(View):
    """A donation."""

    number: str = Field(title="捐赠编号")
    fund: str = Field(title="基金编号")
    kind: GiftKind = Field(title="捐赠类别")
    donor_kind: DonorKind = Field(title="捐赠人类别")
    donor: str = Field(title="捐赠人", description="审计看到的个人姓名隐去一部分")
    is_anonymous: bool = Field(title="是否匿名")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额或价值（元）")
    goods: str = Field(title="物资名称")
    quantity: int = Field(title="物资数量")
    unit: str = Field(title="计量单位")
    earmark_kind: EarmarkKind = Field(title="指定用途类别")
    earmark_title: str = Field(title="指定用途")
    donated_on: date = Field(title="捐赠日期")
    drawn_fen: YuanShown = Field(alias="drawn_yuan", title="已使用（元）")
    left_fen: YuanShown = Field(alias="left_yuan", title="未使用（元）")
    drawn_quantity: int = Field(title="已发放数量")
    disclosure_id: UUID = Field(title="公示条目编号")

    @computed_field(title="类别名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def kind_name(self) -> str:
        return GIFT_NAMES[self.kind]

    @computed_field(title="指定用途类别名称")  # type: ignore[prop-decorator]
    @property
    def earmark_name(self) -> str:
        return EARMARK_NAMES[self.earmark_kind]


class DrawView(View):
    """What some of a donation did."""

    use: str = Field(title="使用编号")
    kind: UseKind = Field(title="使用类别")
    title: str = Field(title="用途")
    person_class_title: str = Field(title="受益人群")
    place: str = Field(title="地区")
    approved_on: date = Field(title="批准日期")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额或价值（元）", description="未能发放而退回基金的为负")
    quantity: int = Field(title="物资数量")
    handed: int = Field(default=0, title="已到户数量", description="物资")
    handed_households: int = Field(default=0, title="领取户数")

    @computed_field(title="使用类别名称")  # type: ignore[prop-decorator]
    @property
    def kind_name(self) -> str:
        return USE_NAMES[self.kind]


class DonationReport(DonationView):
    """What a donation did, fen by fen."""

    draws: list[DrawView] = Field(title="使用明细")


class UsedView(View):
    """What a fund spent on a class of people in a year."""

    person_class_title: str = Field(title="受益人群")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    goods_fen: YuanShown = Field(alias="goods_yuan", title="物资价值（元）")


class FundCheck(View):
    """Whether a fund was used for whom its rule says."""

    rule: str = Field(title="规定")
    due: str = Field(title="应达比例（%）")
    actual: str = Field(title="实际比例（%）")
    is_kept: bool = Field(title="是否符合")


class FundStatement(View):
    """A fund's year."""

    fund: FundView = Field(title="基金")
    year: int = Field(title="年度")
    opening_fen: YuanShown = Field(alias="opening_yuan", title="年初结余（元）")
    received_fen: YuanShown = Field(alias="received_yuan", title="本年接收资金（元）")
    goods_received_fen: YuanShown = Field(alias="goods_received_yuan", title="本年接收物资价值（元）")
    used: list[UsedView] = Field(title="本年使用")
    used_fen: YuanShown = Field(alias="used_yuan", title="本年使用资金（元）")
    returned_fen: YuanShown = Field(alias="returned_yuan", title="本年退回捐赠人（元）")
    closing_fen: YuanShown = Field(alias="closing_yuan", title="年末结余（元）")
    check: FundCheck = Field(title="用途检查")
    left_in_donations_fen: YuanShown = Field(alias="left_in_donations_yuan", title="现有捐赠未使用合计（元）")
    is_whole: bool = Field(title="账实相符", description="现有捐赠未使用合计等于基金账户可用余额")
