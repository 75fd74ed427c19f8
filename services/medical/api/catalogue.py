"""The insurance catalogue of each place, which splits the charge lines that come by the national door."""

from typing import Annotated

from fastapi import Query

from services.medical.operations.catalogue.lay_catalogue import lay_catalogue
from services.medical.rules.catalogue import ItemsRepeated, RatioNotForClass
from services.medical.schemas.catalogue import CatalogueLaid, CatalogueView, LayCatalogue
from services.medical.store import catalogue
from shared.pages import Page
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/catalogue-items", "医保目录")


@router.post("", status_code=201, summary="录入医保目录", responses=refuses(OutsideRegion, ItemsRepeated, RatioNotForClass))
async def create_catalogue_items(
    form: LayCatalogue, session: Transaction, by: Annotated[Principal, may(Role.COUNTY)]
) -> CatalogueLaid:
    """国家交易上传的费用明细只有目录编码，类别、先行自付比例和限价取自这里。同一编码再次录入即更正。"""
    return await lay_catalogue(session, form, by=by)


@router.get("", summary="查询医保目录")
async def list_catalogue_items(
    session: Transaction,
    by: Annotated[Principal, may(Role.HOSPITAL, Role.TOWN, Role.COUNTY, Role.AUDITOR)],
    region: Annotated[AnyRegion, Query(title="适用地区代码")],
    after: Annotated[str, Query(title="从此编码之后", max_length=50)] = "",
    limit: Annotated[int, Query(title="每页条数", ge=1, le=500)] = 100,
) -> Page[CatalogueView]:
    """按编码排列；next 为空表示已到末页，否则作为 after 取下一页。"""
    found = await catalogue.list_items(session, region, after=after, limit=limit)
    rows = [CatalogueView.model_validate(item) for item in found[:limit]]
    return Page(rows=rows, next=rows[-1].code if len(found) > limit else None)
