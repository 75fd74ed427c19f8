"""Write down that a household agreed to be written to itself, or under another telephone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.household_contact import must_have_agreed
from services.notifier.schemas.household_contact import PutHouseholdContact
from services.notifier.store.household_contact import add_contact, lock_contact
from services.notifier.tables import HouseholdContact
from shared.periods import day_in_china
from shared.security import Principal
from shared.vault import seal


async def put_household_contact(
    session: AsyncSession, household_id: UUID, form: PutHouseholdContact, *, by: Principal, at: datetime
) -> HouseholdContact:
    """As it now is, also for one that had withdrawn and agrees again. Messages under way go to the new telephone.

    Raises OutsideRegion, AgreedLater; NoHouseholdContact where the household is registered in another place.
    """
    by.must_cover(form.region, pointer="/region")
    must_have_agreed(form.agreed_on, on=day_in_china(at))
    said: dict[str, Any] = {
        "region": form.region,
        "sealed_contact": seal(form.model_dump_json()),
        "agreed_on": form.agreed_on,
        "entered_by": by.subject,
        "entered_at": at,
    }

    if added := await add_contact(session, HouseholdContact(id=household_id, **said)):
        return added
    contact = await lock_contact(session, household_id)
    contact.sqlmodel_update({**said, "withdrawn_on": None, "withdrawn_by": ""})
    session.add(contact)
    await session.flush()
    return contact
