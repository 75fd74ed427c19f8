"""A look at a county's money finds what its rules say, keeps what stands, and lets go of what was mended."""

from datetime import timedelta

from sqlmodel import select

from services.funds.operations.household.follow_death import follow_death
from services.funds.operations.payment.withdraw_payment import withdraw_payment
from services.funds.operations.supervision.accept_finding import accept_finding
from services.funds.operations.supervision.explain_finding import explain_finding
from services.funds.rules.money_finding import FindingEnding, MoneyFindingState
from services.funds.schemas.payment import WithdrawPayment
from services.funds.tables import HouseholdMember, Payee, Project
from shared.events.funds import MoneyFindingsSettled
from shared.ids import uuid7
from tests.builders.funds import TOWN
from tests.builders.funds_budget import IN_MARCH
from tests.builders.funds_budget import a_line as a_budget_line
from tests.builders.funds_payments import (
    JULY_1,
    a_batch,
    a_line,
    a_member,
    a_payee,
    a_paying_account,
    answered,
    approved,
    asked,
    lines_of,
    success,
)
from tests.builders.funds_projects import a_contract, an_asked_payment, day
from tests.builders.funds_supervision import OTHER_SUPERVISOR, SUPERVISOR, a_death, every_rule_found, found, looked


async def test_money_that_nobody_spends_is_found_and_goes_when_it_is_spent(session):
    await a_budget_line(session, 10_000_000, region=TOWN)
    await looked(session, IN_MARCH + timedelta(days=89))
    assert await found(session, "line-untouched") == []

    look = await looked(session, IN_MARCH + timedelta(days=120))

    [idle] = await found(session, "line-untouched")
    assert (idle.region, idle.amount_fen, idle.state) == (TOWN, 10_000_000, MoneyFindingState.OPEN)
    assert idle.said == "120 天没有支出，结余 100,000.00 元"
    assert {"line-untouched", "line-behind-calendar"} <= await every_rule_found(session)
    assert (look.found, look.standing) == (1, 2)
    await looked(session, IN_MARCH + timedelta(days=121))
    [same] = await found(session, "line-untouched")
    assert same.id == idle.id
    assert same.said.startswith("121 天")


async def test_a_payment_that_waits_is_found_and_gone_when_it_is_withdrawn(session):
    await a_line(session)
    member = await a_member(session)
    [payment] = await asked(session, [member])
    await looked(session, JULY_1 + timedelta(days=14))
    assert await found(session, "payment-waits-for-review") == []  # ten working days, and two weekends

    await looked(session, JULY_1 + timedelta(days=15))
    [late] = await found(session, "payment-waits-for-review")
    assert (late.subject_id, late.about_id, late.amount_fen) == (payment.id, member.household_id, 100_000)

    await withdraw_payment(session, payment.id, WithdrawPayment(reason="重复提出"), at=JULY_1 + timedelta(days=16))
    look = await looked(session, JULY_1 + timedelta(days=16))
    assert await found(session, "payment-waits-for-review") == []
    [over] = await found(session, "payment-waits-for-review", is_over=True)
    assert (over.state, over.ending) == (MoneyFindingState.MENDED, FindingEnding.MENDED)
    assert look.ended >= 1


async def test_where_nothing_of_a_rule_is_left_it_is_told_and_only_there(session, emitted):
    await a_line(session)
    members = [await a_member(session, 1), await a_member(session, 2)]
    first, second = await asked(session, members)
    await looked(session, JULY_1 + timedelta(days=15))
    await withdraw_payment(session, first.id, WithdrawPayment(reason="重复提出"), at=JULY_1 + timedelta(days=16))
    await looked(session, JULY_1 + timedelta(days=16))
    assert await settled(session, emitted, "payment-waits-for-review") == []

    await withdraw_payment(session, second.id, WithdrawPayment(reason="重复提出"), at=JULY_1 + timedelta(days=17))
    await looked(session, JULY_1 + timedelta(days=17))
    await looked(session, JULY_1 + timedelta(days=18))

    [one] = await settled(session, emitted, "payment-waits-for-review")
    assert one.settled_on.isoformat() == "2020-07-18"


async def settled(session, emitted, rule):
    return [event for event in await emitted(session) if isinstance(event, MoneyFindingsSettled) and event.rule == rule]


async def test_money_that_was_sent_after_its_holder_died_is_found(session):
    await a_line(session)
    first, second = await paid_through_the_bank(session)
    members = [await session.get(HouseholdMember, row.id) for row in await session.exec(select(HouseholdMember))]
    dead = next(member for member in members if member.household_id == first.household_id)
    await follow_death(session, a_death(dead.person_id, 1, died_on="2020-06-01", household_id=dead.household_id))

    await looked(session, JULY_1 + timedelta(days=30))

    [fault] = await found(session, "paid-to-the-dead")
    assert fault.subject_id == first.id != second.id
    assert "2020-06-01 去世" in fault.said
    assert len(await found(session, "card-of-the-dead")) == 1


