"""A household that moves takes along what is under way for it, whatever moved it, and nothing is taken twice."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.open_case import open_case
from services.registry.operations.household.take_along import take_along
from services.registry.operations.watch.note_facts import Heard, note_facts
from services.registry.operations.watch.raise_alerts import raise_alerts
from services.registry.rules.case import Origin
from services.registry.rules.sighting import Sighting
from services.registry.rules.watch import FactKind
from services.registry.store.case import list_parts
from services.registry.tables import Alert, Case, CaseAct, Household, WatchFact
from shared.clock import now, today
from shared.database import set_scope, the_platform
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.registry import AlertMoved, CaseMoved, HouseholdChanged
from shared.ids import uuid7
from tests.builders.registry import LONGTAN
from tests.builders.watch import a_household_in_the_register

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]
AT = datetime(2020, 6, 1, 1, tzinfo=UTC)
THERE = "371311001002"


async def helped_and_watched(session: AsyncSession) -> tuple[Household, Case]:
    """A household with an open case and an undecided alert."""
    household, [head, _] = await a_household_in_the_register(session)
    seen = Sighting(Origin.OFFICER, Trigger.ILLNESS, LONGTAN, identity_hash=head.identity_hash)
    case = await open_case(session, seen, by="村干部")
    lost = Heard(FactKind.JOB_LOSS, "labour", uuid7(), LONGTAN, today(), household_id=household.id)
    await note_facts(session, [lost], by="人社")
    await raise_alerts(session, [household.id], on=today())
    return household, case


async def move(session: AsyncSession, household: Household) -> None:
    (await session.get_one(Household, household.id)).region = THERE
    await session.flush()


async def test_the_case_the_alert_and_its_facts_go_along_and_the_others_are_told(session: AsyncSession, emitted: Emitted) -> None:
    household, case = await helped_and_watched(session)
    await move(session, household)
    for _ in range(2):
        await take_along(session, [household.id], by="household moved", at=AT)

    session.expire_all()
    assert (await session.get_one(Case, case.id)).region == THERE
    assert {part.region for part in await list_parts(session, [case.id])} == {THERE}
    assert {row.region for row in await session.exec(select(Alert))} == {THERE}
    assert {row.region for row in await session.exec(select(WatchFact))} == {THERE}
    [act] = [row for row in await session.exec(select(CaseAct)) if row.act == "moved"]
    assert act.reason == "户已迁移，台账随户"
    told = [event for event in await emitted(session) if isinstance(event, CaseMoved | AlertMoved)]
    assert [(type(event).__name__, event.from_region, event.region) for event in told] == [
        ("CaseMoved", LONGTAN, THERE),
        ("AlertMoved", LONGTAN, THERE),
    ]


async def test_a_closed_case_and_a_decided_alert_stay_where_they_were(session: AsyncSession) -> None:
    household, case = await helped_and_watched(session)
    (await session.get_one(Case, case.id)).closed_at = AT
    [alert] = await session.exec(select(Alert))
    alert.decided_at, alert.outcome = AT, "dismissed"
    await move(session, household)
    await take_along(session, [household.id], by="household moved", at=AT)
    alert_id = alert.id
    session.expire_all()
    assert (await session.get_one(Case, case.id)).region == LONGTAN
    assert (await session.get_one(Alert, alert_id)).region == LONGTAN


async def test_what_we_say_of_a_household_that_moved_is_enough(
    session: AsyncSession, deliver: Callable[..., Awaitable[list[Any]]]
) -> None:
    household, case = await helped_and_watched(session)
    await move(session, household)
    case_id, household_id = case.id, household.id
    await session.commit()
    changed = HouseholdChanged(
        household_id=household_id,
        revision=2,
        kind="transferred",
        happened_on=today(),
        region=THERE,
        state="current",
        occurred_at=now(),
    )
    for _ in range(2):
        assert ["ack"] in [delivery.settled for delivery in await deliver(changed)]
    await set_scope(session, the_platform("test", "look"))
    session.expire_all()
    assert (await session.get_one(Case, case_id)).region == THERE
