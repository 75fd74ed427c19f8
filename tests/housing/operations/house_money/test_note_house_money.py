"""What funds says of a promise: held on which lines, or which source lacks how much; the newest word counts."""

from services.housing.operations.house_money.end_house_money import end_house_money
from services.housing.operations.house_money.note_house_money import note_house_money
from services.housing.rules.house_money import MoneyState
from services.housing.rules.renovation import RenovationState
from shared.events.housing import RenovationUnplanned
from tests.builders.housing_money import a_promise, held, lacks
from tests.builders.housing_renovation import a_renovation, on


async def test_what_lacks_is_shown_until_it_is_held(session):
    money = await a_promise(session)

    await note_house_money(session, money.renovation_id, lacks())
    assert (money.state, money.short[0]["lacks_fen"], money.code) == (MoneyState.LACKING, 400_000, "lines-for-house-short")

    await note_house_money(session, money.renovation_id, held(at="2020-06-28"))
    assert (money.state, money.held_fen, money.short, money.code) == (MoneyState.HELD, 1_800_000, [], "")
    assert money.lines[0]["line"] == "B-371311-2020-0001"


async def test_an_older_word_or_one_about_an_older_plan_changes_nothing(session):
    money = await a_promise(session)
    await note_house_money(session, money.renovation_id, held(at="2020-06-28"))

    await note_house_money(session, money.renovation_id, lacks(at="2020-06-27"))
    money.plan = 2
    await session.flush()
    await note_house_money(session, money.renovation_id, lacks(at="2020-06-29", plan=1))

    assert money.state is MoneyState.HELD


async def test_money_that_is_held_for_what_has_ended_meanwhile_is_given_up_once_more(session, emitted):
    money = await a_promise(session)
    await end_house_money(session, money.renovation_id, at=on("2020-06-27"))

    await note_house_money(session, money.renovation_id, held(at="2020-06-28"))

    assert money.state is MoneyState.FREED
    assert len([each for each in await emitted(session) if isinstance(each, RenovationUnplanned)]) == 2


async def test_of_what_was_never_promised_nothing_is_noted(session):
    renovation = await a_renovation(session, RenovationState.APPLIED)

    assert await note_house_money(session, renovation.id, held()) is None
