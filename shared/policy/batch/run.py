"""Settle many bills under one policy, each person's in their order: the same as `settle` one by one, to the fen."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.errors import Refusal
from shared.policy import counters
from shared.policy.batch.bounds import Bounds, bounds
from shared.policy.batch.columns import Columns, Fen, Marks, PartColumns, Rows
from shared.policy.batch.counted import Counted
from shared.policy.batch.incomes import floor_of, unknown
from shared.policy.batch.kinds import Kinds
from shared.policy.batch.left import LeftColumns
from shared.policy.batch.order import rounds
from shared.policy.batch.pay import pay
from shared.policy.batch.reckon import within_fits
from shared.policy.clauses import Layer, Policy, first
from shared.policy.evaluate import settle
from shared.policy.plan import INPATIENT, Plan, plan_for


@dataclass(slots=True)
class Results:
    """What a policy gives for each bill, in the order of the columns. Of a refused bill everything is nothing."""

    layers: tuple[str, ...]
    paid_fen: NDArray[np.int64]
    """By layer and bill."""
    is_entitled: NDArray[np.bool_]
    """By layer and bill."""
    patient_in_policy_fen: Fen
    patient_out_of_policy_fen: Fen
    shortfall_fen: Fen
    crosses_line: Marks
    """Whether the bill carries its person's yearly burden over the line."""
    refused: NDArray[np.int16]
    """0, or the number of a refusal in `refusals`, counted from 1."""
    refusals: tuple[str, ...]
    """What the policy cannot settle, in Chinese."""
    closing: dict[str, Fen]
    """The counters after the last bill."""
    one_by_one: int
    """How many bills took the scalar path."""

    @property
    def patient_fen(self) -> Fen:
        return self.patient_in_policy_fen + self.patient_out_of_policy_fen


@dataclass(slots=True)
class _Kind:
    """What one combination of facts comes to."""

    plan: Plan
    bounds: Bounds
    line_fen: int | None
    counting: tuple[Layer, ...]
    is_inpatient: bool
    asks_classes: bool


def settle_columns(policy: Policy, columns: Columns) -> Results:
    """Every bill under this policy, drawing on counters that begin as `columns.opening` says."""
    return _Run(policy, columns).results()


