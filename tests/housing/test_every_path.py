"""Every act in every state, by the real verbs: what the table allows ends where it says, all else is refused and unwritten."""

from collections.abc import Awaitable, Callable
from datetime import date
from itertools import product
from typing import Any

import pytest

from services.housing.operations.acceptance.note_subsidy import Said, note_subsidy
from services.housing.operations.acceptance.revoke_acceptance import revoke_acceptance
from services.housing.operations.renovation.accept_renovation import accept_renovation
from services.housing.operations.renovation.close_file import close_file
from services.housing.operations.renovation.cure_defect import cure_defect
from services.housing.operations.renovation.finish_works import finish_works
from services.housing.operations.renovation.house_household import house_household
from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.operations.renovation.note_household_change import note_household_change
from services.housing.operations.renovation.note_notice import note_notice
from services.housing.operations.renovation.reject_works import reject_works
from services.housing.operations.renovation.review_renovation import review_renovation
from services.housing.operations.renovation.settle_household import settle_household
from services.housing.operations.renovation.sign_agreement import sign_agreement
from services.housing.operations.renovation.start_works import start_works
from services.housing.operations.renovation.stop_works import stop_works
from services.housing.operations.renovation.visit_again import visit_again
from services.housing.operations.renovation.withdraw_renovation import withdraw_renovation
from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.household_question import HouseholdQuestion
from services.housing.rules.mode import Mode
from services.housing.rules.renovation import MOVES, Act, AnotherLevelNext, RenovationState, RenovationStateForbids
from services.housing.rules.works import Assurance, Stage
from services.housing.schemas.acceptance import RevokeAcceptance
from services.housing.schemas.renovation import (
    CureDefect,
    DatedStep,
    HouseHousehold,
    RejectWorks,
    SettleHousehold,
    StopWorks,
    WithdrawRenovation,
)
from services.housing.store.acceptance import get_acceptance
from services.housing.store.renovation import list_events
from services.housing.tables import Defect, Inspection
from shared.ids import uuid7
from tests.builders.houses import a_change
from tests.builders.housing_renovation import (
    COUNTY_OFFICER,
    REVIEWERS,
    TOWN_OFFICER,
    VILLAGER,
    a_final_look,
    a_renovation,
    an_agreement,
    an_inspection,
    an_opinion,
    on,
)

S = RenovationState
DAY = date(2021, 3, 1)
LATER = on("2021-03-01")
STEP = DatedStep(on=DAY)
Verb = Callable[[Any, Any], Awaitable[object]]


async def _notice(session, renovation, *, has_stood):
    renovation.has_stood, renovation.notice_for = False, renovation.notice_for or uuid7()
    await session.flush()
    return await note_notice(session, renovation.notice_for, has_stood=has_stood, on=DAY, at=LATER)


async def _defect(session, renovation):
    """Whatever the state: an inspection wrote it down before."""
    told = {"renovation_id": renovation.id, "region": renovation.region}
    look = Inspection(stage=Stage.ROOF, inspected_on=DAY, answers={}, inspectors="刘", entered_by="刘", **told)
    session.add(look)
    await session.flush()
    defect = Defect(inspection_id=look.id, assurance=Assurance.QUALITY, what="漏雨", due_on=DAY, **told)
    session.add(defect)
    await session.flush()
    form = CureDefect(on=DAY, cure="已修补")
    return await cure_defect(session, defect.id, form, by=TOWN_OFFICER, at=LATER)


async def _finish(session, renovation):
    for stage in Stage if renovation.state is S.UNDER_WAY else ():
        await inspect_works(session, renovation.id, an_inspection(stage, DAY.isoformat()), by=TOWN_OFFICER, at=LATER)
    return await finish_works(session, renovation.id, STEP, by=VILLAGER, at=LATER)


async def _house(session, renovation):
    renovation.mode = Mode.RENT
    await session.flush()
    return await house_household(session, renovation.id, HouseHousehold(on=DAY, elsewhere="公租房"), by=TOWN_OFFICER, at=LATER)


async def _close(session, renovation):
    if renovation.state is S.ACCEPTED:
        await note_subsidy(session, renovation.acceptance_id, Said(SubsidyState.PAID, LATER, paid_on=DAY))
    return await close_file(session, renovation.id, STEP, by=TOWN_OFFICER, at=LATER)


async def _unaccept(session, renovation):
    if renovation.acceptance_id is None:
        raise RenovationStateForbids  # there is nothing that could be revoked
    (await get_acceptance(session, renovation.acceptance_id)).subsidy = SubsidyState.WAITING
    await session.flush()
    return await revoke_acceptance(
        session, renovation.acceptance_id, RevokeAcceptance(reason="金额有误"), by=COUNTY_OFFICER, at=LATER
    )


async def _question(session, renovation):
    ended = a_change(renovation.household_id, revision=9, state="cancelled", kind="cancelled", happened_on=DAY)
    if not await note_household_change(session, [ended]):
        raise RenovationStateForbids


async def _settle(session, renovation):
    if renovation.state not in (S.CLOSED, S.REFUSED, S.WITHDRAWN):
        renovation.asks, renovation.asked_on = HouseholdQuestion.DIED, DAY
        await session.flush()
    form = SettleHousehold(on=DAY, said="由妻子继续", persons=3)
    return await settle_household(session, renovation.id, form, by=TOWN_OFFICER, at=LATER)


def _stop(session, renovation):
    form = StopWorks.model_validate({"on": DAY, "why": "winter"})
    return stop_works(session, renovation.id, form, by=VILLAGER, at=LATER)


