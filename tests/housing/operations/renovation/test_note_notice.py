from services.housing.operations.renovation.note_notice import note_notice
from services.housing.operations.renovation.review_renovation import review_renovation
from services.housing.operations.renovation.withdraw_renovation import withdraw_renovation
from services.housing.rules.renovation import RenovationState
from services.housing.schemas.renovation import WithdrawRenovation
from services.housing.store.renovation import list_events
from shared.ids import uuid7
from tests.builders.housing_renovation import TOWN_OFFICER, VILLAGER, a_renovation, an_opinion, on


async def _shown(session, by=VILLAGER, until=RenovationState.APPLIED, day="2020-06-18"):
    renovation = await a_renovation(session, until)
    await review_renovation(session, renovation.id, an_opinion(by.role), by=by, at=on(day))
    return renovation


async def _end(session, matter_id, *, has_stood):
    at = on("2020-06-26")
    return await note_notice(session, matter_id, has_stood=has_stood, on=at.date(), at=at)


async def test_a_notice_that_has_stood_lets_the_next_level_decide(session):
    renovation = await _shown(session)

    await _end(session, renovation.notice_for, has_stood=True)
    await _end(session, renovation.notice_for, has_stood=True)

    assert (renovation.state, renovation.has_stood) == (RenovationState.VILLAGE_AGREED, True)
    assert [each.act for each in await list_events(session, renovation.id)].count("notice-stood") == 1


async def test_an_objection_found_right_makes_the_level_decide_anew(session):
    renovation = await _shown(session, TOWN_OFFICER, RenovationState.VILLAGE_AGREED)

    await _end(session, renovation.notice_for, has_stood=False)
    assert (renovation.state, renovation.notice_for) == (RenovationState.VILLAGE_AGREED, None)

    await review_renovation(session, renovation.id, an_opinion(TOWN_OFFICER.role), by=TOWN_OFFICER, at=on("2020-06-29"))
    assert renovation.state is RenovationState.TOWN_AGREED


async def test_a_villages_stopped_notice_leads_back_to_its_assembly(session):
    renovation = await _shown(session)

    await _end(session, renovation.notice_for, has_stood=False)

    assert (renovation.state, renovation.has_stood) == (RenovationState.APPLIED, True)


async def test_what_comes_after_a_withdrawal_or_of_another_matter_changes_nothing(session):
    renovation = await _shown(session)
    matter = renovation.notice_for
    form = WithdrawRenovation.model_validate({"on": "2020-06-19", "why": "户主放弃"})
    await withdraw_renovation(session, renovation.id, form, by=TOWN_OFFICER, at=on("2020-06-19"))

    assert await _end(session, matter, has_stood=True) is None
    assert await _end(session, uuid7(), has_stood=True) is None
    assert renovation.state is RenovationState.WITHDRAWN
