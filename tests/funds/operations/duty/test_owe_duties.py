"""Every public entry brings the duties of its places, once, however often it is told of."""

from sqlmodel import select

from services.funds.jobs import owe_forgotten_duties
from services.funds.operations.duty.owe_duties import owe_duties
from services.funds.tables import Disclosure, Duty
from shared import clock
from shared.database import set_scope, the_platform
from shared.events.funds import DisclosurePublished
from tests.builders.funds import COUNTY, DETECTED_AT, TOWN, a_filled_reserve, a_need, pay_grant


async def _owed(session) -> list[tuple[str, str, str]]:
    duties = (await session.exec(select(Duty).order_by(Duty.owner, Duty.outlet))).all()
    return [(duty.owner, duty.outlet, duty.title) for duty in duties]


async def _grants(session, count: int) -> list[Disclosure]:
    await a_filled_reserve(session)
    for _ in range(count):
        await pay_grant(session, a_need(), at=DETECTED_AT)
    return list((await session.exec(select(Disclosure))).all())


LIST = "2020年6月到户资金发放情况"
MONTH = [(COUNTY, "portal", LIST), (TOWN, "board", LIST)]


async def test_a_months_grants_are_one_list_however_often_they_are_told_of(session):
    entries = await _grants(session, 3)

    for entry in entries:
        await owe_duties(session, [entry.id])
    await owe_duties(session, [entry.id for entry in entries])

    assert await _owed(session) == MONTH


async def test_the_event_of_an_entry_brings_its_duties(session, deliver):
    [entry] = await _grants(session, 1)
    await session.commit()

    await deliver(DisclosurePublished(entry_id=entry.id, region=TOWN, kind=entry.kind, published_on=entry.published_on))

    await set_scope(session, the_platform("test", "test"))
    assert await _owed(session) == MONTH


async def test_an_entry_of_which_nobody_told_is_found_by_the_clock(session, tick):
    await _grants(session, 2)
    await session.commit()

    with clock.frozen(DETECTED_AT):
        await tick(owe_forgotten_duties, DETECTED_AT)

    await set_scope(session, the_platform("test", "test"))
    assert await _owed(session) == MONTH
