import pytest
from sqlalchemy.exc import IntegrityError

from services.funds.operations.supervision.accept_finding import accept_finding
from services.funds.operations.supervision.explain_finding import explain_finding
from services.funds.operations.supervision.withdraw_acceptance import withdraw_acceptance
from services.funds.rules.money_finding import MoneyFindingState
from services.funds.rules.second_person import SamePerson
from shared.events.funds import MoneyFindingReopened, MoneyFindingsSettled
from tests.builders.funds import TOWN, VILLAGE
from tests.builders.funds_payments import JULY_1
from tests.builders.funds_supervision import OTHER_SUPERVISOR, SUPERVISOR, a_finding


async def explained(session):
    session.add(finding := a_finding(at=JULY_1))
    await session.flush()
    return await explain_finding(session, finding.id, "施工单位已进场", by=SUPERVISOR, at=JULY_1)


async def test_another_person_accepts_and_who_explained_does_not(session):
    finding = await explained(session)
    with pytest.raises(SamePerson):
        await accept_finding(session, finding.id, "属实", by=SUPERVISOR, at=JULY_1)

    accepted = await accept_finding(session, finding.id, "核对属实", by=OTHER_SUPERVISOR, at=JULY_1)

    assert (accepted.state, accepted.accepted_by) == (MoneyFindingState.ACCEPTED, OTHER_SUPERVISOR.subject)


async def test_the_database_too_lets_nobody_accept_what_they_explained(session):
    finding = await explained(session)
    finding.state, finding.accepted_by = MoneyFindingState.ACCEPTED, finding.explained_by
    session.add(finding)
    with pytest.raises(IntegrityError, match="money_finding_accepted_by_another"):
        await session.flush()


async def test_an_acceptance_taken_back_waits_for_a_judgement_again(session):
    finding = await explained(session)
    await accept_finding(session, finding.id, "核对属实", by=OTHER_SUPERVISOR, at=JULY_1)

    back = await withdraw_acceptance(session, finding.id)

    assert (back.state, back.acceptance, back.accepted_by, back.accepted_at) == (MoneyFindingState.EXPLAINED, "", "", None)


async def a_standing(session, **said):
    session.add(finding := a_finding(at=JULY_1, **said))
    await session.flush()
    return await explain_finding(session, finding.id, "施工单位已进场", by=SUPERVISOR, at=JULY_1)


async def told(session, emitted):
    return [event for event in await emitted(session) if isinstance(event, MoneyFindingsSettled | MoneyFindingReopened)]


async def test_whoever_is_responsible_has_settled_a_rule_when_its_last_finding_is_accepted(session, emitted):
    first, last = await a_standing(session, region=VILLAGE), await a_standing(session, region=TOWN)
    await a_standing(session, region=TOWN, rule="line-late")  # another rule's
    await accept_finding(session, first.id, "核对属实", by=OTHER_SUPERVISOR, at=JULY_1)
    assert await told(session, emitted) == []

    await accept_finding(session, last.id, "核对属实", by=OTHER_SUPERVISOR, at=JULY_1)

    [settled] = await told(session, emitted)
    assert (settled.region, settled.rule, settled.settled_on.isoformat()) == (TOWN, "line-untouched", "2020-07-01")


async def test_of_what_is_only_worth_a_look_nobody_hears(session, emitted):
    notice = await a_standing(session, region=TOWN, level="notice")
    await accept_finding(session, notice.id, "核对属实", by=OTHER_SUPERVISOR, at=JULY_1)
    await withdraw_acceptance(session, notice.id)
    assert await told(session, emitted) == []


async def test_an_acceptance_taken_back_is_told_to_whoever_is_responsible(session, emitted):
    finding = await a_standing(session, region=VILLAGE)
    await accept_finding(session, finding.id, "核对属实", by=OTHER_SUPERVISOR, at=JULY_1)

    await withdraw_acceptance(session, finding.id)

    [_, reopened] = await told(session, emitted)
    assert (reopened.region, reopened.rule, reopened.rule_title) == (TOWN, "line-untouched", "预算指标长期没有动用")
