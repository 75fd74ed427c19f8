"""A loan that falls due is told to the officer nearest to its borrower, without saying whose it is."""

from datetime import date

import pytest
from sqlmodel import select

from services.notifier.operations.message.tell_of_loan import tell_of_loan
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.message import MessageKind
from services.notifier.tables import Delivery
from shared.events.funds import LoanRepaymentAwaited
from shared.ids import uuid7
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, TOWN, VILLAGE, VILLAGE_NAME, a_contact, agreed, by_log

LOAN = uuid7()
OF_LOAN = {"loan_id": LOAN, "region": VILLAGE, "amount_fen": 5_000_000, "due_on": date(2020, 6, 30)}


@pytest.mark.parametrize(
    ("step", "kind", "says"),
    [("reminder", MessageKind.LOAN_DUE, "展期或续贷"), ("overdue", MessageKind.LOAN_LATE, "贴息已自逾期之日停止")],
)
async def test_the_village_is_told_how_much_by_when_and_where_to_look(session, step, kind, says):
    posts = {
        region: await put_post(session, region, None, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
        for region in (VILLAGE, TOWN, COUNTY)
    }

    [letter] = await tell_of_loan(session, LoanRepaymentAwaited(step=step, **OF_LOAN), at=MONDAY)

    assert (letter.kind, letter.post_id, letter.matter_id) == (kind, posts[VILLAGE].id, LOAN)
    for told in (VILLAGE_NAME, "50,000.00 元", "2020-06-30", says, f"/funds/loans/{LOAN}/page"):
        assert told in letter.body
    [delivery] = (await session.exec(select(Delivery))).all()
    assert delivery.message_id == letter.id


async def test_a_household_that_agreed_is_reminded_itself_in_plain_words(session):
    household = await agreed(session)
    event = LoanRepaymentAwaited(step="reminder", household_id=household, **OF_LOAN)

    to_officer, home = await tell_of_loan(session, event, at=MONDAY)

    assert (home.household_id, home.post_id) == (household, None)
    assert home.forms["short"]["body"] == "【及时雨】您家借的小额贷款，6月30日该还50000元。还不上早点去银行商量。不清楚找村干部。"
    assert "已按本户的意愿发短信提醒" in to_officer.body and "可以这样念" not in to_officer.body


async def test_otherwise_the_officer_has_the_plain_words_to_read_out(session):
    [to_officer] = await tell_of_loan(session, LoanRepaymentAwaited(step="overdue", household_id=uuid7(), **OF_LOAN), at=MONDAY)
    assert "“您家借的小额贷款，6月30日就该还了。还差50000元（五万元）。" in to_officer.body
