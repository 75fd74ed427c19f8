"""Purchases of the special insurance: drafted by one person, ordered by another, renewed with the list of who joined and left."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Query, Response

from services.medical.api.beneficiaries import InRegion
from services.medical.api.roster_views import PERSON_COLUMNS, SEES_NUMBERS, asked_of, person_cells, region_title
from services.medical.api.rosters import Year
from services.medical.operations.purchase.discard_purchase import discard_purchase
from services.medical.operations.purchase.make_purchase import make_purchase
from services.medical.operations.purchase.order_purchase import order_purchase
from services.medical.rules import purchase as rules
from services.medical.rules.purchase import PURCHASE_KIND_TITLES, PurchaseKind, PurchaseStatus
from services.medical.rules.roster import NoSuchRoster
from services.medical.schemas.purchase import MakePurchase, OrderPurchase, PurchaseChangeView, PurchaseView
from services.medical.store import beneficiaries, purchases
from services.medical.tables import InsurancePurchase
from shared.attachments import AS_WORKBOOK, as_book
from shared.identity import masked, masked_name
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, paged, place
from shared.policy.load import NoPolicyInForce
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import ROWS_LIMIT, Sheet

router = door("/insurance-purchases", "扶贫特惠保险投保")

PurchaseId = Annotated[UUID, Path(title="投保单编号")]
Buyer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR)]
Status = Annotated[PurchaseStatus | None, Query(title="状态", description=rules.STATUSES_SPOKEN)]
Change = Annotated[Literal["", "joined", "left"], Query(title="增减", description="joined 新增；left 退出；不填为全部")]
CHANGE_TITLES = {"joined": "新增", "left": "退出"}
DECIDING = (rules.NoSuchPurchase, OutsideRegion, rules.PurchaseDecided)


@router.post(
    "",
    status_code=201,
    summary="制作投保单（投保、续保或批改）",
    responses=refuses(
        NoSuchRoster,
        OutsideRegion,
        NoPolicyInForce,
        rules.RosterNotConfirmed,
        rules.NotASpecialInsurance,
        rules.RosterAlreadyBought,
        rules.BasePurchaseMissing,
        rules.PeriodWrong,
        rules.PeriodsOverlap,
        rules.PolicyNumberTaken,
    ),
)
async def create_purchase(form: MakePurchase, session: Transaction, by: Buyer) -> PurchaseView:
    """按已确认的名册：年度名册为首次投保或续保，补充名册为批改。人数和保费以名册为准，保额以当地理赔政策文件为准。"""
    return purchase_view(await make_purchase(session, form, by=by))


@router.get("", summary="投保单列表", responses=refuses(UnreadableCursor))
async def list_purchases(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    year: Year = None,
    status: Status = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[PurchaseView]:
    """新的在前。"""
    found = await purchases.list_purchases(
        session, region=region or "", year=year, status=status, after=place(after), limit=limit
    )
    return paged(found, limit, purchase_view)


@router.get("/{purchase_id}", summary="查询投保单", responses=refuses(rules.NoSuchPurchase))
async def read_purchase(purchase_id: PurchaseId, session: Transaction, by: Reader) -> PurchaseView:
    return purchase_view(await purchases.get_purchase(session, purchase_id))


@router.post(
    "/{purchase_id}/order",
    status_code=201,
    summary="下单",
    responses=refuses(*DECIDING, rules.OrderedByItsMaker, rules.PurchaseNotAsSeen),
)
async def create_order(purchase_id: PurchaseId, form: OrderPurchase, session: Transaction, by: Buyer) -> PurchaseView:
    """由制单人以外的人核对人数和保费后下单；下单后不可更改，通知资金服务。"""
    return purchase_view(await order_purchase(session, form, purchase_id=purchase_id, by=by))


@router.delete("/{purchase_id}", summary="作废投保单草稿", responses=refuses(*DECIDING))
async def delete_purchase(purchase_id: PurchaseId, session: Transaction, by: Buyer) -> PurchaseView:
    """已下单的不能作废，人员增减以批改办理。"""
    return purchase_view(await discard_purchase(session, purchase_id=purchase_id, by=by))


@router.get("/{purchase_id}/changes", summary="续保（批改）增减人员", responses=refuses(rules.NoSuchPurchase, UnreadableCursor))
async def list_changes(
    purchase_id: PurchaseId,
    session: Transaction,
    by: Reader,
    change: Change = "",
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[PurchaseChangeView]:
    """续保的与上一年度末在保人员比，批改的与批改之前比；首次投保的全部为新增。"""
    purchase = await purchases.get_purchase(session, purchase_id)
    found = await _changes(session, purchase, by, change=change, after=place(after), limit=limit)
    rows = found[:limit]
    return Page(rows=rows, next=cursor(rows[-1].person_id) if len(found) > limit else None)


@router.get(
    "/{purchase_id}/changes.xlsx",
    summary="续保（批改）增减人员（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchPurchase),
)
async def read_changes_workbook(purchase_id: PurchaseId, session: Transaction, by: Reader, change: Change = "") -> Response:
    purchase = await purchases.get_purchase(session, purchase_id)
    found = await _changes(session, purchase, by, change=change, after=None, limit=ROWS_LIMIT)
    sheet = Sheet(
        "增减人员",
        (*PERSON_COLUMNS, ("增减", 8)),
        [
            (*person_cells(one.person_id, one.name, one.id_number, one.region), CHANGE_TITLES[one.change])
            for one in found[:ROWS_LIMIT]
        ],
    )
    asked = asked_of(
        by,
        [
            ("投保单", f"{purchase.year} 年度 {region_title(purchase.region)} {purchase.policy_no}"),
            ("类型", PURCHASE_KIND_TITLES[PurchaseKind(purchase.kind)]),
            ("增减", CHANGE_TITLES.get(change, "")),
        ],
    )
    return await as_book(f"特惠保险增减人员-{purchase.policy_no}.xlsx", sheet, asked=asked)


async def _changes(
    session: Transaction, purchase: InsurancePurchase, by: Principal, *, change: str, after: UUID | None, limit: int
) -> list[PurchaseChangeView]:
    found = await purchases.list_changes(session, purchase, change=change, after=after, limit=limit)
    papers = await beneficiaries.find_papers(session, [row["identity_hash"] for row in found])
    views = []
    for row in found:
        shown = papers.get(row["identity_hash"])
        is_open = by.role in SEES_NUMBERS
        views.append(
            PurchaseChangeView(
                person_id=row["person_id"],
                household_id=row["household_id"],
                name=shown and (shown.name if is_open else masked_name(shown.name)),
                id_number=shown and (shown.id_number if is_open else masked(shown.id_number)),
                region=row["region"],
                region_name=region_title(row["region"]),
                change=row["change"],
            )
        )
    return views


def purchase_view(purchase: InsurancePurchase) -> PurchaseView:
    return PurchaseView(**purchase.model_dump(), region_name=region_title(purchase.region))
