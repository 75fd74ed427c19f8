"""Laying down a place's insurance catalogue."""

from datetime import datetime
from decimal import Decimal

from pydantic import ConfigDict, Field

from services.medical.rules.line import CatalogueClass
from services.medical.schemas.charge import DecimalShown
from shared.regions import AnyRegion
from shared.schemas import Form, View

ITEMS_LIMIT = 2_000


class CatalogueEntry(Form):
    """目录条目"""

    code: str = Field(title="医疗目录编码", min_length=1, max_length=50)
    title: str = Field(title="名称", min_length=1, max_length=200)
    catalogue_class: CatalogueClass = Field(title="目录类别", description="A 甲类、B 乙类、C 丙类（自费）")
    self_pay_ratio: Decimal | None = Field(
        default=None, title="先行自付比例", description="乙类必填", ge=0, le=1, max_digits=5, decimal_places=4
    )
    price_ceiling: Decimal | None = Field(default=None, title="单价限价（元）", ge=0, max_digits=16, decimal_places=6)
    charge_type: str = Field(
        default="14", title="医疗收费项目类别", description="国家代码 med_chrgitm_type,01 到 14", pattern=r"^(0[1-9]|1[0-4])$"
    )
    item: str | None = Field(default=None, title="服务项目", description="政策单列的项目代码", min_length=1, max_length=50)


class LayCatalogue(Form):
    """录入目录"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "region": "371311",
                    "items": [
                        {"code": "331001001", "title": "阑尾切除术", "catalogue_class": "A", "charge_type": "06"},
                        {
                            "code": "210300001", "title": "CT 平扫", "catalogue_class": "B", "self_pay_ratio": "0.1",
                            "price_ceiling": "280", "charge_type": "03",
                        },
                    ],
                }
            ]
        }
    )  # fmt: skip

    region: AnyRegion = Field(title="适用地区代码", description="省 2 位、市 4 位、县 6 位；窄的优先", max_length=6)
    items: list[CatalogueEntry] = Field(title="目录条目", min_length=1, max_length=ITEMS_LIMIT)


class CatalogueView(View):
    """目录条目"""

    region: str = Field(title="适用地区代码")
    code: str = Field(title="医疗目录编码")
    title: str = Field(title="名称")
    catalogue_class: CatalogueClass = Field(title="目录类别")
    self_pay_ratio: DecimalShown | None = Field(title="先行自付比例")
    price_ceiling: DecimalShown | None = Field(title="单价限价（元）")
    charge_type: str = Field(title="医疗收费项目类别")
    item: str | None = Field(title="服务项目")
    noted_at: datetime = Field(title="录入时间")


class CatalogueLaid(View):
    """录入结果"""

    region: str = Field(title="适用地区代码")
    laid: int = Field(title="录入条数")