async def test_who_died_after_the_money_went_out_is_no_finding(session):
    await a_line(session)
    await paid_through_the_bank(session)
    [member, _] = await session.exec(select(HouseholdMember).order_by(HouseholdMember.revision))
    await follow_death(session, a_death(member.person_id, 1, died_on="2020-12-01", household_id=member.household_id))

    await looked(session, JULY_1 + timedelta(days=200))

    assert await found(session, "paid-to-the-dead") == []


async def test_a_household_of_which_nobody_lives_is_not_to_be_paid(session):
    await a_line(session)
    member, alone = await a_member(session, 1), await a_member(session, 2)
    await asked(session, [member, alone])
    await follow_death(session, a_death(alone.person_id, 2, died_on="2020-06-01", household_id=alone.household_id))

    await looked(session, JULY_1)

    [fault] = await found(session, "paid-to-nobody-living")
    assert fault.about_id == alone.household_id


async def paid_through_the_bank(session):
    payments = await approved(session, 2)
    await a_paying_account(session)
    batch = await a_batch(session)
    await answered(session, "".join(success(line) for line in await lines_of(session, batch)))
    return payments


async def test_one_card_of_several_households_is_one_finding(session):
    first, second = await a_member(session, 1), await a_member(session, 2)
    await a_payee(session, first, 7, holder=1)
    await a_payee(session, second, 7, holder=1)
    await looked(session, JULY_1)

    [shared] = await found(session, "card-of-several-households")
    assert shared.said.startswith("2 户登记同一个账户")
    assert "尾号" in shared.label

    for payee in (await session.exec(select(Payee))).all()[1:]:
        payee.until_on = JULY_1.date()
        session.add(payee)
    await session.flush()
    await looked(session, JULY_1 + timedelta(days=1))
    assert await found(session, "card-of-several-households") == []


async def test_payments_split_below_a_limit_and_of_one_matter_twice_are_found(session):
    await a_line(session)
    member = await a_member(session)
    matter = uuid7()
    await asked(session, [member], 300_000, matter=matter)
    other = await a_member(session, 3)
    await asked(session, [other], 300_000)
    await asked(session, [member], 300_000, at=JULY_1 + timedelta(days=5))

    await looked(session, JULY_1 + timedelta(days=6))

    [split] = await found(session, "payment-split-below-town-limit")
    assert "2 笔，合计 6,000.00 元" in split.said


async def test_a_contract_before_its_approval_and_notice_is_found_and_stays_though_explained(session):
    project, contract, _ = await a_contract(session)
    project.approved_on = contract.signed_on + timedelta(days=3)
    session.add(project)
    await session.flush()
    await looked(session, day(60))
    [early] = await found(session, "contract-before-approval")
    assert (early.subject_id, early.about_id) == (contract.id, project.id)
    assert len(await found(session, "work-begun-before-approval")) == 1

    await explain_finding(session, early.id, "批复文件晚到，会议已通过", by=SUPERVISOR, at=day(61))
    await looked(session, day(61))
    [still] = await found(session, "contract-before-approval")
    assert still.state is MoneyFindingState.EXPLAINED


async def test_what_was_accepted_is_found_anew_when_what_it_rests_on_changes(session):
    project, contract, _ = await a_contract(session)
    project.approved_on = contract.signed_on + timedelta(days=3)
    session.add(project)
    await session.flush()
    await looked(session, day(60))
    [early] = await found(session, "contract-before-approval")
    await explain_finding(session, early.id, "批复文件晚到，会议已通过", by=SUPERVISOR, at=day(61))
    await accept_finding(session, early.id, "核对会议纪要属实", by=OTHER_SUPERVISOR, at=day(61))
    await looked(session, day(90))
    [same] = await found(session, "contract-before-approval")
    assert same.state is MoneyFindingState.ACCEPTED

    project = await session.get(Project, project.id)
    project.approved_on += timedelta(days=30)
    session.add(project)
    await session.flush()
    await looked(session, day(91))

    [again] = await found(session, "contract-before-approval")
    assert (again.state, again.id == same.id) == (MoneyFindingState.OPEN, False)
    [over] = await found(session, "contract-before-approval", is_over=True)
    assert over.ending is FindingEnding.OTHERWISE


async def test_a_supplier_who_waits_for_money_is_found(session):
    _, payment, now = await an_asked_payment(session)
    await looked(session, day(now + 30))
    [late] = await found(session, "supplier-payment-waits")
    assert late.subject_id == payment.id


async def test_a_look_at_nothing_finds_nothing(session):
    look = await looked(session, JULY_1)
    assert (look.things, look.found, look.ended, look.standing) == (0, 0, 0, 0)
