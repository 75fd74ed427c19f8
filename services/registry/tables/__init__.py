"""What registry stores, one module per noun."""

from services.registry.tables.case import Case, CaseFact, CasePart, CaseStep
from services.registry.tables.household import Household, Person
from services.registry.tables.income import IncomeBook, IncomeEntry
from services.registry.tables.register_import import RegisterImport
from services.registry.tables.relief_report import ReliefReport
from services.registry.tables.row import Row
from services.registry.tables.watch import Alert, AlertVisit, WatchFact, WatchSweep

__all__ = [
    "Alert",
    "AlertVisit",
    "Case",
    "CaseFact",
    "CasePart",
    "CaseStep",
    "Household",
    "IncomeBook",
    "IncomeEntry",
    "Person",
    "RegisterImport",
    "ReliefReport",
    "Row",
    "WatchFact",
    "WatchSweep",
]
