"""Households that agreed to be written to themselves: entered and withdrawn by the officers of their place."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Form, Path, Request
from fastapi.responses import HTMLResponse

from services.notifier.operations.household_contact.put_household_contact import put_household_contact
from services.notifier.operations.household_contact.withdraw_household_contact import withdraw_household_contact
from services.notifier.rules.household_contact import AgreedLater, AgreementWithdrawn, NoHouseholdContact
from services.notifier.schemas.household_contact import HouseholdContactView, PutHouseholdContact
from services.notifier.store.household_contact import get_contact, list_contacts
from services.notifier.tables import HouseholdContact
from shared import clock, regions
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal
from shared.written_form import PageNotOurs, WrittenForm, ticket_for

router = door("/household-contacts", "群众短信")
written = door("/household-contacts", "群众短信", kind=WrittenForm)

Keeper = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]
HouseholdId = Annotated[UUID, Path(title="户标识")]


@router.get("", summary="同意接收短信的家庭", responses=refuses(UnreadableCursor))
async def list_household_contacts(
    session: Transaction, by: Keeper, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[HouseholdContactView]:
    """本辖区现在同意的；号码隐去中间四位。"""
    return paged(await list_contacts(session, after=place(after), limit=limit + 1), limit, _view)


@router.get("/{household_id}", summary="一户是否同意接收短信", responses=refuses(NoHouseholdContact))
async def read_household_contact(household_id: HouseholdId, session: Transaction, by: Keeper) -> HouseholdContactView:
    """也显示已经撤回的。"""
    return _view(await get_contact(session, household_id))


@router.put(
    "/{household_id}",
    summary="登记一户同意接收短信",
    responses=refuses(OutsideRegion, AgreedLater, NoHouseholdContact),
)
async def put_contact(
    household_id: HouseholdId, form: PutHouseholdContact, session: Transaction, by: Keeper
) -> HouseholdContactView:
    """本户同意、留下号码后登记；此后到账、告知单、贷款到期等消息直接发给本户，另告知帮扶人员。换号码的再登记一次。"""
    return _view(await put_household_contact(session, household_id, form, by=by, at=clock.now()))


@router.post(
    "/{household_id}/withdrawal",
    summary="登记一户撤回同意",
    responses=refuses(NoHouseholdContact, AgreementWithdrawn),
)
async def post_withdrawal(household_id: HouseholdId, session: Transaction, by: Keeper) -> HouseholdContactView:
    """立即删去号码和姓名；还没有发出的短信不再发，改由帮扶人员转告。"""
    return _view(await withdraw_household_contact(session, household_id, by=by, at=clock.now()))


@written.get(
    "/{household_id}/page",
    summary="一户的短信联系方式（网页）",
    response_class=HTMLResponse,
    responses=refuses(NoHouseholdContact),
)
async def show_contact(household_id: HouseholdId, request: Request, session: Transaction, by: Keeper) -> HTMLResponse:
    """谁同意的、号码后四位；可以登记撤回。"""
    return _page(await get_contact(session, household_id), by, request)


@written.post(
    "/{household_id}/page",
    summary="在网页上登记撤回",
    response_class=HTMLResponse,
    responses=refuses(NoHouseholdContact, AgreementWithdrawn, PageNotOurs),
)
async def write_withdrawal(
    household_id: HouseholdId,
    request: Request,
    session: Transaction,
    by: Keeper,
    ticket: Annotated[str, Form(title="页面凭证", max_length=2000, examples=["AYx3…"])],
    act: Annotated[Literal["withdraw"], Form(title="办什么", examples=["withdraw"])],
) -> HTMLResponse:
    return _page(await withdraw_household_contact(session, household_id, by=by, at=clock.now()), by, request)


def _page(contact: HouseholdContact, by: Principal, request: Request) -> HTMLResponse:
    return page(
        "notifier",
        "household_contact.html",
        region=by.region,
        contact=_view(contact),
        ticket=ticket_for(by, request.url.path) if contact.withdrawn_on is None else "",
    )


def _view(contact: HouseholdContact) -> HouseholdContactView:
    said = PutHouseholdContact.model_validate_json(unseal(contact.sealed_contact)) if contact.sealed_contact else None
    return HouseholdContactView(
        id=contact.id,
        region=contact.region,
        place=regions.name_of(contact.region),
        agreed_by=said.agreed_by if said else "",
        agreed_on=contact.agreed_on,
        telephone=said.shown if said else "",
        entered_by=contact.entered_by,
        entered_at=contact.entered_at,
        withdrawn_on=contact.withdrawn_on,
    )
