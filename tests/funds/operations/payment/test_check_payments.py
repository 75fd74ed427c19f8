"""Paid twice for the same thing: found across matters, kin and regions, once, and in whatever order they come."""

from sqlmodel import select

from services.funds.operations.payment.check_payments import check_payments
from services.funds.operations.payment.withdraw_payment import withdraw_payment
from services.funds.rules.double_dip import DoubleDipKind, DoubleDipState
from services.funds.rules.payment import Ask
from services.funds.rules.payment_policy import Verdict
from services.funds.rules.transfer import About, Purpose
from services.funds.schemas.payment import WithdrawPayment
from services.funds.store.payment import ask_payments
from services.funds.tables import DoubleDip
from shared.ids import uuid7
from tests.builders.funds import OTHER_VILLAGE
from tests.builders.funds_payments import CLAUSE, JULY_1, LINE, OTHER_LINE, a_line, a_member, a_payee, asked


async def dips(session) -> list[DoubleDip]:
    await session.flush()
    return list(await session.exec(select(DoubleDip).order_by(DoubleDip.id)))


async def test_two_matters_of_one_programme_and_year_are_found_out_of_whatever_account(session):
    await a_line(session)
    await a_line(session, key=OTHER_LINE)
    member = await a_member(session)
    [first] = await asked(session, [member])
    [second] = await asked(session, [member], 200_000, key=OTHER_LINE)

    [dip] = await dips(session)

    assert (dip.payment_id, dip.other_id, dip.kind) == (second.id, first.id, DoubleDipKind.HOUSEHOLD)
    assert (dip.verdict, dip.state, dip.other_amount_fen) == (Verdict.REFUSE, DoubleDipState.OPEN, 100_000)
    assert "平台推定" in dip.clause


async def test_another_round_of_the_same_matter_is_none_and_another_year_neither(session):
    await a_line(session)
    member = await a_member(session)
    matter = uuid7()
    asks = [
        Ask(About.HOUSING, matter, member.household_id, member.region, 100, CLAUSE, "x", round=1),
        Ask(About.HOUSING, matter, member.household_id, member.region, 100, CLAUSE, "x", round=2),
        Ask(About.HOUSING, uuid7(), member.household_id, member.region, 100, CLAUSE, "x", period="2019"),
        Ask(About.HOUSING, uuid7(), member.household_id, member.region, 100, CLAUSE, "x", programme="schooling"),
    ]
    await ask_payments(session, asks, out_of=LINE, purpose=Purpose.HOUSEHOLD_PAYMENT, by="甲", at=JULY_1)

    assert await check_payments(session, at=JULY_1) == 4
    assert await dips(session) == []


async def test_households_that_share_a_member_or_did_are_kin_wherever_they_live(session):
    await a_line(session)
    son = await a_member(session, 1)
    await a_member(session, 1, person_id=son.person_id, village=OTHER_VILLAGE, is_member=False)
    parents = await a_member(session, 1, person_id=son.person_id, household_id=uuid7(), is_member=False, village=OTHER_VILLAGE)
    await asked(session, [parents])
    [payment] = await asked(session, [son])

    [dip] = await dips(session)

    assert (dip.payment_id, dip.kind, dip.verdict) == (payment.id, DoubleDipKind.KIN, Verdict.WARN)
    assert (dip.region, dip.other_region) == (son.region, OTHER_VILLAGE)


async def test_a_pair_is_listed_once_however_both_are_compared(session):
    await a_line(session)
    member = await a_member(session)
    asks = [Ask(About.HOUSING, uuid7(), member.household_id, member.region, 100, CLAUSE, "x") for _ in range(3)]
    await ask_payments(session, asks, out_of=LINE, purpose=Purpose.HOUSEHOLD_PAYMENT, by="甲", at=JULY_1)

    await check_payments(session, at=JULY_1)
    await check_payments(session, at=JULY_1)

    assert len(await dips(session)) == 3


async def test_what_was_withdrawn_is_no_payment(session):
    await a_line(session)
    member = await a_member(session)
    [first] = await asked(session, [member])
    await withdraw_payment(session, first.id, WithdrawPayment(reason="改由另一事项"), at=JULY_1)
    await asked(session, [member])

    assert await dips(session) == []


async def test_a_card_that_another_household_has_too_is_noted_on_the_payment(session):
    await a_line(session)
    one, other = await a_member(session, 1), await a_member(session, 2)
    await a_payee(session, one, 7)
    await a_payee(session, other, 7)

    payments = await asked(session, [one, other])

    assert [payment.findings for payment in payments] == [["card-of-other-households"]] * 2
