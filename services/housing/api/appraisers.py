"""Door one: the register of appraisers."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.housing.operations.appraiser import end_appraiser as ending
from services.housing.operations.appraiser import register_appraiser as registering
from services.housing.rules import appraiser as rules
from services.housing.schemas.appraiser import AppraiserView, EndAppraiser, RegisterAppraiser
from services.housing.store.appraiser import list_appraisers
from services.housing.tables import Appraiser
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal

router = door("/appraisers", "鉴定人")

AppraiserId = Annotated[UUID, Path(title="鉴定人标识")]

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]
Registrar = Annotated[Principal, may(Role.COUNTY)]


@router.get("", summary="鉴定人名册", responses=refuses(UnreadableCursor))
async def list_registered(
    session: Transaction,
    by: Reader,
    licensed_on: Annotated[date | None, Query(title="在这一天可以鉴定", examples=["2020-06-08"])] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[AppraiserView]:
    """先登记的在前；本县区的，停用的也列出。"""
    found = await list_appraisers(session, region=by.region, licensed_on=licensed_on, after=place(after), limit=limit)
    rows = found[:limit]
    return Page(rows=[_view(row) for row in rows], next=cursor(rows[-1].id) if len(found) > limit else None)


@router.post(
    "",
    status_code=201,
    summary="登记鉴定人",
    responses=refuses(OutsideRegion, rules.LicenceTermBackwards, rules.LicenceKnownAlready),
)
async def register_appraiser(form: RegisterAppraiser, session: Transaction, by: Registrar) -> AppraiserView:
    """姓名加密保存。证书续期的，停用原登记后按新的有效期再登记，以前签署的鉴定仍指向当时的证书。"""
    return _view(await registering.register_appraiser(session, form, by=by, at=clock.now()))


@router.post(
    "/{appraiser_id}/ending",
    status_code=201,
    summary="停用鉴定人",
    responses=refuses(rules.NoSuchAppraiser, rules.AppraiserEndedAlready, rules.EndedInFuture),
)
async def end_appraiser(appraiser_id: AppraiserId, form: EndAppraiser, session: Transaction, by: Registrar) -> AppraiserView:
    """以前签署的鉴定不受影响；确有问题的，逐件提出复核。"""
    return _view(await ending.end_appraiser(session, appraiser_id, form, on=clock.today()))


def _view(appraiser: Appraiser) -> AppraiserView:
    return AppraiserView.model_validate({**appraiser.model_dump(), "person": unseal(appraiser.person_sealed)})
