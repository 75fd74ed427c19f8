"""Households that agreed to be written to themselves, and what is done when one could not be reached."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.household_contact import NoHouseholdContact
from services.notifier.rules.message import MessageKind
from services.notifier.rules.routing import officer_of
from services.notifier.store.delivery import Due
from services.notifier.store.post import list_desks
from services.notifier.store.ways import Addressed
from services.notifier.store.writing import About, add_letters, letter_to, read_aloud
from services.notifier.tables import HouseholdContact
from shared import settings

# A move that was heard of after a later one changes nothing.
_MOVE = text("""
UPDATE household_contact SET region = new.region, revision = new.revision
FROM unnest(CAST(:ids AS uuid[]), CAST(:regions AS text[]), CAST(:revisions AS integer[])) AS new (id, region, revision)
WHERE household_contact.id = new.id AND household_contact.revision < new.revision
""")


async def list_agreed(session: AsyncSession, household_ids: Collection[UUID]) -> Mapping[UUID, HouseholdContact]:
    """Of these households those that agree now, by household."""
    agreed = select(HouseholdContact).where(
        col(HouseholdContact.id).in_(household_ids), col(HouseholdContact.withdrawn_on).is_(None)
    )
    return {contact.id: contact for contact in (await session.exec(agreed)).all()}


async def get_contact(session: AsyncSession, household_id: UUID) -> HouseholdContact:
    """Also a withdrawn one. Raises NoHouseholdContact."""
    found = await find_contact(session, household_id)
    if found is None:
        raise NoHouseholdContact
    return found


async def find_contact(session: AsyncSession, household_id: UUID) -> HouseholdContact | None:
    """Also a withdrawn one; None where there was none yet, and where the household is another place's."""
    return await session.get(HouseholdContact, household_id)


async def add_contact(session: AsyncSession, contact: HouseholdContact) -> HouseholdContact | None:
    """The new row; None where there is one, also one that the asker may not see."""
    added = insert(HouseholdContact).values(contact.model_dump()).on_conflict_do_nothing().returning(HouseholdContact)
    row: HouseholdContact | None = (await session.execute(added)).scalar_one_or_none()
    return row


async def lock_contact(session: AsyncSession, household_id: UUID) -> HouseholdContact:
    """Raises NoHouseholdContact."""
    found = await session.get(HouseholdContact, household_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NoHouseholdContact
    return found


async def list_contacts(session: AsyncSession, *, region: str = "", after: UUID | None, limit: int) -> Sequence[HouseholdContact]:
    """Those that agree now, in the order of their numbers. `region` is a place with every place in it."""
    agreed = select(HouseholdContact).where(col(HouseholdContact.withdrawn_on).is_(None))
    if region:
        agreed = agreed.where(col(HouseholdContact.region).startswith(region))
    if after:
        agreed = agreed.where(HouseholdContact.id > after)
    return (await session.exec(agreed.order_by(col(HouseholdContact.id)).limit(limit))).all()


async def move_contacts(session: AsyncSession, moved: Mapping[UUID, tuple[str, int]]) -> None:
    """By household, where it lives now and the revision of its registration that says so."""
    in_order = sorted(moved)
    await session.execute(
        _MOVE,
        {
            "ids": in_order,
            "regions": [moved[household_id][0] for household_id in in_order],
            "revisions": [moved[household_id][1] for household_id in in_order],
        },
    )


async def tell_of_unreached(session: AsyncSession, given_up: Sequence[Due | Addressed], *, at: datetime) -> None:
    """Of messages to households that could not be delivered: the officer of where the household lives now reads them out."""
    unreached = [one for one in given_up if one.household_id]
    if not unreached:
        return
    living = select(HouseholdContact.id, HouseholdContact.region).where(
        col(HouseholdContact.id).in_({one.household_id for one in unreached})
    )
    lives_in = dict((await session.exec(living)).all())
    desks, base = await list_desks(session, *lives_in.values()), settings.current().base_url
    letters = [
        letter_to(
            officer_of(lives_in[one.household_id], desks),
            MessageKind.HOUSEHOLD_UNREACHED,
            About(lives_in[one.household_id], case_id=one.case_id, matter_id=one.matter_id),
            at=at,
            read_out=read_aloud(one.body),
            link=link.household_contact(base, one.household_id),
        )
        for one in unreached
        if one.household_id
    ]
    await add_letters(session, letters)
