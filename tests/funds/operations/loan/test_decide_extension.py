"""An extension is agreed to by a second person once its notice has stood; from the old day on the loan bears the longer tier's
rate."""

from datetime import date

import pytest

from services.funds.operations.loan.decide_extension import decide_extension
from services.funds.rules import loan_life
from services.funds.rules.extension import ExtensionDecided
from services.funds.rules.interest import struck
from services.funds.rules.notice import NoticeStillStands, NoticeStopped
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.loan import DecideExtension
from services.funds.store import loan as loans
from services.funds.store.loan import facts_of, list_askings, list_plan
from services.funds.store.notice import letterbox
from services.funds.tables import Loan
from shared.notices.laws import Verdict
from tests.builders.funds_loans import SECOND, TOWN_OFFICER, a_fund, asked_later, extended, lent
from tests.builders.funds_notices import an_objection, answered

YES = DecideExtension(is_agreed=True)


@pytest.fixture
async def loan(session) -> Loan:
    await a_fund(session)
    return await lent(session)


async def test_it_falls_due_later_and_bears_the_new_rate_from_the_old_day_on(session, loan):
    later = await extended(session, loan, "2022-01-10", on="2020-12-20")

    assert later.due_on == date(2022, 1, 10)
    assert [(each.due_on, each.principal_fen) for each in await list_plan(session, loan.id)] == [(date(2022, 1, 10), 50_000_00)]
    facts = await facts_of(session, later, until_on=date(2022, 1, 10))
    # 100 days at 4.75 % of a year of 360; no penalty, and still subsidised.
    period = struck(facts, date(2021, 1, 10), date(2021, 4, 19))
    assert (period.interest_fen, period.penalty_fen, period.subsidy_fen) == (659_72, 0, 659_72)


async def test_where_the_rule_says_so_the_time_that_is_added_is_not_subsidised(session, loan, monkeypatch):
    later = await extended(session, loan, "2022-01-10", on="2020-12-20")
    policy = loans.get_lending_policy_named(loan.policy)
    rule = policy.extension.model_copy(update={"is_subsidised": False})
    elsewhere = policy.model_copy(update={"extension": rule})
    monkeypatch.setattr(loans, "get_lending_policy_named", lambda name: elsewhere)

    facts = await facts_of(session, later, until_on=date(2022, 1, 10))
    assert struck(facts, date(2021, 1, 1), date(2021, 1, 9)).subsidy_fen > 0
    assert struck(facts, date(2021, 1, 10), date(2021, 4, 19)).subsidy_fen == 0


async def test_nobody_agrees_to_what_they_asked_for_nor_before_the_notice_has_stood_nor_twice(session, loan):
    asking = await asked_later(session, loan, "2021-07-10", on="2020-12-20")

    with pytest.raises(SamePerson):
        await decide_extension(session, asking.id, YES, by=TOWN_OFFICER, on=date(2020, 12, 28))
    with pytest.raises(NoticeStillStands):
        await decide_extension(session, asking.id, YES, by=SECOND, on=date(2020, 12, 27))
    await decide_extension(session, asking.id, YES, by=SECOND, on=date(2020, 12, 28))
    with pytest.raises(ExtensionDecided):
        await decide_extension(session, asking.id, YES, by=SECOND, on=date(2020, 12, 28))


async def test_a_loan_that_became_overdue_meanwhile_is_not_extended_any_more(session, loan):
    asking = await asked_later(session, loan, "2021-07-10", on="2020-12-20")
    with pytest.raises(loan_life.OverdueLoan):
        await decide_extension(session, asking.id, YES, by=SECOND, on=date(2021, 1, 12))


async def test_an_objection_that_is_upheld_ends_it_and_a_refusal_leaves_room_for_another_asking(session, loan):
    asking = await asked_later(session, loan, "2021-07-10", on="2020-12-20")
    objection = await an_objection(session, await letterbox.get_notice(session, asking.notice_id), on=date(2020, 12, 22))
    await answered(session, objection, verdict=Verdict.STOP, on=date(2020, 12, 24), answer="经查，该户已有能力归还。")

    with pytest.raises(NoticeStopped):
        await decide_extension(session, asking.id, YES, by=SECOND, on=date(2020, 12, 28))
    no = DecideExtension(is_agreed=False, why="异议成立")
    kept = await decide_extension(session, asking.id, no, by=SECOND, on=date(2020, 12, 28))
    assert kept.due_on == date(2021, 1, 10)
    await asked_later(session, loan, "2021-04-10", on="2020-12-29")
    assert [each.state for each in await list_askings(session, loan.id)] == ["refused", "asked"]
