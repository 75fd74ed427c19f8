"""Events give orders by the rules of `policy/orders`: one a rule and thing, with its message; other events end them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.errand import ErrandKind, ErrandState
from services.notifier.rules.message import MessageKind
from services.notifier.rules.order_rule import OrderPolicy, OrderRule, filled
from services.notifier.rules.routing import Desk, desk_of, officer_of
from services.notifier.store.errand import Sent, finish_errands, finish_known_errands, open_errands
from services.notifier.store.errand_again import Again, reopen_errands
from services.notifier.store.order_rule import rules_in_force
from services.notifier.store.post import list_desks
from services.notifier.store.writing import About, letter_to
from services.notifier.tables import Errand
from shared import periods, settings
from shared.events import Event


async def order_by_rules(session: AsyncSession, events: Sequence[Event], *, at: datetime) -> Sequence[Errand]:
    """The orders that are new. An end may be heard of before its beginning: then the order is there as done, and nobody
    is sent."""
    told = [(event, event.model_dump()) for event in events]
    desks = await list_desks(session, *{said["region"] for _, said in told})

    sent, ended = list[Sent](), dict[tuple[Any, str, str], Errand]()
    again, over = list[Again](), list[Errand]()
    for event, said in told:
        name = type(event).__name__
        for policy, rule in rules_in_force(said["region"], periods.day_in_china(event.occurred_at)):
            if rule.kind is not None:
                # Its orders are work orders (`give_by_rules`); an errand that it gave before it named a kind ends all the same.
                if (about := rule.ends_by(name, said)) is not None:
                    over.append(_ended(policy, rule, event, said, about))
                continue
            if rule.fits(name, said):
                sent.append(_sent(policy, rule, event, said, desks, at))
                again += [Again(sent[-1], event.occurred_at)] if rule.again else []
            if (about := rule.ends_by(name, said)) is not None:
                errand = _ended(policy, rule, event, said, about)
                ended[errand.source_id, errand.part, errand.rule] = errand

    opened = await open_errands(session, sent) if sent else set()
    reopened = await reopen_errands(session, [one for one in again if one.sent.errand.id not in opened])
    if ended:
        await finish_errands(session, list(ended.values()))
    if over:
        await finish_known_errands(session, over)
    return [one.errand for one in sent if one.errand.id in opened] + reopened


def _errand(policy: OrderPolicy, rule: OrderRule, said: dict[str, Any], about: str, **own: Any) -> Errand:
    return Errand(
        kind=ErrandKind.ORDER,
        source_id=rule.thing_of(said[about]),
        part=rule.part_of(said["region"]),
        rule=rule.rule,
        title=rule.title,
        addressee=rule.addressee,
        department=rule.department_of(said),
        region=rule.place_of(said["region"]),
        reference=policy.source(rule).spoken,
        is_by_hand=rule.is_by_hand,
        **own,
    )


def _sent(policy: OrderPolicy, rule: OrderRule, event: Event, said: dict[str, Any], desks: Sequence[Desk], at: datetime) -> Sent:
    errand = _errand(
        policy,
        rule,
        said,
        rule.about,
        task=filled(rule.task, said),
        page=filled(rule.page, said),
        state=ErrandState.OPEN,
        opened_at=at,
        due_at=rule.due_at(said, event.occurred_at),
    )
    desk = (errand.department and desk_of(errand.department, errand.region, desks)) or officer_of(
        errand.region[: rule.addressee.digits], desks
    )
    letter = letter_to(
        desk,
        MessageKind.ERRAND_OPENED,
        About(errand.region, errand_id=errand.id),
        at=at,
        title=rule.title,
        task=errand.task,
        due_at=errand.due_at,
        count=0,
        rule=rule.rule,
        is_by_hand=errand.is_by_hand,
        link=link.errand(settings.current().base_url, errand.kind, errand.source_id, errand.page),
    )
    return Sent(errand, letter.message, letter.delivery)


def _ended(policy: OrderPolicy, rule: OrderRule, event: Event, said: dict[str, Any], about: str) -> Errand:
    ended_at = event.occurred_at
    return _errand(
        policy,
        rule,
        said,
        about,
        task=rule.title,
        state=ErrandState.DONE,
        opened_at=ended_at,
        due_at=ended_at,
        closed_at=ended_at,
        is_late=False,
    )
