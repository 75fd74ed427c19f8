"""Households that agreed to be written to themselves: entered and withdrawn by the officers of their place."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.notifier.operations.household_contact.put_household_contact import put_household_contact
from services.notifier.operations.household_contact.withdraw_household_contact import withdraw_household_contact
from services.notifier.rules.household_contact import AgreedLater, AgreementWithdrawn, NoHouseholdContact
from services.notifier.rules.place import called
from services.notifier.schemas.household_contact import HouseholdContactView, KeptContact, PutHouseholdContact
from services.notifier.store.household_contact import get_contact, list_contacts
from services.notifier.tables import HouseholdContact
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal

router = door("/household-contacts", "群众短信")

Keeper = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]
HouseholdId = Annotated[UUID, Path(title="户标识")]
Within = Annotated[str, Query(title="区划代码", description="该地及其以下", pattern=r"^\d{0,12}$")]


@router.get("", summary="同意接收短信的家庭", responses=refuses(UnreadableCursor))
async def list_household_contacts(
    session: Transaction, by: Keeper, region: Within = "", after: After = None, limit: Limit = PAGE_ROWS
) -> Page[HouseholdContactView]:
    """本辖区现在同意的；号码隐去中间四位。"""
    found = await list_contacts(session, region=region, after=place(after), limit=limit + 1)
    return paged(found, limit, contact_view)


@router.get("/{household_id}", summary="一户是否同意接收短信", responses=refuses(NoHouseholdContact))
async def read_household_contact(household_id: HouseholdId, session: Transaction, by: Keeper) -> HouseholdContactView:
    """也显示已经撤回的。"""
    return contact_view(await get_contact(session, household_id))


@router.put(
    "/{household_id}",
    summary="登记一户同意接收短信",
    responses=refuses(OutsideRegion, AgreedLater, NoHouseholdContact),
)
async def put_contact(
    household_id: HouseholdId, form: PutHouseholdContact, session: Transaction, by: Keeper
) -> HouseholdContactView:
    """本户同意、留下号码后登记；此后到账、告知单、贷款到期等消息直接发给本户，另告知帮扶人员。换号码的再登记一次。"""
    return contact_view(await put_household_contact(session, household_id, form, by=by, at=clock.now()))


@router.post(
    "/{household_id}/withdrawal",
    summary="登记一户撤回同意",
    responses=refuses(NoHouseholdContact, AgreementWithdrawn),
)
async def post_withdrawal(household_id: HouseholdId, session: Transaction, by: Keeper) -> HouseholdContactView:
    """立即删去号码和姓名；还没有发出的短信不再发，改由帮扶人员转告。"""
    return contact_view(await withdraw_household_contact(session, household_id, by=by, at=clock.now()))


def contact_view(contact: HouseholdContact) -> HouseholdContactView:
    said = KeptContact.model_validate_json(unseal(contact.sealed_contact)) if contact.sealed_contact else None
    return HouseholdContactView(
        id=contact.id,
        region=contact.region,
        place=called(contact.region),
        agreed_by=said.agreed_by if said else "",
        agreed_on=contact.agreed_on,
        telephone=said.shown if said else "",
        entered_by=contact.entered_by,
        entered_at=contact.entered_at,
        withdrawn_on=contact.withdrawn_on,
    )
