"""What registry stores, one module per noun."""

from services.registry.tables.case import Case, CaseFact, CasePart, CaseStep
from services.registry.tables.household import Household, Person
from services.registry.tables.notice import Notice, NoticeLine, Objection, ObjectionLetter
from services.registry.tables.procedure import JudgedAssurance, PovertyEntry, Procedure, ProcedureStep
from services.registry.tables.register_import import RegisterImport
from services.registry.tables.relief_report import ReliefReport
from services.registry.tables.row import Row

__all__ = [
    "Case",
    "CaseFact",
    "CasePart",
    "CaseStep",
    "Household",
    "JudgedAssurance",
    "Notice",
    "NoticeLine",
    "Objection",
    "ObjectionLetter",
    "Person",
    "PovertyEntry",
    "Procedure",
    "ProcedureStep",
    "RegisterImport",
    "ReliefReport",
    "Row",
]
