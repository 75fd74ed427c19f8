"""What registry hears is held against the monitoring rules in the same second, and help begins as the rule says."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.open_case import open_case
from services.registry.operations.person.record_death import record_death
from services.registry.rules.case import Origin
from services.registry.rules.sighting import Sighting
from services.registry.rules.watch import is_earning_age
from services.registry.schemas.move import RecordDeath
from services.registry.store.case import list_facts
from services.registry.tables import Alert, Case, WatchFact
from shared.clock import now, today
from shared.database import set_scope, the_platform
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.housing import HouseAppraised, HouseGraded, HouseGradeDecided, SafetySurveyCompleted
from shared.events.medical import BurdenExceeded, BurdenShareExceeded, SettlementCompleted, SettlementReversed
from shared.events.registry import AlertDecided, AlertRaised, NewPovertyDetected, PersonChanged, PersonEnrolled
from shared.ids import uuid7
from shared.security import Role
from tests.builders.registry import LONGTAN
from tests.builders.registry_file import JUNE_10, OFFICER, a_file, seats
from tests.builders.watch import a_household_in_the_register

Deliver = Callable[..., Awaitable[list[Any]]]
Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def look(session: AsyncSession) -> None:
    """A commit ended the scope of the session: see everything again."""
    await set_scope(session, the_platform("test", "look"))


async def alerts(session: AsyncSession) -> list[Alert]:
    await look(session)
    return list(await session.exec(select(Alert).order_by(Alert.rule).execution_options(populate_existing=True)))


def a_settlement(person_id: Any, patient_fen: int = 1_100_000) -> SettlementCompleted:
    return SettlementCompleted(
        settlement_id=uuid7(),
        admission_id=uuid7(),
        hospital="H1",
        region=LONGTAN,
        person_id=person_id,
        total_fen=5_000_000,
        shares=[],
        patient_fen=patient_fen,
        settled_on=today(),
    )


async def test_a_settlement_is_judged_once_and_its_reversal_ends_the_alert(session: AsyncSession, deliver: Deliver) -> None:
    _, [head, _] = await a_household_in_the_register(session)
    await session.commit()
    settled = a_settlement(head.id)
    for _ in range(2):
        assert [delivery.settled for delivery in await deliver(settled)] == [["ack"]]
    [alert] = await alerts(session)
    assert (alert.rule, alert.outcome) == ("stay-over-10000", None)
    undone = SettlementReversed(
        reversal_id=uuid7(),
        settlement_id=settled.settlement_id,
        admission_id=settled.admission_id,
        hospital="H1",
        total_fen=settled.total_fen,
    )
    await deliver(undone)
    [alert] = await alerts(session)
    assert alert.outcome == "withdrawn"


async def test_the_burden_of_a_stranger_is_judged_when_their_household_is_there(
    session: AsyncSession, deliver: Deliver, emitted: Emitted
) -> None:
    burden = BurdenExceeded(
        settlement_id=uuid7(),
        admission_id=uuid7(),
        identity_hash="e" * 64,
        region=LONGTAN,
        year=today().year,
        burden_fen=2_345_678,
        line_fen=1_000_000,
    )
    await deliver(burden)
    [detected] = [event for event in await emitted(session) if isinstance(event, NewPovertyDetected)]
    await deliver(detected)
    [alert] = await alerts(session)
    assert (alert.rule, alert.help, alert.household_id) == ("burden-over-line", "started", detected.household_id)
    assert any("警戒线 10000.00 元" in reason for reason in alert.reasons)


async def test_what_was_known_of_a_stranger_before_they_were_found_is_judged_when_they_are(
    session: AsyncSession, deliver: Deliver, emitted: Emitted
) -> None:
    share = BurdenShareExceeded(
        settlement_id=uuid7(),
        identity_hash="e" * 64,
        region=LONGTAN,
        year=today().year,
        in_policy_fen=2_000_000,
        burden_fen=500_000,
        share_per_mille=250,
        line_per_mille=200,
    )
    await deliver(share)
    assert await alerts(session) == []
    seen = Sighting(Origin.OFFICER, Trigger.ACCIDENT, LONGTAN, identity_hash="e" * 64, happened_on=today())
    case = await open_case(session, seen, by="王干部")
    [detected] = [event for event in await emitted(session) if isinstance(event, NewPovertyDetected)]
    await session.commit()

    await deliver(detected)
    [alert] = await alerts(session)
    assert (alert.rule, alert.household_id) == ("burden-share-over-line", case.household_id)


async def test_a_share_and_a_house_are_judged(session: AsyncSession, deliver: Deliver, emitted: Emitted) -> None:
    household, [head, _] = await a_household_in_the_register(session)
    seen = Sighting(Origin.OFFICER, Trigger.ACCIDENT, LONGTAN, identity_hash=head.identity_hash, happened_on=today())
    case = await open_case(session, seen, by="王干部")
    assert case.household_id == household.id
    await session.commit()
    share = BurdenShareExceeded(
        settlement_id=uuid7(),
        identity_hash=head.identity_hash,
        region=LONGTAN,
        year=today().year,
        in_policy_fen=2_000_000,
        burden_fen=500_000,
        share_per_mille=250,
        line_per_mille=200,
    )
    await deliver(share)
    house = SafetySurveyCompleted(case_id=case.id, survey_id=uuid7(), region=LONGTAN, grade="D", completed_on=today())
    await deliver(house)
    sound = SafetySurveyCompleted(case_id=case.id, survey_id=uuid7(), region=LONGTAN, grade="B", completed_on=today())
    await deliver(sound)
    assert [alert.rule for alert in await alerts(session)] == ["burden-share-over-line", "house-in-danger"]


async def test_a_house_that_a_campaign_found_unsafe_is_a_fact_of_its_household_once(
    session: AsyncSession, deliver: Deliver
) -> None:
    household, _ = await a_household_in_the_register(session)
    await session.commit()
    told = {"house_id": uuid7(), "household_id": household.id, "region": LONGTAN, "origin": "campaign", "graded_on": today()}
    graded = HouseGraded(**told, grade="D", source_id=uuid7())

    await deliver(graded)
    await deliver(HouseGraded(**told, grade="D", source_id=graded.source_id))
    await deliver(HouseGraded(**told, grade="B", source_id=uuid7()))
    await deliver(HouseGraded(**told | {"household_id": None}, grade="D", source_id=uuid7()))

    [alert] = await alerts(session)
    assert (alert.rule, alert.household_id) == ("house-in-danger", household.id)


async def test_an_appraised_house_is_judged_by_the_grade_that_counts_until_it_is_corrected(
    session: AsyncSession, deliver: Deliver
) -> None:
    household, _ = await a_household_in_the_register(session)
    await session.commit()
    house_id, first, second = uuid7(), uuid7(), uuid7()

    def appraised(appraisal_id: UUID, opinion: int, grade: str, counts: str) -> HouseAppraised:
        return HouseAppraised(
            appraisal_id=appraisal_id,
            house_id=house_id,
            household_id=household.id,
            region=LONGTAN,
            opinion=opinion,
            grade=grade,
            standing_grade=counts,
            signed_on=today(),
            valid_until_on=today(),
        )

    await deliver(appraised(second, 2, "B", "B"))
    assert await alerts(session) == []
    await deliver(appraised(first, 1, "D", "D"))
    [alert] = await alerts(session)
    assert (alert.rule, alert.household_id, alert.outcome) == ("house-in-danger", household.id, None)

    decided = HouseGradeDecided(
        dispute_id=uuid7(),
        appraisal_id=first,
        house_id=house_id,
        household_id=household.id,
        region=LONGTAN,
        is_corrected=True,
        grade="B",
        decided_on=today(),
    )
    await deliver(decided)
    [alert] = await alerts(session)
    await session.refresh(alert)
    assert (alert.outcome, alert.reason) == ("withdrawn", "所依据的住房等级经异议已改评")


async def test_what_an_import_says_of_someone_is_judged(session: AsyncSession, deliver: Deliver) -> None:
    household, [head, _] = await a_household_in_the_register(session, particulars={"是否参加新农合(城乡居民医保)": "否"})
    await session.commit()
    enrolled = PersonEnrolled(
        person_id=head.id,
        household_id=household.id,
        identity_hash=head.identity_hash,
        region=LONGTAN,
        classes=["enrolled"],
        in_force_on=today(),
    )
    await deliver(enrolled)
    assert [alert.rule for alert in await alerts(session)] == ["registered-premium-unpaid"]


async def test_a_disaster_opens_a_case_at_once_and_its_confirmation_opens_no_second(
    session: AsyncSession, deliver: Deliver, emitted: Emitted, api: Any
) -> None:
    household, _ = await a_household_in_the_register(session)
    await session.commit()
    fact = {"household_id": str(household.id), "kind": "disaster", "happened_on": today().isoformat(), "note": "房屋进水"}
    taken = await api.as_(Role.VILLAGE, region=LONGTAN).post("/watch/facts", json=fact)
    assert taken.status_code == 201, taken.text
    [alert_id] = taken.json()["alert_ids"]
    [raised] = [event for event in await emitted(session) if isinstance(event, AlertRaised)]
    await deliver(raised)
    await look(session)
    [case] = await session.exec(select(Case))
    assert (case.household_id, case.origin, case.trigger) == (household.id, "watch", "disaster")

    village, town = api.as_(Role.VILLAGE, region=LONGTAN), api.as_(Role.TOWN, region="371311001")
    found = {"visited_on": today().isoformat(), "found": "一间房进水，粮食受损", "is_in_need": True, "papers": ["照片三张"]}
    assert (await village.post(f"/watch/alerts/{alert_id}/visits", json=found)).status_code == 201
    told = (await town.post(f"/watch/alerts/{alert_id}/decision", json={"is_confirmed": True, "reason": "属实"})).json()
    assert (told["outcome"], told["case_id"]) == ("confirmed", str(case.id))
    [decided] = [event for event in await emitted(session) if isinstance(event, AlertDecided)]
    await deliver(decided)
    assert len(await list_facts(session, case.id)) == 1


async def test_a_confirmed_alert_opens_a_case_and_a_dismissed_one_does_not(session: AsyncSession, deliver: Deliver) -> None:
    for is_confirmed in (False, True):
        household, _ = await a_household_in_the_register(session)
        await session.commit()
        decided = AlertDecided(
            alert_id=uuid7(),
            household_id=household.id,
            region=LONGTAN,
            rule="job-loss",
            trigger="job-loss",
            help="after-confirmation",
            is_confirmed=is_confirmed,
            decided_at=now(),
        )
        await deliver(decided)
    await look(session)
    [case] = await session.exec(select(Case))
    assert case.household_id == household.id


async def test_an_earner_s_death_in_the_register_is_a_fact_once_a_person(
    session: AsyncSession, deliver: Deliver, emitted: Emitted
) -> None:
    household, [head, spouse, _] = await a_file(session)
    form = RecordDeath(happened_on=JUNE_10, reason="病故", papers=["死亡证明"], relations=seats(户主=spouse.id))
    await record_death(session, form, person_id=head.id, by=OFFICER, on=today())
    household_id = household.id
    told = [event for event in await emitted(session) if isinstance(event, PersonChanged)]
    await session.commit()
    for event in [*told, *told]:
        await deliver(event)
    await look(session)
    [fact] = await session.exec(select(WatchFact))
    assert (fact.kind, fact.household_id, fact.happened_on) == ("death", household_id, JUNE_10)


@pytest.mark.parametrize(
    ("born_on", "is_earner"),
    [(date(2004, 6, 10), True), (date(2004, 6, 11), False), (date(1960, 6, 11), True), (date(1960, 6, 10), False), (None, True)],
)
def test_earners_are_sixteen_to_fifty_nine(born_on: date | None, is_earner: bool) -> None:
    assert is_earning_age(born_on, on=JUNE_10) is is_earner
