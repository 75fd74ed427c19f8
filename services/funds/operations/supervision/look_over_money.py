from collections.abc import AsyncIterator
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.money_finding import Seen, news_of, raised_of, seen_of, touched
from services.funds.rules.supervision_fact import Subject, Thing
from services.funds.rules.waiting import working_days_to
from services.funds.store import money_finding as store
from services.funds.store.supervised_money import money_of
from services.funds.store.supervised_payment import cards_of, payments_of
from services.funds.store.supervised_project import gatherers_of, works_of
from services.funds.store.supervision_policy import rules_of
from services.funds.tables import MoneyLook
from shared import outbox
from shared.clock import china
from shared.events.funds import MoneyFindingsRaised, MoneyFindingsSettled


async def look_over_money(session: AsyncSession, look: MoneyLook, *, at: datetime) -> None:
    """Hold every rule against every thing of a county: write down what is new, go on with what stands, end what is mended.
    Whoever is responsible is told of what is new, once a rule and place, and where nothing of a rule is left.

    The look is locked by the caller.
    """
    county, on = look.region, china(at).date()
    await store.lock_county(session, county)
    ruleset = rules_of(county, on)
    seen: list[Seen] = []
    things = 0
    async for some in _things(session, county, on):
        things += len(some)
        seen += [seen_of(found) for found in ruleset.find(some)]
    known = await store.list_known(session, county)

    news = news_of(seen, known, rules=ruleset.names)

    await store.end_findings(session, news.ended, on=on, at=at)
    await store.go_on_with(session, news.otherwise)
    ids = await store.add_findings(session, news.added, on=on, at=at)
    look.done_at, look.things, look.found, look.ended = at, things, len(news.added), len(news.ended)
    look.standing = len(known) - len(news.ended) + len(news.added)
    session.add(look)
    await session.flush()

    settled = await store.list_settled(session, touched(known, news))
    titles = {each.rule.rule: each.rule.title for each in ruleset.held}
    await outbox.record(
        session,
        *(
            MoneyFindingsRaised(
                finding_id=raised.first_id,
                region=raised.region,
                rule=raised.rule,
                rule_title=titles[raised.rule],
                level=raised.level,
                findings=raised.findings,
                amount_fen=raised.amount_fen,
                found_on=on,
            )
            for raised in raised_of(zip(ids, news.added, strict=True))
        ),
        *(MoneyFindingsSettled(region=region, rule=rule, settled_on=on) for region, rule in settled),
    )


async def _things(session: AsyncSession, county: str, on: date) -> AsyncIterator[list[Thing]]:
    """Everything of a county, a stretch at a time."""
    waits = working_days_to(on)
    also = await store.list_subjects_found(session, county, Subject.PAYMENT)
    async for some in payments_of(session, county, on=on, also=also, waits=waits):
        yield some
    yield await cards_of(session, county, on=on)
    yield await money_of(session, county, on=on)
    yield await works_of(session, county, on=on, waits=waits)
    yield await gatherers_of(session, county, on=on)
