"""The rules by which events give orders, read once, each held against the events that it names."""

import string
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime

from services.notifier.rules.order_rule import OrderPolicy, OrderRule
from shared.events import Event
from shared.events.funds import (
    HouseholdPaymentAsked,
    HouseholdPaymentRefused,
    HouseholdPaymentWithdrawn,
    HouseMoneyHeld,
    HouseMoneyRefused,
    MoneyFindingReopened,
    MoneyFindingsRaised,
    MoneyFindingsSettled,
)
from shared.events.housing import (
    DisasterDeclared,
    DisasterEnded,
    DisasterWidened,
    EmergencySurveysClosed,
    EmergencySurveysOpened,
    HouseAcceptanceRevoked,
    HouseGraded,
    HousingStepAwaited,
    HousingStepEnded,
    RenovationUnplanned,
    ResettlementSupportAnswered,
    ResettlementSupportAsked,
    ShelterFilled,
    ShelterRelieved,
    ShelterRoundAsked,
)
from shared.events.registry import VisitProblemMoved, VisitProblemRecorded
from shared.policy.document import in_force, read_document

_FOLDER = Path(__file__).parent.parent / "policy" / "orders"

_HEARD: tuple[type[Event], ...] = (
    HouseGraded,
    HousingStepAwaited,
    HousingStepEnded,
    DisasterDeclared,
    DisasterWidened,
    DisasterEnded,
    EmergencySurveysOpened,
    EmergencySurveysClosed,
    ShelterRoundAsked,
    ShelterFilled,
    ShelterRelieved,
    ResettlementSupportAsked,
    ResettlementSupportAnswered,
    HouseMoneyRefused,
    HouseMoneyHeld,
    RenovationUnplanned,
    HouseholdPaymentRefused,
    HouseholdPaymentWithdrawn,
    HouseholdPaymentAsked,
    HouseAcceptanceRevoked,
    MoneyFindingsRaised,
    MoneyFindingReopened,
    MoneyFindingsSettled,
    VisitProblemRecorded,
    VisitProblemMoved,
)
HEARD: dict[str, type[Event]] = {event.__name__: event for event in _HEARD}
"""The events that rules may name: those that notifier listens to for their sake (`consumers`)."""


class OrderRuleAstray(Exception):
    """A rule names an event that nobody listens to, or a field that the event has not."""


@cache
def list_order_policies() -> tuple[OrderPolicy, ...]:
    """Every file. Raises PolicyFileRefused, OrderRuleAstray."""
    policies = tuple(read_document(OrderPolicy, path)[0] for path in sorted(_FOLDER.glob("*.yaml")))
    for policy in policies:
        for rule in policy.orders:
            must_be_heard(rule)
    return policies


def rules_in_force(region: str, on: date) -> list[tuple[OrderPolicy, OrderRule]]:
    """Of each subject those of the narrowest place around."""
    by_subject: dict[str, list[OrderPolicy]] = {}
    for policy in list_order_policies():
        by_subject.setdefault(_subject_of(policy), []).append(policy)
    found = [in_force(policies, region=region, on=on) for policies in by_subject.values()]
    return [(policy, rule) for policy in found if policy for rule in policy.orders]


def _subject_of(policy: OrderPolicy) -> str:
    """`orders-housing` and a place's `orders-housing-zibo` are of one subject."""
    return "-".join(policy.policy.split("-")[:2])


def must_be_heard(rule: OrderRule) -> None:
    """Raises OrderRuleAstray."""
    braces = (name for words in (rule.task, rule.page, rule.problem or "") for name in _braces(words))
    named = {rule.about, *rule.when, *rule.unless, *filter(None, (rule.due, rule.department_by)), *braces, "region"}
    about = (UUID, str) if rule.kind else (UUID,)
    for event in (rule.event, *rule.also):
        fields = _fields(rule, event)
        _must_have(rule, event, named, fields)
        _must_be(rule, fields, rule.about, *about)
        if rule.due:
            _must_be(rule, fields, rule.due, date, AwareDatetime)
    for other in (*rule.ended_by, *rule.extended_by):
        fields = _fields(rule, other.event)
        also = {rule.due} if rule.due and other in rule.extended_by else set()
        _must_have(rule, other.event, {other.about, *other.when, *also, "region"}, fields)
        _must_be(rule, fields, other.about, *about)


def _fields(rule: OrderRule, event: str) -> dict[str, Any]:
    if event not in HEARD:
        raise OrderRuleAstray(f"{rule.rule}：没有收听 {event}")
    return {name: field.annotation for name, field in HEARD[event].model_fields.items()}


def _must_have(rule: OrderRule, event: str, named: Iterable[str], fields: dict[str, Any]) -> None:
    if unknown := sorted(set(named) - set(fields)):
        raise OrderRuleAstray(f"{rule.rule}：{event} 没有 {'、'.join(unknown)}")


def _must_be(rule: OrderRule, fields: dict[str, Any], name: str, *kinds: Any) -> None:
    if fields[name] not in kinds:
        raise OrderRuleAstray(f"{rule.rule}：{name} 须是 {'、'.join(kind.__name__ for kind in kinds)}")


def _braces(words: str) -> Sequence[str]:
    return [name for _, name, _, _ in string.Formatter().parse(words) if name]
