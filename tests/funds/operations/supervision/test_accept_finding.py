import pytest
from sqlalchemy.exc import IntegrityError

from services.funds.operations.supervision.accept_finding import accept_finding
from services.funds.operations.supervision.explain_finding import explain_finding
from services.funds.operations.supervision.withdraw_acceptance import withdraw_acceptance
from services.funds.rules.money_finding import MoneyFindingState
from services.funds.rules.second_person import SamePerson
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
