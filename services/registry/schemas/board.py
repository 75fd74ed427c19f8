"""The register in numbers."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from services.registry.rules.board import Dimension, values_of
from shared.pages import PAGE_ROWS, PAGE_ROWS_LIMIT
from shared.regions import AnyRegion
from shared.schemas import Form, View


def _one_of(dimension: Dimension) -> tuple[AfterValidator, WithJsonSchema]:
    values = values_of(dimension)

    def check(value: str) -> str:
        if value not in values:
            raise PydanticCustomError("not-in-list", "不在可选值之内：{allowed}", {"allowed": "、".join(values)})
        return value

    return AfterValidator(check), WithJsonSchema({"type": "string", "enum": list(values)})


class Which(Form):
    """Which households are counted."""

    region: AnyRegion | None = Field(default=None, title="辖区代码", description="不填为本人全部辖区")
    on: date | None = Field(default=None, title="统计日期", description="不填为今天；以前的日期按当日的实际情况统计")
    year: str | None = Field(default=None, title="建档年度", pattern=r"^(19|20)\d\d$")
    category: Annotated[str, *_one_of(Dimension.CATEGORY)] | None = Field(default=None, title="户类型")
    cause: Annotated[str, *_one_of(Dimension.CAUSE)] | None = Field(default=None, title="主要致贫原因")
    poverty: Annotated[str, *_one_of(Dimension.POVERTY)] | None = Field(default=None, title="脱贫状态")
    watch: Annotated[str, *_one_of(Dimension.WATCH)] | None = Field(default=None, title="监测状态")
    known: Annotated[str, *_one_of(Dimension.KNOWN)] | None = Field(default=None, title="是否核实")


class WhichPage(Which):
    """A page of them."""

    after: str | None = Field(default=None, title="分页位置", description="上一页返回的 next", max_length=100)
    limit: int = Field(default=PAGE_ROWS, title="每页条数", ge=1, le=PAGE_ROWS_LIMIT)


class CellView(View):
    """So many households have this value."""

    by: str = Field(title="分组代码", description="place 辖区、year 建档年度、category 户类型、cause 主要致贫原因等")
    key: str = Field(title="组别代码", description="none 表示没有填写或不在该序列")
    name: str = Field(title="组别")
    households: int | None = Field(title="户数", description="为空表示户数过少，不予公开")
    persons: int | None = Field(title="人数", description="为空表示户数过少，不予公开")
    share_per_mille: int | None = Field(title="占户数的千分比")


class PointView(View):
    """So many households on a day."""

    day: date = Field(title="日期")
    state: str = Field(title="状态代码", description="空为全部在册户")
    name: str = Field(title="状态")
    households: int = Field(title="户数")


class BoardView(View):
    """The register of a place as it was on a day."""

    region: str = Field(title="辖区代码", description="空为本人可见的全部辖区")
    on: date = Field(title="统计日期")
    asked: dict[str, str] = Field(title="所选条件")
    households: int = Field(title="户数")
    persons: int = Field(title="人数")
    cells: list[CellView] = Field(title="各组")
    trend: list[PointView] = Field(title="各月末的户数")


class CountedView(View):
    """A household behind a number."""

    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    persons: int = Field(title="人数")
    year: str = Field(title="建档年度")
    category: str = Field(title="户类型")
    cause: str = Field(title="主要致贫原因")
    poverty: str = Field(title="脱贫状态")
    watch: str = Field(title="监测状态")
    known: str = Field(title="是否核实")


class PublicCountyView(View):
    """One county in figures for everybody."""

    county: str = Field(title="县（区）代码")
    county_name: str = Field(title="县（区）")
    households: int = Field(title="户数")
    persons: int = Field(title="人数")
    cells: list[CellView] = Field(title="各组")


class PublicBoardView(View):
    on: date | None = Field(title="统计日期", description="月末；为空表示还没有公布过")
    counties: list[PublicCountyView] = Field(title="各县（区）")
