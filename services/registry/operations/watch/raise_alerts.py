"""Hold the monitoring rules against households, and raise an alert for each that a rule points at and that nobody watches yet."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.alert import Pointed, is_news
from services.registry.rules.alert_words import Told, reasons
from services.registry.rules.watch import FactKind, HouseholdClass
from services.registry.store import alert as alerts
from services.registry.store import watch
from services.registry.store.watch import Detail, Hit, Looked, Stretch
from services.registry.store.watch_policy import RuleInPlace, rules_in_force
from services.registry.tables import Alert
from shared import clock, outbox
from shared.events.registry import AlertRaised
from shared.periods import add_working_days


async def raise_alerts(session: AsyncSession, which: Collection[UUID] | Stretch, *, on: date) -> tuple[Looked, Sequence[Alert]]:
    """For one household after an event, or for a stretch of the register at night: the same statement and the same judgement."""
    looked = await watch.look_at(session, which, on=on)
    households = {hit.household_id for hit in looked.hits}
    # Whoever else judges one of these waits here; what they raised meanwhile is read below.
    await watch.lock_households(session, households)
    pasts = await alerts.list_pasts(session, households)
    in_hand = await watch.list_triggers_in_hand(session, households)
    held = {(rule.place, rule.rule.rule): rule for rules in rules_in_force(on).values() for rule in rules}

    news = []
    for hit in looked.hits:
        rule = held[hit.place, hit.rule].rule
        if is_news(
            Pointed(hit.fact_ids, hit.person_ids),
            pasts.get((hit.household_id, hit.rule), ()),
            help_=rule.help,
            helped_for_this=rule.trigger in in_hand.get(hit.household_id, ()),
            has_open_case=hit.household_id in in_hand,
            quiet_days=rule.quiet_days,
            on=on,
        ):
            news.append(hit)

    details = await watch.list_details(session, {fact for hit in news for fact in hit.fact_ids})
    at = clock.now()
    made = [_alert(hit, held[hit.place, hit.rule], details, at, on) for hit in news]
    written = await alerts.raise_alerts(session, made)
    raised = [alert for alert in made if alert.id in written]

    await outbox.record(session, *(_told(alert) for alert in raised))
    return looked, raised


def _alert(hit: Hit, held: RuleInPlace, details: Mapping[UUID, Detail], at: datetime, on: date) -> Alert:
    rule = held.rule
    its = [details[fact] for fact in hit.fact_ids if fact in details]
    year = next((detail.year for detail in its if detail.year), None)
    below_fen = held.below_fen.get(year) if year else None
    return Alert(
        household_id=hit.household_id,
        region=hit.region,
        rule=rule.rule,
        policy=held.policy,
        policy_version=held.version,
        trigger=rule.trigger,
        help=rule.help,
        title=rule.title,
        clause=held.clause,
        reasons=reasons(
            rule,
            [_told_of(detail) for detail in its],
            household_class=HouseholdClass(hit.household_class),
            persons=len(hit.person_ids),
            amount_fen=hit.amount_fen,
            over_spoken=held.over_spoken,
            below_fen=below_fen,
        ),
        fact_ids=list(hit.fact_ids),
        person_ids=list(hit.person_ids),
        amount_fen=hit.amount_fen,
        threshold_fen=held.over_fen if below_fen is None else below_fen,
        raised_at=at,
        due_on=add_working_days(on, rule.verify_in_working_days),
    )


def _told_of(detail: Detail) -> Told:
    kind = FactKind(detail.kind) if detail.kind else None
    return Told(kind, detail.happened_on, detail.year, detail.amount_fen, detail.word, detail.note)


def _told(alert: Alert) -> AlertRaised:
    return AlertRaised(
        alert_id=alert.id,
        household_id=alert.household_id,
        region=alert.region,
        rule=alert.rule,
        trigger=alert.trigger,
        help=alert.help,
        due_on=alert.due_on,
    )
