"""Divisions: found by name or code, and redrawn."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from shared import regions
from shared.regions import AnyRegion
from shared.schemas import Form, View


def _has_been(code: str) -> str:
    if len(code) < 6 or not (regions.exists(code) or regions.former(code)):
        raise PydanticCustomError("unknown-region", "没有、也没有过这个县、镇街或村的代码")
    return code


OldRegion = Annotated[
    str,
    AfterValidator(_has_been),
    WithJsonSchema({"type": "string", "pattern": r"^\d{6}(\d{3}(\d{3})?)?$", "examples": ["350402001001"]}),
]
"""A county, town or village that exists or did."""


class DivisionView(View):
    """A province, city, county, town or village, of today or of the past."""

    region: str = Field(title="区划代码")
    region_name: str = Field(title="全称")
    short_name: str = Field(title="名称")
    until: str | None = Field(default=None, title="止用", description="旧区划止用的年份或日期；为空表示在用")
    successors: list[str] = Field(default=[], title="现在的区划代码", description="旧区划并入或改设的区划")


class RedrawVillages(Form):
    """Households of a division that was merged, divided or renamed belong to another from a day on."""

    from_region: OldRegion = Field(title="调整前的区划代码", description="村、镇街或县；已撤销的旧代码也可以")
    to_region: AnyRegion = Field(title="调整后的区划代码", description="与调整前同级的，按村码逐村对应；或者一个村（社区）")
    household_ids: list[UUID] = Field(
        default=[], title="只调整这些户", description="一村分到几村时填写；不填为全部", max_length=200
    )
    happened_on: date = Field(title="生效日期", examples=["2021-03-01"])
    document: str = Field(title="批准文件", min_length=2, max_length=200, examples=["闽政文〔2021〕49号"])


class RedrawnView(View):
    """How far it got."""

    moved: int = Field(title="本次调整的户数")
    remaining: int = Field(title="尚未调整的户数", description="大于 0 时请换一个 Idempotency-Key 再次提交，直至为 0")
