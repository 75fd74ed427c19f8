"""Goods in households' hands, published years of funds, and official receipts, in and out."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.funds.schemas.public_text import PublicWords
from shared.money import YuanShown
from shared.regions import Region, name_of
from shared.schemas import Form, PersonName, View


class HandingRow(Form):
    """一户领取的物资。"""

    household_id: UUID = Field(title="户标识", examples=["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"])
    village: Region = Field(title="所在村（社区）代码", examples=["371311001001"])
    quantity: int = Field(title="数量", ge=1, le=1_000_000, examples=[2])
    handed_on: date = Field(title="领取日期", examples=["2020-06-10"])


class HandOutGoods(Form):
    """物资发放到户。"""

    rows: list[HandingRow] = Field(title="领取名单", min_length=1, max_length=500)


class HandingView(View):
    """What a household took."""

    household_id: UUID = Field(title="户标识")
    region: str = Field(title="所在村（社区）代码")
    quantity: int = Field(title="数量")
    handed_on: date = Field(title="领取日期")


class HandingsView(View):
    """How far goods are in households' hands."""

    quantity: int = Field(title="批准发放数量")
    handed: int = Field(title="已到户数量")
    left: int = Field(title="尚未到户数量")
    households: int = Field(title="领取户数")
    rows: list[HandingView] = Field(title="领取名单", description="平台运维看不到各户")


class WriteTicket(Form):
    """登记公益事业捐赠票据：在财政票据系统开具后，把票面各项登记在捐赠上。"""

    code: str = Field(title="票据代码", pattern=r"^\d{8,12}$", examples=["37060120"])
    number: str = Field(title="票据号码", pattern=r"^\d{8,20}$", examples=["0000012345"])
    check_code: str = Field(title="校验码", pattern=r"^[0-9a-zA-Z]{4,20}$", examples=["a1b2c3"])
    payer_code: Annotated[str, Field(pattern=r"^([0-9A-Z]{15,20})?$")] = Field(
        default="", title="交款人统一社会信用代码", description="单位捐赠必填；个人不填", examples=["91371300MA3C4R5T6J"]
    )
    item_code: str = Field(title="项目编码", pattern=r"^[0-9A-Za-z-]{2,20}$", examples=["99010101"])
    item_title: Annotated[PublicWords, Field(min_length=2, max_length=60)] = Field(title="项目名称", examples=["公益事业捐赠"])
    receiver: Annotated[PublicWords, Field(min_length=2, max_length=100)] = Field(
        title="收款单位", examples=["临沂市罗庄区慈善总会"]
    )
    received_by: PersonName = Field(title="收款人", examples=["李明"])
    checked_by: PersonName = Field(title="复核人", examples=["张丽"])
    issued_on: date = Field(title="开票日期", examples=["2020-06-02"])


class StatementView(View):
    """A fund's year, as anybody reads it."""

    fund: str = Field(title="基金编号")
    title: str = Field(title="基金名称")
    region: str = Field(title="区划代码")
    place: str = Field(title="地区")
    year: int = Field(title="年度")
    opening_fen: YuanShown = Field(alias="opening_yuan", title="年初结余（元）")
    received_fen: YuanShown = Field(alias="received_yuan", title="本年接收资金（元）")
    goods_received_fen: YuanShown = Field(alias="goods_received_yuan", title="本年接收物资价值（元）")
    used_fen: YuanShown = Field(alias="used_yuan", title="本年使用资金（元）")
    returned_fen: YuanShown = Field(alias="returned_yuan", title="本年退回捐赠人（元）")
    closing_fen: YuanShown = Field(alias="closing_yuan", title="年末结余（元）")
    donations: int = Field(title="本年捐赠笔数")
    used: list["UsedFor"] = Field(title="用于谁")
    rule: str = Field(title="用途规定")
    is_kept: bool = Field(title="是否符合规定")
    published_on: date = Field(title="公布日期")
    disclosure_id: UUID = Field(title="公示条目编号")

    @classmethod
    def of(cls, statement: Any) -> "StatementView":
        shown = statement.model_dump(include=set(cls.model_fields) - {"used", "place"})
        used = [UsedFor(title=one["title"], money_fen=one["money_fen"], goods_fen=one["goods_fen"]) for one in statement.used]
        return cls(**shown, place=name_of(statement.region), used=used)


class UsedFor(View):
    """What a class of people had."""

    title: str = Field(title="受益人群")
    money_fen: YuanShown = Field(alias="money_yuan", title="资金（元）")
    goods_fen: YuanShown = Field(alias="goods_yuan", title="物资价值（元）")
