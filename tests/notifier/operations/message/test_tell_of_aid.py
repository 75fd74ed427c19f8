"""A reserve that runs low and aid that is asked back are told to whoever has to act, by when, without saying whose it is."""

from datetime import date

import pytest

from services.notifier.operations.message.tell_of_aid import tell_of_aid
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.message import MessageKind
from shared.events.funds import GrantRecoveryOrdered, GrantRecoveryProposed, ReserveRefillAsked, ReserveRefillHeld
from shared.ids import uuid7
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, TOWN, VILLAGE, a_contact, agreed, by_log

ID, HOUSEHOLD = uuid7(), uuid7()
OF_REFILL = {"refill_id": ID, "region": TOWN, "amount_fen": 2_000_000, "occurred_at": MONDAY}
OF_GRANT = {
    "order_id": ID,
    "payment_id": uuid7(),
    "household_id": HOUSEHOLD,
    "region": TOWN,
    "amount_fen": 300_000,
    "why": "case-retracted",
    "occurred_at": MONDAY,
}
ASKED = ReserveRefillAsked(origin="floor", needs_county=True, **OF_REFILL)
HELD = ReserveRefillHeld(code="overdrawn", **OF_REFILL)
PROPOSED = GrantRecoveryProposed(**OF_GRANT)
ORDERED = GrantRecoveryOrdered(due_on=date(2020, 7, 1), **OF_GRANT)


async def told(session, event):
    posts = {
        region: await put_post(session, region, None, a_contact(by_log()), allowed=(), by=COUNTY_OFFICER, at=MONDAY)
        for region in (VILLAGE, TOWN, COUNTY)
    }
    return await tell_of_aid(session, event, at=MONDAY), posts


@pytest.mark.parametrize(
    ("event", "kind", "reach", "says"),
    [
        (ASKED, MessageKind.REFILL_ASKED, COUNTY, ("20,000.00 元", "平台自动提出", "/funds/reserves/page")),
        (HELD, MessageKind.REFILL_HELD, COUNTY, ("没有余额足够的备用金指标", "下达或调剂")),
        (PROPOSED, MessageKind.RECOVERY_PROPOSED, COUNTY, ("3,000.00 元", "台账误建", "不追回并写明理由", "不要向该户收款")),
        (ORDERED, MessageKind.RECOVERY_ORDERED, TOWN, ("2020-07-01", "送达", f"/funds/households/{HOUSEHOLD}/received/page")),
    ],
)
async def test_whoever_has_to_act_is_told_what_and_by_when(session, event, kind, reach, says):
    [letter], posts = await told(session, event)

    assert (letter.kind, letter.post_id, letter.matter_id) == (kind, posts[reach].id, ID)
    assert [part for part in ("最迟：", *says) if part not in letter.body] == []
    assert kind.label


async def test_a_refill_that_comes_by_itself_asks_nobody(session):
    letters, _ = await told(session, ReserveRefillAsked(origin="floor", needs_county=False, **OF_REFILL))
    assert letters == []


async def test_a_household_that_agreed_hears_of_a_recovery_in_words_that_frighten_nobody(session):
    await agreed(session, HOUSEHOLD)
    (to_town, home), _ = await told(session, ORDERED)
    assert "通知仍须当面送达" in to_town.body
    assert (home.household_id, "退不起可商量" in home.forms["short"]["body"], "追回" in home.body) == (HOUSEHOLD, True, False)
