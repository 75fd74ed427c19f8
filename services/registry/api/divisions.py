"""Divisions by name or code, so that nobody has to know twelve digits by heart."""

from typing import Annotated

from fastapi import Query
from pydantic import Field

from shared import regions
from shared.pages import PAGE_ROWS, Limit
from shared.regions import AnyRegion
from shared.schemas import View
from shared.security import Principal, Role, may
from shared.service import door

router = door("/divisions", "行政区划")


class DivisionView(View):
    """A province, city, county, town or village."""

    region: str = Field(title="区划代码")
    region_name: str = Field(title="全称")
    short_name: str = Field(title="名称")


@router.get(
    "",
    summary="按名称或代码查行政区划",
    description="名称可只写一部分；数字按代码开头查。上级在前。所列为国家统计局 2023 年统计用区划代码。",
)
async def read_divisions(
    by: Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.DEPARTMENT, Role.AUDITOR, Role.OPERATOR)],
    text: Annotated[str, Query(title="名称或代码", min_length=1, max_length=50, examples=["龙潭"])],
    within: Annotated[AnyRegion | None, Query(title="上级区划代码", description="只查其中的区划")] = None,
    limit: Limit = PAGE_ROWS,
) -> list[DivisionView]:
    return [
        DivisionView(region=code, region_name=regions.name_of(code), short_name=regions.short_name_of(code))
        for code in regions.search(text.strip(), within=within or "", limit=limit)
    ]
