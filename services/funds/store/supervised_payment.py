"""Payments to households and the cards that they go to, as supervision looks at them: everything known of each."""

from collections.abc import AsyncIterator, Collection, Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payment import MATTER_NAMES, METHOD_NAMES, PAYMENT_STATE_NAMES, PaymentMethod, PaymentState
from services.funds.rules.supervision_fact import Fact, Subject, Thing, share_of
from services.funds.rules.transfer import About
from services.funds.rules.waiting import waited
from shared.clock import CHINA, china

STRETCH = 2_000
"""Payments that are looked at in one query: a county's year does not lie in memory at once."""
LOOKED_BACK_DAYS = 800
"""A payment that is done is looked at for two years, and as long as something was found in it."""

# Deaths are known by the person and by the keyed hash of their number: a card's holder has no other name here.
_PAYMENTS = text("""
SELECT p.id, p.region, p.state, p.amount_fen, p.about, p.method, p.household_id, p.asked_at, p.approved_at, p.sent_at, p.paid_at,
       p.failures, account.holder AS line, payee.card_tail,
       (SELECT min(died_on) FROM death WHERE is_dead AND identity_hash = payee.holder_hash) AS holder_died_on,
       (SELECT died_on FROM death WHERE is_dead AND death.person_id = p.person_id) AS person_died_on,
       (SELECT count(*) FROM payment_signature s WHERE s.payment_id = p.id) AS signatures,
       members.living, members.dead, same.many AS same_many, near.many AS near_many, near.total_fen AS near_fen,
       (SELECT count(*) FROM double_dip d WHERE d.payment_id = p.id AND d.state = 'open') AS undecided, g.papers_due_on
FROM payment p
LEFT JOIN payee ON payee.id = p.payee_id
LEFT JOIN account ON account.id = p.account_id
LEFT JOIN emergency_grant g ON p.about = 'emergency-grant' AND g.id = p.about_id AND g.papers_filed_on IS NULL
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE d.id IS NULL) AS living, count(d.id) AS dead
    FROM household_member m LEFT JOIN death d ON d.person_id = m.person_id AND d.is_dead
    WHERE m.household_id = p.household_id AND (m.is_member OR d.household_id = p.household_id)) AS members
CROSS JOIN LATERAL (
    SELECT count(*) AS many FROM payment o
    WHERE o.household_id = p.household_id AND o.about = p.about AND o.about_id = p.about_id AND o.amount_fen = p.amount_fen
      AND o.person_id IS NOT DISTINCT FROM p.person_id AND o.state NOT IN ('withdrawn', 'returned')) AS same
CROSS JOIN LATERAL (
    SELECT count(*) AS many, coalesce(sum(o.amount_fen), 0)::bigint AS total_fen FROM payment o
    WHERE o.household_id = p.household_id AND o.account_id = p.account_id AND o.state NOT IN ('withdrawn', 'returned')
      AND o.asked_at > p.asked_at - interval '30 days' AND o.asked_at <= p.asked_at) AS near
WHERE starts_with(p.region, :county) AND p.id > :after AND p.state NOT IN ('withdrawn', 'returned')
  AND (p.paid_at IS NULL OR p.paid_at >= :since OR p.id = ANY(CAST(:also AS uuid[])))
ORDER BY p.id LIMIT :stretch
""")

_CARDS = text("""
WITH current AS (
    SELECT id, household_id, card_hash, card_tail, holder_hash, region, state FROM payee
    WHERE until_on IS NULL AND state <> 'refused' AND starts_with(region, :county)
), holders AS (
    SELECT holder_hash, count(DISTINCT household_id) AS many FROM current GROUP BY holder_hash
), got AS (
    SELECT payee.card_hash, count(*) AS many, sum(p.amount_fen)::bigint AS total_fen
    FROM payment p JOIN payee ON payee.id = p.payee_id
    WHERE p.paid_at >= :year AND p.state = 'paid' AND starts_with(p.region, :county) GROUP BY payee.card_hash
)
SELECT (array_agg(c.id ORDER BY c.id))[1] AS id, min(c.region) AS first, max(c.region) AS last, c.card_hash,
       min(c.card_tail) AS card_tail, count(DISTINCT c.household_id) AS households,
       (array_agg(c.household_id ORDER BY c.id))[1] AS household_id,
       max(holders.many) AS of_holder,
       (SELECT min(died_on) FROM death WHERE is_dead AND identity_hash = min(c.holder_hash)) AS died_on,
       coalesce(min(got.many), 0) AS many, coalesce(min(got.total_fen), 0)::bigint AS total_fen,
       (SELECT coalesce(sum(total_fen), 0)::bigint FROM got) AS all_fen
FROM current c JOIN holders ON holders.holder_hash = c.holder_hash LEFT JOIN got ON got.card_hash = c.card_hash
GROUP BY c.card_hash
HAVING count(DISTINCT c.household_id) > 1 OR min(got.many) > 0 OR max(holders.many) > 1
    OR EXISTS (SELECT FROM death WHERE is_dead AND identity_hash = min(c.holder_hash))
""")


