"""Which bills share a plan: conditions are asked once for each distinct combination, not once for each bill."""

from collections.abc import Iterator

import numpy as np

from shared.policy.batch.columns import Columns, Fen, Marks, Rows
from shared.policy.batch.counted import Counted
from shared.policy.batch.incomes import asked, exceeds, income_column
from shared.policy.clauses import AnyMeasure, IncomeOf, Measure, Measured, OverIncome, Policy
from shared.policy.counters import IN_POLICY, STAYS, TOTAL
from shared.policy.measures import measures_of

FLAGS_LIMIT = 30
"""A policy whose conditions ask for more different measures than this is settled bill by bill."""


class Kinds:
    """The combinations of one policy, numbered: what a bill says of who and where, and which measures hold of it."""

    def __init__(self, policy: Policy, columns: Columns) -> None:
        self._columns = columns
        burden = [measure for case in policy.burden_lines for measure in case.when.every_measure()]
        self.measures = tuple(dict.fromkeys([*measures_of(policy), *burden]))
        words, regions = policy.words, tuple(policy.words.regions)
        known: dict[object, int] = {}
        numbers = []
        for stay in columns.kinds:
            key = (
                stay.level,
                stay.persons.intersection(words.persons),
                stay.scheme,
                stay.visit,
                stay.place,
                stay.diseases.intersection(words.diseases),
                stay.traits.intersection(words.traits),
                tuple(stay.region.startswith(region) for region in regions),
            )
            numbers.append(known.setdefault(key, len(known)))
        self._number = np.array(numbers, np.int64)

    @property
    def are_too_many(self) -> bool:
        return len(self.measures) > FLAGS_LIMIT

    def groups(self, rows: Rows, counted: Counted) -> Iterator[tuple[int, Rows]]:
        """The number of a combination, and those of these rows that it fits."""
        if not len(rows):
            return
        number = self._number[self._columns.kind[rows]]
        for measure in self.measures:
            number = number * 2 + self._holds(measure, rows, counted)
        by_number = np.argsort(number, kind="stable")
        sorted_numbers = number[by_number]
        starts = np.flatnonzero(np.diff(sorted_numbers, prepend=-1))
        for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
            yield int(sorted_numbers[start]), rows[by_number[start:end]]

    def lacks_income(self, rows: Rows) -> Marks:
        """Bills of which a condition asks an income that is not known: the scalar path asks whether it matters."""
        lacks = np.zeros(len(rows), np.bool_)
        for of, table in asked(self.measures):
            lacks |= income_column(of, table, self._columns, rows) < 0
        return lacks

    def _holds(self, measure: AnyMeasure, rows: Rows, counted: Counted) -> Marks:
        cost = self._read(measure.of, rows, counted)
        if isinstance(measure, OverIncome):
            return exceeds(cost, income_column(measure.income, measure.table, self._columns, rows), measure.share)
        return _holds(measure, cost)

    def _read(self, of: Measured, rows: Rows, counted: Counted) -> Fen:
        match of:
            case Measured.STAYS:
                return counted.of(STAYS, rows) + 1
            case Measured.TOTAL:
                return self._columns.total_fen[rows]
            case Measured.IN_POLICY:
                return self._columns.in_policy_fen[rows]
            case Measured.YEAR_TOTAL:
                return counted.of(TOTAL, rows) + self._columns.total_fen[rows]
            case Measured.YEAR_IN_POLICY:
                return counted.of(IN_POLICY, rows) + self._columns.in_policy_fen[rows]
            case Measured.INCOME:
                return income_column(IncomeOf.INCOME, None, self._columns, rows)


def _holds(measure: Measure, number: Fen) -> Marks:
    holds = np.ones(len(number), np.bool_)
    if measure.least is not None:
        holds &= number >= measure.least
    if measure.most is not None:
        holds &= number <= measure.most
    return holds
