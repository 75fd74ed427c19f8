"""Uploading charge lines."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue, PlainSerializer, field_validator

from services.medical.rules.line import CatalogueClass, ChargedLine
from services.medical.rules.refund import RefundLine
from shared.money import Yuan, YuanShown, YuanSigned
from shared.schemas import Form, View

LINES_LIMIT = 2_000
"""Lines in one upload; a long stay comes in several."""

ITEM = r"^[a-z][a-z0-9_]{0,39}$"


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


DecimalShown = Annotated[Decimal, PlainSerializer(_plain, return_type=str, when_used="json")]
"""A decimal without the zeros that its column pads it with."""


class PricedLine(Form):
    """费用行（计价部分）"""

    catalogue_class: CatalogueClass = Field(title="目录类别", description="A 甲类、B 乙类、C 丙类（自费）")
    unit_price: Decimal = Field(title="单价（元）", description="至多六位小数", ge=0, max_digits=16, decimal_places=6)
    quantity: Decimal = Field(title="数量", description="大于 0，至多四位小数", gt=0, max_digits=16, decimal_places=4)
    amount_fen: Yuan = Field(alias="amount_yuan", title="金额（元）", description="等于数量乘以单价，四舍五入到分")
    price_ceiling: Decimal | None = Field(
        default=None, title="单价限价（元）", description="没有限价的不填", ge=0, max_digits=16, decimal_places=6
    )
    self_pay_ratio: Decimal | None = Field(
        default=None,
        title="先行自付比例",
        description="乙类填写，0 到 1，政策文件已规定的可不填；甲类、丙类不填",
        ge=0,
        le=1,
        max_digits=5,
        decimal_places=4,
    )

    item: str | None = Field(default=None, title="项目类别", description="政策另有规定的项目，例如 implant", pattern=ITEM)

    def charged(self, line_no: int) -> ChargedLine:
        return ChargedLine(
            line_no,
            self.catalogue_class,
            self.unit_price,
            self.quantity,
            self.amount_fen,
            self.price_ceiling,
            self.self_pay_ratio,
            self.item,
        )


ITEMS_SPOKEN = (
    "registration 挂号费、consultation 诊察费、expert_consultation 专家门诊诊察费、large_equipment 大型设备检查、"
    "special_check 特殊检查、implant 植入材料，或当地政策列明的其他代码"
)


class ChargeLine(PricedLine):
    """费用行；数量与金额为负的是退费行"""

    quantity: Decimal = Field(title="数量", description="大于 0，至多四位小数；退费行为负数", max_digits=16, decimal_places=4)
    amount_fen: YuanSigned = Field(
        alias="amount_yuan", title="金额（元）", description="等于数量乘以单价，四舍五入到分；退费行为负数"
    )
    item: str | None = Field(default=None, title="项目种类", description=ITEMS_SPOKEN, pattern=r"^[a-z][a-z_]{0,39}$")
    refunds_line_no: int | None = Field(
        default=None, title="所退费用行的行号", description="退费行必填，其他行不填", ge=1, le=2_000_000_000
    )
    line_no: int = Field(title="行号", description="在一次就诊内唯一", ge=1, le=2_000_000_000)
    charged_on: date = Field(title="费用日期")
    code: str = Field(title="医保目录编码", min_length=1, max_length=50)
    name: str = Field(title="项目名称", min_length=1, max_length=200)

    @field_validator("quantity")
    @classmethod
    def _is_something(cls, value: Decimal) -> Decimal:
        if not value:
            raise ValueError("应大于 0，退费行应小于 0")
        return value

    @property
    def is_refund(self) -> bool:
        return self.quantity < 0 or self.refunds_line_no is not None

    def refunding(self) -> RefundLine:
        return RefundLine(
            self.line_no,
            self.code,
            self.catalogue_class,
            self.unit_price,
            self.quantity,
            self.amount_fen,
            self.price_ceiling,
            self.self_pay_ratio,
        )


EXAMPLE_LINES: list[JsonValue] = [
    {
        "line_no": 1, "charged_on": "2020-06-01", "code": "XB05BAY001", "name": "注射用青霉素钠", "catalogue_class": "A",
        "unit_price": "1.283333", "quantity": "12", "amount_yuan": "15.40",
    },
    {
        "line_no": 2, "charged_on": "2020-06-02", "code": "270300001", "name": "CT 平扫", "catalogue_class": "B",
        "unit_price": "180", "quantity": "1", "amount_yuan": "180.00", "price_ceiling": "160", "self_pay_ratio": "0.1",
    },
]  # fmt: skip


class RecordCharges(Form):
    """费用明细上传"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"lines": EXAMPLE_LINES}]})

    lines: list[ChargeLine] = Field(title="费用行", min_length=1, max_length=LINES_LIMIT)


