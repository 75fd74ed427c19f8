from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import shelter as rule
from services.housing.rules.shelter import LeftAs, StayEndedAlready
from services.housing.rules.standing import standing
from services.housing.schemas.shelter import LeaveShelter
from services.housing.store.disaster import get_disaster
from services.housing.store.disaster_policy import get_disaster_policy_named
from services.housing.store.house import find_house_of
from services.housing.store.shelter import count_days_before, get_shelter, lock_shelter, lock_stay
from services.housing.store.standing import list_found, list_held, list_signed
from services.housing.tables import ShelterStay
from shared import outbox
from shared.clock import china
from shared.events.housing import HouseholdShelterEnded
from shared.security import Principal, Role


async def leave_shelter(
    session: AsyncSession, stay_id: UUID, form: LeaveShelter, *, by: Principal, at: datetime
) -> tuple[ShelterStay, int]:
    """A household goes home, where its house counts as A or B today or for a reason, or lives elsewhere; with what its days come
    to in fen by the transition's standard, of which nothing is paid by this.

    Raises NoSuchStay, OutsideRegion, StayEndedAlready, HomeNotSafe.
    """
    stay = await lock_stay(session, stay_id)
    by.must_cover((await get_shelter(session, stay.shelter_id)).region)
    await lock_shelter(session, stay.shelter_id)
    today = china(at).date()
    house = await find_house_of(session, stay.household_id)
    grade = None
    if house is not None:
        found, signed = await list_found(session, house), await list_signed(session, house.id)
        counts = standing(found, signed, await list_held(session, house.id), on=today)
        grade = counts.grade if counts and not counts.is_held else None
    transition = get_disaster_policy_named((await get_disaster(session, stay.disaster_id)).policy).transition
    before = await count_days_before(session, household_id=stay.household_id, disaster_id=stay.disaster_id)

    if stay.until_at is not None:
        raise StayEndedAlready(until_at=stay.until_at.isoformat())
    left_as = LeftAs(form.left_as)
    # A village sends nobody home into a house that nobody found safe.
    rule.may_go_home(left_as, grade, reason="" if by.role is Role.VILLAGE else form.reason)

    stay.days = rule.days_of(china(stay.since_at).date(), today)
    stay.counted_days = rule.counted(stay.days, before=before, at_most=transition.days)
    stay.until_at, stay.left_as, stay.left_reason, stay.left_by = at, left_as, form.reason, by.subject
    await session.flush()
    standard_fen = stay.persons * stay.counted_days * transition.yuan_per_person_day

    await outbox.record(
        session,
        HouseholdShelterEnded(
            stay_id=stay.id,
            disaster_id=stay.disaster_id,
            household_id=stay.household_id,
            region=stay.region,
            ended_as=left_as.value,
            ended_at=at,
            persons=stay.persons,
            days=stay.days,
            counted_days=stay.counted_days,
            standard_fen=standard_fen,
        ),
    )
    return stay, standard_fen
