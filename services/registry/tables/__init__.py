"""What registry stores, one module per noun."""

from services.registry.tables.case import Case, CaseAct, CaseFact, CasePart, CaseReminder, CaseStep
from services.registry.tables.history import Change, HouseholdVersion, Membership, PersonVersion
from services.registry.tables.household import Household, Person
from services.registry.tables.income import IncomeBook, IncomeEntry
from services.registry.tables.notice import Notice, NoticeLine, Objection, ObjectionLetter
from services.registry.tables.paper import Paper, PaperContent, PaperRead
from services.registry.tables.procedure import JudgedAssurance, PovertyEntry, Procedure, ProcedureStep
from services.registry.tables.register_import import ImportStretch, RegisterImport
from services.registry.tables.relief_report import ReliefReport
from services.registry.tables.row import Row
from services.registry.tables.transfer import Transfer
from services.registry.tables.watch import Alert, AlertVisit, WatchFact, WatchSweep

__all__ = [
    "Alert",
    "AlertVisit",
    "Case",
    "CaseAct",
    "CaseFact",
    "CasePart",
    "CaseReminder",
    "CaseStep",
    "Change",
    "Household",
    "HouseholdVersion",
    "ImportStretch",
    "IncomeBook",
    "IncomeEntry",
    "JudgedAssurance",
    "Membership",
    "Notice",
    "NoticeLine",
    "Objection",
    "ObjectionLetter",
    "Paper",
    "PaperContent",
    "PaperRead",
    "Person",
    "PersonVersion",
    "PovertyEntry",
    "Procedure",
    "ProcedureStep",
    "RegisterImport",
    "ReliefReport",
    "Row",
    "Transfer",
    "WatchFact",
    "WatchSweep",
]