class _Run:
    def __init__(self, policy: Policy, columns: Columns) -> None:
        self.policy, self.columns = policy, columns
        self.counted, self.kinds = Counted(policy, columns), Kinds(policy, columns)
        self.known: dict[int, _Kind | int] = {}
        rows, layers = len(columns), len(policy.layers)
        self.paid = np.zeros((layers, rows), np.int64)
        self.is_entitled = np.zeros((layers, rows), np.bool_)
        self.inside, self.outside, self.shortfall = (np.zeros(rows, np.int64) for _ in range(3))
        self.crosses = np.zeros(rows, np.bool_)
        self.refused = np.zeros(rows, np.int16)
        self.refusals: dict[str, int] = {}
        self.one_by_one = 0
        self.is_odd = _odd(columns)
        self.has_classes = np.zeros(rows, np.bool_)
        for part in columns.classes.values():
            self.has_classes |= part.amount_fen > 0

    def results(self) -> Results:
        for rows in rounds(self.policy, self.columns):
            odd = self.is_odd[rows] if not self.kinds.are_too_many else np.ones(len(rows), np.bool_)
            odd = odd | self.kinds.lacks_income(rows)
            self._one_by_one(rows[odd])
            for number, group in self.kinds.groups(rows[~odd], self.counted):
                self._settle(number, group)
        return Results(
            tuple(layer.name for layer in self.policy.layers),
            self.paid,
            self.is_entitled,
            self.inside,
            self.outside,
            np.minimum(self.shortfall, self.inside + self.outside),
            self.crosses,
            self.refused,
            tuple(self.refusals),
            self.counted.values,
            self.one_by_one,
        )

    def _kind(self, number: int, row: int) -> "_Kind | int":
        """What is known of a combination; or the number of its refusal."""
        found = self.known.get(number)
        if found is None:
            found = self.known[number] = self._made(row)
        return found

    def _made(self, row: int) -> "_Kind | int":
        stay = self.columns.stay(row, self.counted.so_far(row))
        try:
            plan = plan_for(self.policy, stay)
        except Refusal as refusal:
            return self._refusal(refusal.title)
        line = first(self.policy.burden_lines, stay)
        year_end = tuple(one for one in self.policy.year_end if one.counting is not None and one.counting.holds(stay))
        asks = any(turn.asks_classes and turn.is_entitled for turn in plan.turns)
        return _Kind(plan, bounds(plan), line.value if line else None, year_end, stay.visit == INPATIENT, asks)

    def _settle(self, number: int, rows: Rows) -> None:
        kind = self._kind(number, int(rows[0]))
        if isinstance(kind, int):
            self.refused[rows] = kind
            return
        columns = self.columns
        total, in_policy = columns.total_fen[rows], columns.in_policy_fen[rows]
        beyond = (total > kind.bounds.bill_fen) | (total + self.counted.largest(rows) > kind.bounds.counted_fen)
        if kind.asks_classes:
            beyond |= ~self.has_classes[rows] & (in_policy > 0)
        beyond |= unknown(kind.plan, columns, rows)
        left = self._left(rows, total, in_policy)
        for turn in kind.plan.turns:
            if turn.is_divided and turn.is_entitled:
                beyond |= within_fits(turn, left) < 0
        if beyond.any():
            self._one_by_one(rows[beyond])
            rows = rows[~beyond]
            left = self._left(rows, total[~beyond], in_policy[~beyond])
        if len(rows):
            self._share_out(kind, rows, left)

    def _left(self, rows: Rows, total: Fen, in_policy: Fen) -> LeftColumns:
        return LeftColumns(
            total,
            in_policy,
            _taken(self.columns.classes, rows),
            _taken(self.columns.items, rows),
            lambda name: self.counted.of(name, rows),
            lambda rule: floor_of(rule, self.columns, rows),
        )

    def _share_out(self, kind: _Kind, rows: Rows, left: LeftColumns) -> None:
        shortfall = left.nothing
        for at, turn in enumerate(kind.plan.turns):
            paid, owed = pay(turn, left)
            self.paid[at, rows] = paid
            self.is_entitled[at, rows] = turn.is_entitled
            shortfall = shortfall + owed
        patient = left.inside + left.outside
        for layer in kind.counting:
            for counted, amount in zip(counters.COUNTED, (left.total, left.in_policy, patient, left.inside), strict=True):
                left.count(f"{layer.name}.{counted}", True, amount)
        self.inside[rows], self.outside[rows], self.shortfall[rows] = left.inside, left.outside, shortfall
        if kind.line_fen is not None:
            before = self.counted.of(counters.PATIENT, rows)
            self.crosses[rows] = (before <= kind.line_fen) & (kind.line_fen < before + patient)
        if kind.is_inpatient:
            left.count(counters.STAYS, True, np.ones_like(patient))
        left.count(counters.TOTAL, True, left.total)
        left.count(counters.IN_POLICY, True, left.in_policy)
        left.count(counters.PATIENT, True, patient)
        left.count(counters.PATIENT_IN_POLICY, True, left.inside)
        for name, amount in left.drawn.items():
            self.counted.add(name, rows, amount)

    def _one_by_one(self, rows: Rows) -> None:
        for row in map(int, rows):
            self.one_by_one += 1
            so_far = self.counted.so_far(row)
            stay = self.columns.stay(row, so_far)
            try:
                outcome = settle(self.policy, stay)
            except Refusal as refusal:
                self.refused[row] = self._refusal(refusal.title)
                continue
            except ValueError:
                self.refused[row] = self._refusal("各项目的金额大于所属目录类别的金额")
                continue
            for at, share in enumerate(outcome.shares):
                self.paid[at, row] = share.paid_fen
                self.is_entitled[at, row] = share.is_entitled
            self.inside[row], self.outside[row] = outcome.patient_in_policy_fen, outcome.patient_out_of_policy_fen
            self.shortfall[row] = outcome.shortfall_fen
            line = first(self.policy.burden_lines, stay)
            before = so_far.get(counters.PATIENT, 0)
            self.crosses[row] = line is not None and before <= line.value < before + outcome.patient_fen
            self.counted.add_one(row, outcome.drawn)

    def _refusal(self, title: str) -> int:
        return self.refusals.setdefault(title, len(self.refusals) + 1)


def _taken(parts: Mapping[str, PartColumns], rows: Rows) -> dict[str, PartColumns]:
    return {name: PartColumns(part.amount_fen[rows], part.in_policy_fen[rows]) for name, part in parts.items()}


def _odd(columns: Columns) -> Marks:
    """Bills that the columns do not hold, and those whose parts are more than the whole: the scalar path says what is wrong."""
    odd = np.zeros(len(columns), np.bool_)
    odd[list(columns.whole)] = True
    for parts in (columns.classes, columns.items):
        inside, outside = np.zeros(len(columns), np.int64), np.zeros(len(columns), np.int64)
        for part in parts.values():
            inside += part.in_policy_fen
            outside += part.amount_fen - part.in_policy_fen
        odd |= (inside > columns.in_policy_fen) | (outside > columns.total_fen - columns.in_policy_fen)
    return odd
