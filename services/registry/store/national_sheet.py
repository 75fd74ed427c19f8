"""What a sheet of national answers is held to: whose codes they are, and what is on record already."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import Text, Uuid
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.poverty import PovertyState
from services.registry.rules.vocabulary import HouseholdState
from services.registry.store.household import any_of
from services.registry.tables import Household, PovertyEntry


async def list_ids(session: AsyncSession, codes: Collection[str]) -> dict[str, UUID]:
    """Living households that the asker may see, by code. Nothing is locked: each answer locks its own household."""
    query = select(Household.code, Household.id).where(
        col(Household.code) == any_of(codes, Text), Household.state != HouseholdState.CANCELLED
    )
    return {code: household_id for code, household_id in await session.exec(query) if code}


async def list_on_record(session: AsyncSession, household_ids: Collection[UUID]) -> set[tuple[UUID, PovertyState, date]]:
    """Every state that these households ever had, with the day from which."""
    query = select(PovertyEntry).where(col(PovertyEntry.household_id) == any_of(household_ids, Uuid))
    return {(entry.household_id, entry.state, entry.since_on) for entry in await session.exec(query)}
