"""What housing asks its database of accepted houses."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.acceptance import NoSuchAcceptance, SubsidyState
from services.housing.rules.hazard import StruckWhy
from services.housing.rules.house_money import Due
from services.housing.store.hazard import strike
from services.housing.tables import Acceptance, Hazard
from shared.vault import hash_identity


async def put_acceptance(session: AsyncSession, acceptance: Acceptance, listed: Hazard | None) -> None:
    """A house was made safe, whichever way it went: `listed`, its line of the ledger, says so."""
    session.add(acceptance)
    await session.flush()
    if listed:
        listed.acceptance_id = acceptance.id
        await strike(session, listed, StruckWhy.MADE_SAFE, on=acceptance.accepted_on, by=acceptance.accepted_by)


def accepted_news(acceptance: Acceptance, *, renovation_id: UUID | None = None, due: Due | None = None) -> dict[str, Any]:
    """What `HouseAccepted` says of it, by which funds is asked for the subsidy; with `due`, for what is left of it after the
    stages that were paid before."""
    return {
        "acceptance_id": acceptance.id,
        "household_id": acceptance.household_id,
        "house_id": acceptance.house_id,
        "region": acceptance.region,
        "grade": acceptance.grade_before,
        "budget_code": acceptance.budget_code,
        "year": acceptance.year,
        "subsidy_fen": acceptance.subsidy_fen,
        "accepted_on": acceptance.accepted_on,
        "asked_by": hash_identity(acceptance.accepted_by),
        "renovation_id": renovation_id if due else None,
        "due_fen": due.due_fen if due else None,
        "rest_fen": due.rest_fen if due else 0,
        "over_fen": due.over_fen if due else 0,
    }


async def find_standing_acceptance(session: AsyncSession, house_id: UUID, budget_code: str) -> Acceptance | None:
    """What was not revoked."""
    of_house = select(Acceptance).where(Acceptance.house_id == house_id, Acceptance.budget_code == budget_code)
    return (await session.exec(of_house.where(col(Acceptance.revoked_at).is_(None)))).first()


async def get_acceptance(session: AsyncSession, id: UUID) -> Acceptance:
    """Raises NoSuchAcceptance."""
    return _known(await session.get(Acceptance, id), id)


async def lock_acceptance(session: AsyncSession, id: UUID) -> Acceptance:
    """Raises NoSuchAcceptance."""
    return _known(await lock_acceptance_if_there(session, id), id)


async def lock_acceptance_if_there(session: AsyncSession, id: UUID) -> Acceptance | None:
    return await session.get(Acceptance, id, with_for_update=True, populate_existing=True)


def _known(acceptance: Acceptance | None, id: UUID) -> Acceptance:
    if acceptance is None:
        raise NoSuchAcceptance(acceptance_id=str(id))
    return acceptance


async def list_acceptances(
    session: AsyncSession, *, subsidy: SubsidyState | None, survey_id: UUID | None, after: UUID | None, limit: int
) -> Sequence[Acceptance]:
    """The first accepted first."""
    query = select(Acceptance).order_by(col(Acceptance.id)).limit(limit)
    if after is not None:
        query = query.where(col(Acceptance.id) > after)
    if subsidy is not None:
        query = query.where(Acceptance.subsidy == subsidy)
    if survey_id is not None:
        query = query.where(Acceptance.survey_id == survey_id)
    return (await session.exec(query)).all()