def _accept(session, renovation):
    form = a_final_look(accepted_on="2021-03-01", year=2021)
    return accept_renovation(session, renovation.id, form, by=COUNTY_OFFICER, at=LATER)


def _sign(session, renovation):
    form = an_agreement(signed_on="2021-03-01", starts_on="2021-03-02", ends_on="2021-09-01")
    return sign_agreement(session, renovation.id, form, by=TOWN_OFFICER, at=LATER)


def _reject(session, renovation):
    return reject_works(session, renovation.id, RejectWorks(on=DAY, why="屋面渗漏"), by=COUNTY_OFFICER, at=LATER)


def _withdraw(session, renovation):
    form = WithdrawRenovation(on=DAY, why="自愿放弃")
    return withdraw_renovation(session, renovation.id, form, by=TOWN_OFFICER, at=LATER)


def _inspect(session, renovation):
    return inspect_works(session, renovation.id, an_inspection(Stage.ROOF, "2021-03-01"), by=TOWN_OFFICER, at=LATER)


def _start(session, renovation):
    return start_works(session, renovation.id, STEP, by=VILLAGER, at=LATER)


VERBS: dict[Act, Verb] = {
    Act.NOTICE_STOOD: lambda session, renovation: _notice(session, renovation, has_stood=True),
    Act.NOTICE_STOPPED: lambda session, renovation: _notice(session, renovation, has_stood=False),
    Act.SIGNED: _sign,
    Act.STARTED: _start,
    Act.RESUMED: _start,
    Act.STOPPED: _stop,
    Act.INSPECTED: _inspect,
    Act.CURED: _defect,
    Act.FINISHED: _finish,
    Act.HOUSED: _house,
    Act.NOT_ACCEPTED: _reject,
    Act.ACCEPTED: _accept,
    Act.UNACCEPTED: _unaccept,
    Act.CLOSED: _close,
    Act.VISITED: lambda session, renovation: visit_again(session, renovation.id, STEP, by=VILLAGER, at=LATER),
    Act.WITHDRAWN: _withdraw,
    Act.QUESTIONED: _question,
    Act.SETTLED: _settle,
}
"""How each act is done; whatever else its own law asks is as it should be, so that only the state can forbid it."""
HEARD = (Act.NOTICE_STOOD, Act.NOTICE_STOPPED)
"""Of what funds says of a matter that is over nothing is written, and nobody is refused."""


async def _in(session, state):
    if state is S.STOPPED:
        renovation = await a_renovation(session, S.UNDER_WAY)
        await _stop(session, renovation)
    elif state is S.CLOSED:
        renovation = await a_renovation(session, S.ACCEPTED)
        await _close(session, renovation)
    elif state is S.REFUSED:
        renovation = await a_renovation(session)
        await review_renovation(session, renovation.id, an_opinion(VILLAGER.role, is_agreed=False), by=VILLAGER, at=LATER)
    elif state is S.WITHDRAWN:
        renovation = await a_renovation(session)
        await _withdraw(session, renovation)
    else:
        renovation = await a_renovation(session, state)
    assert renovation.state is state
    return renovation


async def _written(session, renovation, emitted):
    await session.refresh(renovation)
    return renovation.state, len(await list_events(session, renovation.id)), len(await emitted(session))


def test_every_act_of_the_table_is_tried_by_its_verb():
    assert set(VERBS) == set(MOVES) - {Act.REFUSED}


@pytest.mark.parametrize("state", S)
async def test_in_each_state_every_act_does_what_the_table_says(session, emitted, state):
    renovation = await _in(session, state)
    before = await _written(session, renovation, emitted)

    for act, verb in VERBS.items():
        if act is (Act.STARTED if state is S.STOPPED else Act.RESUMED):
            continue  # one door: it resumes what was stopped, and starts what was not
        expected = MOVES[act].get(state)
        attempt = await session.begin_nested()
        if expected is not None or act in HEARD:
            await verb(session, renovation)
            await session.flush()
            assert renovation.state is (expected or state), act
            if expected is not None:
                assert act in {each.act for each in await list_events(session, renovation.id)}, act
        else:
            with pytest.raises(RenovationStateForbids):
                await verb(session, renovation)
        await attempt.rollback()
        assert await _written(session, renovation, emitted) == before, act


AGREES = {S.APPLIED: (VILLAGER, S.VILLAGE_AGREED), S.VILLAGE_AGREED: (TOWN_OFFICER, S.TOWN_AGREED)} | {
    S.TOWN_AGREED: (COUNTY_OFFICER, S.COUNTY_AGREED)
}


@pytest.mark.parametrize("state", S)
async def test_in_each_state_only_the_level_whose_turn_it_is_decides(session, emitted, state):
    renovation = await _in(session, state)
    before = await _written(session, renovation, emitted)

    for reviewer, is_agreed in product(REVIEWERS, (True, False)):
        turn, agreed = AGREES.get(state, (None, state))
        form = an_opinion(reviewer.role, is_agreed=is_agreed)
        attempt = await session.begin_nested()
        if reviewer is turn:
            await review_renovation(session, renovation.id, form, by=reviewer, at=LATER)
            assert renovation.state is (agreed if is_agreed else MOVES[Act.REFUSED][state])
        else:
            with pytest.raises(AnotherLevelNext):
                await review_renovation(session, renovation.id, form, by=reviewer, at=LATER)
        await attempt.rollback()
        assert await _written(session, renovation, emitted) == before
