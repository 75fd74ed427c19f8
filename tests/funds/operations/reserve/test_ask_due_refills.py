"""A reserve that falls below its floor is filled again without being asked for."""

from services.funds.operations.reserve.ask_due_refills import ask_due_refills
from services.funds.rules.reserve import RefillOrigin, RefillState
from services.funds.tables import ReserveRefill
from shared.events.funds import ReserveRefillAsked
from tests.builders.funds import OTHER_TOWN, OTHER_VILLAGE, TOWN, a_filled_reserve
from tests.builders.funds_grants import JUNE_3, first_aid, refills


async def test_only_reserves_below_their_floor_are_asked_for_and_once(session, emitted):
    await a_filled_reserve(session, 2_000_000)
    await a_filled_reserve(session, 1_500_000, town=OTHER_TOWN)
    await session.flush()

    asked = [await ask_due_refills(session, at=JUNE_3) for _ in range(2)]

    assert asked == [1, 0]
    [refill] = await refills(session, ReserveRefill)
    assert (refill.region, refill.origin, refill.state, refill.amount_fen) == (
        OTHER_TOWN,
        RefillOrigin.FLOOR,
        RefillState.READY,
        4_500_000,
    )
    [told] = [event for event in await emitted(session) if isinstance(event, ReserveRefillAsked)]
    assert (told.region, told.origin) == (OTHER_TOWN, "floor")


async def test_a_grant_that_takes_the_reserve_below_its_floor_calls_for_a_refill(session):
    await a_filled_reserve(session, 2_299_999)
    await first_aid(session)
    await ask_due_refills(session, at=JUNE_3)

    [refill] = await refills(session, ReserveRefill)
    assert (refill.region, refill.amount_fen) == (TOWN, 6_000_000 - 1_999_999)


async def test_a_town_that_never_had_a_reserve_is_asked_for_when_its_first_household_waits(session):
    await first_aid(session, village=OTHER_VILLAGE)
    await ask_due_refills(session, at=JUNE_3)

    [refill] = await refills(session, ReserveRefill)
    assert (refill.region, refill.state, refill.amount_fen) == (OTHER_TOWN, RefillState.ASKED, 6_000_000)
