"""A work order as a rule of `policy/orders` gives it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifier.rules.order import OrderState
from services.notifier.rules.order_kind import KindRule, OrderKind
from services.notifier.rules.order_rule import OrderPolicy, OrderRule, filled
from services.notifier.rules.rectification_file import own_series
from services.notifier.rules.routing import COUNTY_DIGITS
from services.notifier.store.order_cause import Key
from services.notifier.store.order_kind import begin_steps, get_kind_policy
from services.notifier.tables import HouseholdMove, WorkOrder
from shared.events import Event
from shared.periods import day_in_china
from shared.policy.clauses import Trust


@dataclass(frozen=True)
class Heard:
    """An event with the rule that it concerns; `about` is the field that names the thing."""

    event: Event
    said: dict[str, Any]
    policy: OrderPolicy
    rule: OrderRule
    about: str

    @property
    def key(self) -> Key:
        return self.rule.thing_of(self.said[self.about]), self.rule.part_of(self.said["region"]), self.rule.rule

    @property
    def household_id(self) -> UUID | None:
        return self.said.get("household_id")

    @property
    def due_at(self) -> datetime:
        return self.rule.due_at(self.said, self.event.occurred_at, otherwise=self._kind().within)

    @property
    def problem(self) -> str:
        return filled(self.rule.problem or "", self.said)

    def region(self, moves: Mapping[UUID, HouseholdMove]) -> str:
        """Where it is to be done: at the household's new place, if it moved within the county before this was heard of."""
        region: str = self.said["region"]
        move = moves.get(self.household_id) if self.household_id else None
        has_moved = move and move.moved_at > self.event.occurred_at and move.region[:COUNTY_DIGITS] == region[:COUNTY_DIGITS]
        return self.rule.place_of(move.region if move and has_moved else region)

    def as_order(self, *, at: datetime, due_at: datetime | None, moves: Mapping[UUID, HouseholdMove]) -> WorkOrder:
        """`due_at`: what an extension said that was heard of before. Raises NoKindPolicy."""
        kind, rule = self._kind(), self.rule
        source = self.policy.source(rule)
        is_by_record = not rule.is_by_hand
        wanted = rule.papers if rule.papers is not None else () if is_by_record else kind.papers
        order = WorkOrder(
            kind=OrderKind(kind.kind),
            region=self.region(moves),
            household_id=self.household_id,
            addressee=rule.addressee,
            department=rule.department_of(self.said),
            title=rule.title,
            task=filled(rule.task, self.said),
            problem=self.problem,
            measure=filled(rule.task, self.said) if rule.problem else "",
            found_by=rule.found_by,
            page=filled(rule.page, self.said),
            papers=list(wanted),
            reference=source.spoken,
            is_inferred=source.trust is Trust.INFERRED,
            is_checked=kind.is_checked,
            rule=rule.rule,
            is_by_record=is_by_record,
            source_id=self.key[0],
            state=OrderState.OPEN,
            opened_at=at,
            due_at=due_at or self.due_at,
        )
        order.series = own_series(order.kind, order.id)
        begin_steps(order, at=at)
        return order

    def _kind(self) -> KindRule:
        assert self.rule.kind is not None
        policy = get_kind_policy(self.said["region"], day_in_china(self.event.occurred_at))
        return policy.of(OrderKind(self.rule.kind))