class ChargesView(View):
    """上传结果与累计"""

    admission_id: UUID = Field(title="就诊登记编号")
    recorded: int = Field(title="本次记入行数")
    repeated_line_nos: list[int] = Field(title="此前已记入的行号", description="内容完全相同的重传，没有重复记入")
    line_count: int = Field(title="累计行数")
    total_fen: YuanShown = Field(alias="total_yuan", title="费用合计（元）")
    in_policy_fen: YuanShown = Field(alias="in_policy_yuan", title="政策范围内（元）")
    pre_pay_fen: YuanShown = Field(alias="pre_pay_yuan", title="乙类先行自付（元）")
    over_ceiling_fen: YuanShown = Field(alias="over_ceiling_yuan", title="超限价自付（元）")
    out_of_policy_fen: YuanShown = Field(alias="out_of_policy_yuan", title="自费（元）")


class ChargeView(View):
    """费用行"""

    line_no: int = Field(title="行号")
    charged_on: date = Field(title="费用日期")
    code: str = Field(title="医保目录编码")
    name: str = Field(title="项目名称")
    catalogue_class: CatalogueClass = Field(title="目录类别")
    unit_price: DecimalShown = Field(title="单价（元）")
    quantity: DecimalShown = Field(title="数量")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    price_ceiling: DecimalShown | None = Field(title="单价限价（元）")
    self_pay_ratio: DecimalShown | None = Field(title="先行自付比例")
    in_policy_fen: YuanShown = Field(alias="in_policy_yuan", title="政策范围内（元）")
    pre_pay_fen: YuanShown = Field(alias="pre_pay_yuan", title="乙类先行自付（元）")
    over_ceiling_fen: YuanShown = Field(alias="over_ceiling_yuan", title="超限价自付（元）")
    out_of_policy_fen: YuanShown = Field(alias="out_of_policy_yuan", title="自费（元）")
    item: str | None = Field(title="项目种类")
    refunds_line_no: int | None = Field(title="所退费用行的行号")


class ClassSumView(View):
    """一个目录类别的小计"""

    catalogue_class: CatalogueClass = Field(title="目录类别")
    line_count: int = Field(title="费用行数")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    in_policy_fen: YuanShown = Field(alias="in_policy_yuan", title="政策范围内（元）")
    pre_pay_fen: YuanShown = Field(alias="pre_pay_yuan", title="乙类先行自付（元）")
    over_ceiling_fen: YuanShown = Field(alias="over_ceiling_yuan", title="超限价自付（元）")
    out_of_policy_fen: YuanShown = Field(alias="out_of_policy_yuan", title="自费（元）")


class DayView(View):
    """一日合计"""

    charged_on: date = Field(title="费用日期")
    line_count: int = Field(title="费用行数")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）", description="退费已冲减")
    classes: list[ClassSumView] = Field(title="各目录类别小计")


class DailyListView(View):
    """一日清单"""

    admission_id: UUID = Field(title="就诊登记编号")
    day: DayView = Field(title="合计与小计", description="当日全部费用行，不限本页")
    rows: list[ChargeView] = Field(title="本页费用行")
    next: str | None = Field(title="下一页位置", description="作为 after 参数取下一页；为空表示已到末页")
