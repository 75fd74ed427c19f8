"""What registry stores, one module per noun."""

from services.registry.tables.case import Case, CaseAct, CaseFact, CasePart, CaseReminder, CaseStep
from services.registry.tables.household import Household, Person
from services.registry.tables.register_import import RegisterImport
from services.registry.tables.relief_report import ReliefReport
from services.registry.tables.row import Row

__all__ = [
    "Case",
    "CaseAct",
    "CaseFact",
    "CasePart",
    "CaseReminder",
    "CaseStep",
    "Household",
    "Person",
    "RegisterImport",
    "ReliefReport",
    "Row",
]
