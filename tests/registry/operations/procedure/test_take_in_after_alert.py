"""A confirmed alert opens the take-in where the place's file says so; nobody has to apply once more."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.alert.decide_alert import decide_alert
from services.registry.operations.alert.record_visit import record_visit
from services.registry.operations.procedure.take_in_after_alert import take_in_after_alert
from services.registry.operations.watch.note_facts import Heard, note_facts
from services.registry.operations.watch.raise_alerts import raise_alerts
from services.registry.rules.poverty import MoveNotAllowed, PovertyState
from services.registry.rules.watch import FactKind
from services.registry.schemas.alert import RecordVisit
from services.registry.tables import Household, Procedure
from shared.database import set_scope, the_platform
from shared.events import Event
from shared.events.registry import AlertDecided
from shared.ids import uuid7
from tests.builders.judging import HUNAN_VILLAGE, SHANDONG_VILLAGE, a_seated, known_as, on_the_day

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]
RAISED, DECIDED = date(2020, 9, 1), date(2020, 9, 3)


async def an_alert(session: AsyncSession, household: Household, kind: FactKind = FactKind.JOB_LOSS) -> Any:
    fact = Heard(kind, "department", uuid7(), household.region, RAISED, household_id=household.id)
    with on_the_day(RAISED):
        await note_facts(session, [fact], by="部门")
        _, [alert] = await raise_alerts(session, [household.id], on=RAISED)
    return alert


async def confirm(session: AsyncSession, alert_id: Any, *, is_confirmed: bool = True) -> None:
    seen = RecordVisit(visited_on=RAISED, found="家中只有一人务工，已停工", is_in_need=is_confirmed)
    await record_visit(session, alert_id, seen, by="村干部", on=DECIDED)
    await decide_alert(session, alert_id, is_confirmed=is_confirmed, reason="入户核实", by="镇干部")


async def procedures(session: AsyncSession) -> list[Procedure]:
    await set_scope(session, the_platform("test", "look"))
    return list(await session.exec(select(Procedure)))


@pytest.mark.parametrize(
    ("kind", "known", "target"),
    [
        (FactKind.JOB_LOSS, None, PovertyState.MARGINAL),
        (FactKind.JOB_LOSS, PovertyState.SUPPORTED, PovertyState.UNSTABLE),
        (FactKind.DISASTER, None, PovertyState.STRICKEN),
        (FactKind.DISASTER, PovertyState.SUPPORTED, PovertyState.STRICKEN),
    ],
)
async def test_it_is_put_forward_as_what_it_is(
    session: AsyncSession, kind: FactKind, known: PovertyState | None, target: PovertyState
) -> None:
    household = await a_seated(session, SHANDONG_VILLAGE)
    if known:
        await known_as(session, household, PovertyState.POOR, known)
    alert = await an_alert(session, household, kind)
    with on_the_day(DECIDED):
        procedure = await take_in_after_alert(session, alert.id, by="alert", on=DECIDED)
    assert procedure is not None
    assert (procedure.target, procedure.clue_on, procedure.whole_due_on) == (target, RAISED, date(2020, 9, 16))
    assert procedure.why.startswith("预警核实属实")


async def test_whoever_is_watched_or_poor_or_being_judged_gets_no_second_one(session: AsyncSession) -> None:
    watched, poor, judged = [await a_seated(session, SHANDONG_VILLAGE, first=17 + 10 * at) for at in range(3)]
    alerts = [await an_alert(session, household) for household in (watched, poor, judged)]
    await known_as(session, watched, PovertyState.MARGINAL)
    await known_as(session, poor, PovertyState.POOR)
    with on_the_day(DECIDED):
        for alert in alerts[:2]:
            with pytest.raises(MoveNotAllowed):
                await take_in_after_alert(session, alert.id, by="alert", on=DECIDED)
        assert await take_in_after_alert(session, alerts[2].id, by="alert", on=DECIDED) is not None
        assert await take_in_after_alert(session, alerts[2].id, by="alert", on=DECIDED) is None


async def test_a_place_whose_file_does_not_say_so_leaves_it_to_an_officer(session: AsyncSession) -> None:
    household = await a_seated(session, HUNAN_VILLAGE)
    alert = await an_alert(session, household)
    with on_the_day(DECIDED):
        assert await take_in_after_alert(session, alert.id, by="alert", on=DECIDED) is None


async def test_what_was_decided_is_enough_and_a_dismissed_alert_opens_nothing(
    session: AsyncSession, deliver: Callable[..., Awaitable[list[Any]]], emitted: Emitted
) -> None:
    confirmed, dismissed = [await a_seated(session, SHANDONG_VILLAGE, first=17 + 10 * at) for at in range(2)]
    for household in (confirmed, dismissed):
        alert = await an_alert(session, household)
        with on_the_day(DECIDED):
            await confirm(session, alert.id, is_confirmed=household is confirmed)
    told = [event for event in await emitted(session) if isinstance(event, AlertDecided)]
    confirmed_id = confirmed.id
    await session.commit()
    with on_the_day(DECIDED):
        for event in [*told, *told]:
            await deliver(event)
    assert [procedure.household_id for procedure in await procedures(session)] == [confirmed_id]
