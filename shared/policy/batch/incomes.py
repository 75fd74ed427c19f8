"""By whose income a rule goes, for many bills: `shared.policy.income`, column by column.

A share of an income is reckoned in integers without end: the largest income times the finest ratio would not fit into 64 bits.
"""

from fractions import Fraction

import numpy as np

from shared.policy.batch.columns import Columns, Fen, Marks, Rows
from shared.policy.clauses import AnyMeasure, OverIncome, ShareOfIncome
from shared.policy.condition import Measured
from shared.policy.income import IncomeOf, IncomeTable
from shared.policy.plan import Plan

UNKNOWN = -1


def income_column(of: IncomeOf, table: IncomeTable | None, columns: Columns, rows: Rows) -> Fen:
    """Below 0 where it is not known."""
    if table is not None:
        years, places = np.unique(columns.year[rows], return_inverse=True)
        known = np.array([table.per_head_fen.get(int(year) - 1, UNKNOWN) for year in years], np.int64)
        found: Fen = known[places]
        return found
    income = columns.income_fen[rows]
    if of is IncomeOf.INCOME:
        return income
    members = columns.members[rows].astype(np.int64)
    return np.where((income < 0) | (members <= 0), UNKNOWN, income * members)


def floor_of(rule: ShareOfIncome, columns: Columns, rows: Rows) -> Fen:
    """The deductible: rounded down."""
    income = income_column(rule.of, rule.table, columns, rows).astype(object)
    floor: Fen = (income * rule.share.numerator // rule.share.denominator).astype(np.int64)
    return floor


def exceeds(cost: Fen, income: Fen, share: Fraction) -> Marks:
    over: Marks = (cost.astype(object) * share.denominator > income.astype(object) * share.numerator).astype(np.bool_)
    return over


def asked(measures: tuple[AnyMeasure, ...]) -> list[tuple[IncomeOf, IncomeTable | None]]:
    """The incomes that conditions ask for."""
    found: list[tuple[IncomeOf, IncomeTable | None]] = []
    for measure in measures:
        if isinstance(measure, OverIncome):
            found.append((measure.income, measure.table))
        elif measure.of is Measured.INCOME:
            found.append((IncomeOf.INCOME, None))
    return found


def unknown(plan: Plan, columns: Columns, rows: Rows) -> Marks:
    """Bills of a plan whose deductible asks for an income that is not known: the scalar path refuses them by name."""
    lacks = np.zeros(len(rows), np.bool_)
    for turn in plan.turns:
        if turn.is_entitled and isinstance(turn.share_of, ShareOfIncome):
            lacks |= income_column(turn.share_of.of, turn.share_of.table, columns, rows) < 0
    return lacks