async def payments_of(
    session: AsyncSession, county: str, *, on: date, also: Collection[UUID], waits: Mapping[date, int]
) -> AsyncIterator[list[Thing]]:
    """A county's payments that are under way or were made lately, and those of these ids, a stretch at a time."""
    since = datetime.combine(date.fromordinal(on.toordinal() - LOOKED_BACK_DAYS), time.min, CHINA)
    asked = {"county": county, "since": since, "also": list(also), "stretch": STRETCH}
    after = UUID(int=0)
    while rows := (await session.execute(_PAYMENTS, asked | {"after": after})).all():
        after = rows[-1].id
        yield [_payment(row, on, waits) for row in rows]


def _payment(row: Any, on: date, waits: Mapping[date, int]) -> Thing:
    state = PaymentState(row.state)
    asked_on, approved_on, sent_on, paid_on = map(_day, (row.asked_at, row.approved_at, row.sent_at, row.paid_at))
    gone_on = sent_on or paid_on
    died_on = row.holder_died_on or row.person_died_on
    waiting = {
        "提出后工作日": asked_on if state is PaymentState.ASKED else None,
        "审核后工作日": approved_on if state is PaymentState.APPROVED else None,
        "送出后工作日": sent_on if state in (PaymentState.SENT, PaymentState.FAILED) else None,
    }
    facts: dict[str, Fact | None] = {
        "状态": PAYMENT_STATE_NAMES[state],
        "金额": row.amount_fen,
        "事项": MATTER_NAMES.get(About(row.about), row.about),
        "方式": METHOD_NAMES[PaymentMethod(row.method)],
        "失败次数": row.failures,
        "提出日期": asked_on,
        "审核日期": approved_on,
        "送出日期": gone_on,
        "发放日期": paid_on,
        "审核人数": row.signatures,
        "持卡人死亡日期": row.holder_died_on,
        "领款人死亡日期": row.person_died_on,
        "死亡后天数": (gone_on - died_on).days if gone_on and died_on else None,
        "在世成员数": row.living if row.living + row.dead else None,
        "已故成员数": row.dead,
        "同一事项同户同额笔数": row.same_many,
        "三十日内同户同指标笔数": row.near_many,
        "三十日内同户同指标合计": row.near_fen,
        "待认定重复笔数": row.undecided,
        "手续逾期天数": (on - row.papers_due_on).days if row.papers_due_on else None,
        **{name: waited(since, waits) for name, since in waiting.items()},
    }
    tail = f"，尾号 {row.card_tail}" if row.card_tail else ""
    line = f"，{row.line}" if row.line else ""
    label = f"{facts['事项']}到户发放{line}{tail}"
    return Thing(Subject.PAYMENT, row.id, row.region, label, row.amount_fen, known(facts), about_id=row.household_id)


async def cards_of(session: AsyncSession, county: str, *, on: date) -> list[Thing]:
    """Cards of a county on which several households, a dead holder or much money come together."""
    year = datetime(on.year, 1, 1, tzinfo=CHINA)
    return [_card(row) for row in await session.execute(_CARDS, {"county": county, "year": year})]


def _card(row: Any) -> Thing:
    facts: dict[str, Fact | None] = {
        "同卡户数": row.households,
        "同一持卡人户数": row.of_holder,
        "持卡人死亡日期": row.died_on,
        "停用状态": "在用",
        "本年入账笔数": row.many,
        "本年入账合计": row.total_fen,
        "本年入账占比": share_of(row.total_fen, row.all_fen),
    }
    region = common_place(row.first, row.last)
    label = f"收款账户，尾号 {row.card_tail}，{row.households} 户"
    return Thing(Subject.PAYEE, row.id, region, label, row.total_fen, known(facts), about_id=row.household_id)


def known(facts: Mapping[str, Fact | None]) -> dict[str, Fact]:
    """Without what is not known."""
    return {name: fact for name, fact in facts.items() if fact is not None}


def common_place(first: str, last: str) -> str:
    """The narrowest place that holds both: a village, a town or a county."""
    return next((first[:digits] for digits in (12, 9) if first[:digits] == last[:digits]), first[:6])


def _day(instant: datetime | None) -> date | None:
    return china(instant).date() if instant else None
