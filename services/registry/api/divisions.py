"""Divisions by name or code, so that nobody has to know twelve digits by heart; and households moved when they are redrawn."""

from typing import Annotated

from fastapi import Path, Query

from services.registry.operations.division.redraw_villages import redraw_villages
from services.registry.rules.division import NothingRedrawn, NoVillageThere, OnlyVillagesAreDivided
from services.registry.rules.history import BeforeTheFile
from services.registry.rules.relief import HappenedInTheFuture
from services.registry.schemas.division import DivisionView, RedrawnView, RedrawVillages
from shared import regions
from shared.clock import today
from shared.pages import PAGE_ROWS, Limit
from shared.regions import AnyRegion, UnknownRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/divisions", "行政区划")

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.DEPARTMENT, Role.AUDITOR, Role.OPERATOR)]


@router.get(
    "",
    summary="按名称或代码查行政区划",
    description="名称可只写一部分；数字按代码开头查。上级在前；已撤销的旧区划在后，附现在的代码。在用的为 2023 年版。",
)
async def read_divisions(
    by: Reader,
    text: Annotated[str, Query(title="名称或代码", min_length=1, max_length=50, examples=["龙潭"])],
    within: Annotated[AnyRegion | None, Query(title="上级区划代码", description="只查其中的区划")] = None,
    limit: Limit = PAGE_ROWS,
) -> list[DivisionView]:
    found = [_view(code) for code in regions.search(text.strip(), within=within or "", limit=limit)]
    return found + [
        _former_view(one) for one in regions.search_former(text.strip(), within=within or "", limit=limit - len(found))
    ]


@router.get("/{code}", summary="一个区划代码，旧代码也可", responses=refuses(UnknownRegion))
async def read_division(
    by: Reader, code: Annotated[str, Path(title="区划代码", pattern=r"^\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$")]
) -> DivisionView:
    if regions.exists(code):
        return _view(code)
    if not (found := regions.former(code)):
        raise UnknownRegion(region=code)
    return _former_view(found[0]).model_copy(update={"region": code, "region_name": regions.name_of(code)})


@router.post(
    "/redrawings",
    summary="区划调整：把户调整到现在的村",
    description="村并村、镇街划转、县（区）改设之后使用；每次至多 200 户，按 remaining 再次提交。过去住在哪里，档案中仍可查。",
    responses=refuses(OutsideRegion, NothingRedrawn, OnlyVillagesAreDivided, NoVillageThere, HappenedInTheFuture, BeforeTheFile),
)
async def post_redrawing(form: RedrawVillages, session: Transaction, by: Annotated[Principal, may(Role.COUNTY)]) -> RedrawnView:
    return await redraw_villages(session, form, by=by, on=today())


def _view(code: str) -> DivisionView:
    return DivisionView(region=code, region_name=regions.name_of(code), short_name=regions.short_name_of(code))


def _former_view(one: regions.Former) -> DivisionView:
    return DivisionView(
        region=one.code,
        region_name=regions.name_of(one.code),
        short_name=one.name,
        until=one.until,
        successors=list(regions.successors_of(one.code)),
    )
