"""What funds asks back stands in the household's file, whatever order its events come in."""

from datetime import date

from services.housing.operations.house_money.note_recovery import SaidOfRecovery, note_recovery
from services.housing.rules.money_recovery import RecoveryState
from services.housing.rules.renovation import RenovationState
from services.housing.store.money_recovery import list_recoveries
from shared.ids import uuid7
from tests.builders.housing import an_accepted_house
from tests.builders.housing_money import a_held_promise, a_place_that, released
from tests.builders.housing_renovation import on

PAYMENT = uuid7()
BACK_BY = date(2020, 9, 30)


def _proposed(day="2020-08-11"):
    return SaidOfRecovery(on(day), PAYMENT, RecoveryState.PROPOSED, 5400_00, why="house-abandoned")


def _ordered(day="2020-08-12"):
    return SaidOfRecovery(on(day), PAYMENT, RecoveryState.OPEN, 5400_00, why="house-abandoned", back_by=BACK_BY)


def _over(state=RecoveryState.RECOVERED, day="2020-09-20", recovered_fen=5400_00):
    return SaidOfRecovery(on(day), PAYMENT, state, 5400_00, recovered_fen=recovered_fen, closed_on=date(2020, 9, 20))


async def _a_paid_stage(session, tmp_path):
    with a_place_that(tmp_path):
        money = await a_held_promise(session, RenovationState.UNDER_WAY)
        [start] = await released(session, money)
    return start


async def test_a_renovation_says_what_is_asked_back_by_when_and_that_it_came(session, tmp_path):
    start, order = await _a_paid_stage(session, tmp_path), uuid7()

    await note_recovery(session, order, start.matter_id, _proposed())
    await note_recovery(session, order, start.matter_id, _ordered())
    [asked] = (await list_recoveries(session, [start.renovation_id]))[start.renovation_id]
    assert (asked.state, asked.back_by, asked.amount_fen) == (RecoveryState.OPEN, BACK_BY, 5400_00)

    await note_recovery(session, order, start.matter_id, _over())
    assert (asked.state, asked.recovered_fen, asked.closed_on) == (RecoveryState.RECOVERED, 5400_00, date(2020, 9, 20))


async def test_what_was_so_before_adds_only_what_was_not_told(session, tmp_path):
    start, order = await _a_paid_stage(session, tmp_path), uuid7()

    await note_recovery(session, order, start.matter_id, _over(RecoveryState.LIFTED, recovered_fen=0))
    late = await note_recovery(session, order, start.matter_id, _ordered())

    assert (late.state, late.why, late.back_by, late.recovered_fen) == (RecoveryState.LIFTED, "house-abandoned", BACK_BY, 0)


async def test_of_a_house_without_a_renovation_it_is_known_by_its_acceptance(session):
    acceptance = await an_accepted_house(session)

    kept = await note_recovery(session, uuid7(), acceptance.id, _ordered())

    assert (kept.acceptance_id, kept.renovation_id, kept.region) == (acceptance.id, None, acceptance.region)


async def test_what_was_asked_for_by_hand_is_not_ours(session):
    assert await note_recovery(session, uuid7(), uuid7(), _ordered()) is None
