"""An acceptance that was a mistake is taken back while its money lies still, and the house may be accepted anew."""

from datetime import date

import pytest
from sqlmodel import select

from services.housing.operations.acceptance.accept_house import accept_house
from services.housing.operations.acceptance.revoke_acceptance import revoke_acceptance
from services.housing.rules.acceptance import NoSuchAcceptance, SubsidyMoves, SubsidyState
from services.housing.schemas.acceptance import RevokeAcceptance
from services.housing.tables import Hazard
from shared.events.housing import HouseAcceptanceRevoked
from shared.ids import uuid7
from tests.builders.housing import ACCEPTED_AT, ACCEPTER, an_acceptance, an_accepted_house

REASON = RevokeAcceptance(reason="补助金额录入有误")


async def test_one_whose_money_waits_is_taken_back_and_told(session, emitted):
    accepted = await an_accepted_house(session)
    accepted.subsidy = SubsidyState.WAITING
    await session.flush()

    await revoke_acceptance(session, accepted.id, REASON, by=ACCEPTER, at=ACCEPTED_AT)

    assert (accepted.revoked_at, accepted.revoked_by, accepted.revocation) == (ACCEPTED_AT, ACCEPTER.subject, REASON.reason)
    told = (await emitted(session))[-1]
    assert isinstance(told, HouseAcceptanceRevoked)
    assert told.acceptance_id == accepted.id
    anew = an_acceptance(subsidy_yuan="12000.00")
    again = await accept_house(session, accepted.survey_id, anew, by=ACCEPTER, on=date(2020, 9, 20), at=ACCEPTED_AT)
    assert (again.house_id, again.subsidy_fen) == (accepted.house_id, 1_200_000)


async def test_one_whose_money_is_on_its_way_stands(session, emitted):
    accepted = await an_accepted_house(session)

    with pytest.raises(SubsidyMoves):
        await revoke_acceptance(session, accepted.id, REASON, by=ACCEPTER, at=ACCEPTED_AT)
    with pytest.raises(NoSuchAcceptance):
        await revoke_acceptance(session, uuid7(), REASON, by=ACCEPTER, at=ACCEPTED_AT)
    assert not any(isinstance(event, HouseAcceptanceRevoked) for event in await emitted(session))


async def test_the_house_stands_in_the_ledger_again(session):
    accepted = await an_accepted_house(session)
    accepted.subsidy = SubsidyState.WITHDRAWN
    await session.flush()

    await revoke_acceptance(session, accepted.id, REASON, by=ACCEPTER, at=ACCEPTED_AT)

    [listed] = await session.exec(select(Hazard))
    assert (listed.struck_on, listed.struck_why, listed.acceptance_id) == (None, None, None)
