"""Money for households and from assets is told once to whoever stands nearest or has to act, without a name, card or account."""

from datetime import date, datetime

import pytest
from sqlmodel import select

from services.notifier.operations.message.tell_of_money import tell_of_money
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.message import MessageKind
from services.notifier.store.post import list_posts
from services.notifier.tables import Delivery, Message
from shared.events.funds import (
    AssetIncomeAwaited,
    HouseholdPaid,
    HouseholdPaymentFailed,
    HouseholdPaymentReturned,
    HouseholdStatementIssued,
)
from shared.ids import uuid7
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, TOWN, VILLAGE, VILLAGE_NAME, a_contact, agreed, by_log

HOUSEHOLD, ASSET = uuid7(), uuid7()
NOON = datetime.fromisoformat("2020-06-01T12:00:00+08:00")
"""When it happened: a Monday."""
OF_PAYMENT = {
    "payment_id": uuid7(),
    "household_id": HOUSEHOLD,
    "region": TOWN,
    "about": "distribution",
    "about_id": uuid7(),
    "occurred_at": NOON,
}
OF_DUE = {"due_id": uuid7(), "asset_id": ASSET, "region": VILLAGE, "amount_fen": 880_173, "occurred_at": NOON}

PAID = HouseholdPaid(amount_fen=123_450, paid_on=date(2020, 6, 1), **OF_PAYMENT)
FAILED = HouseholdPaymentFailed(code="AC04", failed_on=date(2020, 6, 1), **OF_PAYMENT)
RETURNED = HouseholdPaymentReturned(amount_fen=123_450, returned_on=date(2020, 6, 1), **OF_PAYMENT)
STATEMENT = HouseholdStatementIssued(
    household_id=HOUSEHOLD, region=VILLAGE, month="2020-05", payments=3, amount_fen=234_500, occurred_at=NOON
)
DUE_SOON = AssetIncomeAwaited(step="reminder", due_on=date(2020, 6, 30), **OF_DUE)
IN_ARREARS = AssetIncomeAwaited(step="overdue", due_on=date(2020, 5, 31), **OF_DUE)
EACH = [PAID, FAILED, RETURNED, STATEMENT, DUE_SOON, IN_ARREARS]


async def posts(session):
    return {
        region: await put_post(session, region, None, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
        for region in (VILLAGE, TOWN, COUNTY)
    }


@pytest.mark.parametrize(
    ("event", "kind", "told", "says"),
    [
        (PAID, MessageKind.HOUSEHOLD_PAID, TOWN, ["资产收益分配", "1,234.50 元", "2020-06-01", f"/{HOUSEHOLD}/received/page"]),
        (STATEMENT, MessageKind.STATEMENT_ISSUED, VILLAGE, [VILLAGE_NAME, "2020 年 5 月", "3 笔", "2,345.00 元"]),
        (FAILED, MessageKind.PAYMENT_FAILED, TOWN, ["资产收益分配", "账户已销户（AC04）", "更正", "最迟：2020-06-08"]),
        (RETURNED, MessageKind.PAYMENT_RETURNED, TOWN, ["1,234.50 元", "2020-06-01 退回", "最迟：2020-06-08"]),
        (DUE_SOON, MessageKind.INCOME_DUE, COUNTY, [VILLAGE_NAME, "8,801.73 元", "最迟：2020-06-30", f"/{ASSET}/page"]),
        (IN_ARREARS, MessageKind.INCOME_LATE, COUNTY, ["2020-05-31，已经拖欠", "催缴", "最迟：2020-06-15"]),
    ],
    ids=lambda value: value.value if isinstance(value, MessageKind) else None,
)
async def test_each_is_told_to_whoever_stands_nearest_or_has_to_act(session, event, kind, told, says):
    known = await posts(session)

    [letter] = await tell_of_money(session, [event], at=NOON)

    assert (letter.kind, letter.post_id, letter.region) == (kind, known[told].id, event.region)
    assert [part for part in says if part not in letter.subject + letter.body] == []
    [delivery] = await session.exec(select(Delivery))
    assert (delivery.message_id, delivery.due_at) == (letter.id, NOON)


async def test_a_bank_s_whole_answer_is_told_in_one_go_each_household_its_own(session):
    many = [PAID.model_copy(update={"event_id": uuid7(), "payment_id": uuid7()}) for _ in range(30)]

    await tell_of_money(session, many, at=NOON)

    letters = (await session.exec(select(Message))).all()
    assert {letter.matter_id for letter in letters} == {event.payment_id for event in many}
    assert len((await session.exec(select(Delivery))).all()) == 30


async def test_where_no_post_is_known_it_stands_in_the_duty_log(session):
    assert not await list_posts(session, after=None, limit=1)

    [letter] = await tell_of_money(session, [FAILED], at=NOON)

    [delivery] = await session.exec(select(Delivery))
    assert (letter.post_id, delivery.channel) == (None, "log")


async def test_the_deadline_runs_from_the_failure_however_late_it_is_heard_of(session):
    [letter] = await tell_of_money(session, [FAILED], at=datetime.fromisoformat("2020-06-05T09:00:00+08:00"))
    assert "最迟：2020-06-08" in letter.body


@pytest.mark.parametrize("event", EACH, ids=lambda event: type(event).__name__)
async def test_what_is_delivered_twice_is_told_once(deliver, session, event):
    for _ in range(2):
        [delivery] = await deliver(event)
        assert delivery.settled == ["ack"]

    [letter] = await session.exec(select(Message))
    [queued] = await session.exec(select(Delivery))
    assert queued.message_id == letter.id


async def test_a_household_that_agreed_hears_of_its_money_itself_and_nobody_else_s(session):
    await agreed(session, HOUSEHOLD)
    other = PAID.model_copy(update={"household_id": uuid7(), "payment_id": uuid7()})

    letters = await tell_of_money(session, [PAID, other], at=NOON)

    [home] = [letter for letter in letters if letter.household_id]
    assert (home.household_id, home.matter_id) == (HOUSEHOLD, PAID.payment_id)
    assert home.body.startswith("您家的资产收益分配到账了，一共1234.50元（一千二百三十四元五角）。")
    [sms] = (await session.exec(select(Delivery).where(Delivery.message_id == home.id))).all()
    assert (sms.channel, sms.lane, sms.addressee_id, sms.due_at) == ("sms", "household", HOUSEHOLD, NOON)
    told, read_out = (next(one for one in letters if one.matter_id == each.payment_id) for each in (PAID, other))
    assert "已按本户的意愿发短信告知" in told.body and "可以这样念给他们听" in read_out.body


async def test_by_night_a_household_is_left_asleep(session):
    await agreed(session, HOUSEHOLD)
    letters = await tell_of_money(session, [PAID], at=datetime.fromisoformat("2020-06-01T20:30:00+08:00"))
    [sms] = (await session.exec(select(Delivery).where(Delivery.message_id == letters[1].id))).all()
    assert (sms.due_at, sms.wait) == (datetime.fromisoformat("2020-06-02T08:00:00+08:00"), "quiet")
