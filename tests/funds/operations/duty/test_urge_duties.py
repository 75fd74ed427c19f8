"""Who has not published in time hears of it, and later the county; each once."""

from datetime import date, timedelta

from services.funds.operations.duty.urge_duties import urge_duties
from services.funds.store.duty import Punctuality, count_punctuality
from tests.builders.funds import COUNTY, TOWN, VILLAGE
from tests.builders.funds_notices import a_notice, proved, the_board_of


async def test_the_owner_hears_of_it_first_and_the_county_three_working_days_later(session, emitted):
    duty = await the_board_of(session, await a_notice(session))
    due = duty.due_on  # a Tuesday: three working days are over on Friday, the county hears on Saturday
    for day in (due, due + timedelta(days=1), due + timedelta(days=2), due + timedelta(days=3), due + timedelta(days=4)):
        await urge_duties(session, on=day)
        await urge_duties(session, on=day)

    told = [(event.step, event.region, event.content) for event in await emitted(session)]
    assert told == [("owner", VILLAGE, "asset-income"), ("county", VILLAGE, "asset-income")]
    assert (duty.urged_on, duty.escalated_on) == (due + timedelta(days=1), due + timedelta(days=4))


async def test_what_was_posted_is_late_for_nobody(session):
    await proved(session, await the_board_of(session, await a_notice(session)), on=date(2020, 6, 3))

    assert await urge_duties(session, on=date(2020, 12, 1)) == []


async def test_places_are_counted_by_how_punctual_they_are(session):
    punctual, late, overdue = [await the_board_of(session, await a_notice(session)) for _ in range(3)]
    await proved(session, punctual, on=punctual.due_on)
    await proved(session, late, on=late.due_on + timedelta(days=1))
    year = {"since": date(2020, 1, 1), "until": date(2020, 12, 31)}

    async def counted(on: date) -> list[Punctuality]:
        return await count_punctuality(session, within=COUNTY, digits=9, on=on, **year)

    assert await counted(overdue.due_on) == [Punctuality(TOWN, 3, 1, 1, 0, 1)]
    assert await counted(overdue.due_on + timedelta(days=1)) == [Punctuality(TOWN, 3, 1, 1, 1, 0)]
