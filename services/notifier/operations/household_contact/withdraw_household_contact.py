"""A household does not want to be written to any more."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.household_contact import must_stand
from services.notifier.store.household_contact import lock_contact
from services.notifier.tables import HouseholdContact
from shared.periods import day_in_china
from shared.security import Principal


async def withdraw_household_contact(
    session: AsyncSession, household_id: UUID, *, by: Principal, at: datetime
) -> HouseholdContact:
    """Its telephone and name are forgotten at once; what waits to be sent goes to the officer instead.

    Raises NoHouseholdContact, AgreementWithdrawn.
    """
    contact = await lock_contact(session, household_id)

    must_stand(contact.withdrawn_on)

    contact.sealed_contact, contact.withdrawn_on, contact.withdrawn_by = None, day_in_china(at), by.subject
    session.add(contact)
    await session.flush()
    return contact
