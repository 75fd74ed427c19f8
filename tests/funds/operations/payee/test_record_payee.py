"""A household's account: recorded, replaced, kept as history, and never shown whole."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from services.funds.rules.payee import PayeeState, StartsBeforeTheLast
from services.funds.tables import Payee
from shared.ids import uuid7
from shared.vault import unseal
from tests.builders.funds_payments import JULY_1, a_card, a_member, a_payee, an_id


async def test_a_members_account_may_be_paid_at_once(session):
    member = await a_member(session)

    payee = await a_payee(session, member)

    assert (payee.state, payee.findings, payee.region) == (PayeeState.GOOD, [], member.region)
    assert (unseal(payee.card_sealed), payee.card_tail) == (a_card(1), a_card(1)[-4:])


async def test_a_strangers_account_must_be_looked_at(session):
    member = await a_member(session, 1)

    payee = await a_payee(session, member, holder=2)

    assert (payee.state, payee.findings) == (PayeeState.LOOK, ["holder-not-member"])


async def test_one_who_left_the_household_is_no_holder_of_its_account(session):
    member = await a_member(session, 1)
    gone = await a_member(session, 2, household_id=member.household_id, is_member=False)

    assert (await a_payee(session, member, holder=gone.revision)).findings == ["holder-left"]


async def test_of_a_household_that_nobody_told_of_a_person_must_decide(session):
    member = await a_member(session)
    member.household_id = uuid7()

    assert (await a_payee(session, member)).findings == ["household-unknown"]


async def test_another_name_under_the_same_number_must_be_looked_at(session):
    member = await a_member(session)
    await a_payee(session, member, 1, name="王小明")

    assert (await a_payee(session, member, 2, name="王晓明")).findings == ["name-differs"]


async def test_a_card_of_another_household_is_said(session):
    one, other = await a_member(session, 1), await a_member(session, 2)
    await a_payee(session, one, 7)

    payee = await a_payee(session, other, 7)

    assert (payee.state, payee.findings) == (PayeeState.GOOD, ["card-of-other-households"])


async def test_a_new_account_ends_the_one_before_which_stays_as_history(session):
    member = await a_member(session)
    first = await a_payee(session, member, 1)

    await a_payee(session, member, 2, at=JULY_1 + timedelta(days=9))

    assert first.until_on == date(2020, 7, 10)
    payees = (await session.exec(select(Payee).where(Payee.household_id == member.household_id))).all()
    assert len(payees) == 2
    with pytest.raises(StartsBeforeTheLast):
        await a_payee(session, member, 3, at=JULY_1 + timedelta(days=1))


async def test_neither_number_nor_name_stands_in_the_audit(session):
    member = await a_member(session)
    await a_payee(session, member)
    await session.flush()

    kept = await session.scalar(text("SELECT string_agg(after::text, ' ') FROM audit WHERE thing = 'payee'"))

    assert "card_hash" in kept and "sealed" not in kept
    assert a_card(1) not in kept and an_id(1) not in kept and "王小明" not in kept
