"""What registry stores, one module per noun."""

from services.registry.tables.alignment import AlignmentAnswer
from services.registry.tables.assignment import AssignmentImport, Helper, HelperAssignment, Substitution
from services.registry.tables.campaign import Campaign, CampaignTask, SpotCheck, SpotSample
from services.registry.tables.case import Case, CaseAct, CaseFact, CasePart, CaseReminder, CaseStep
from services.registry.tables.checklist import ChecklistDraft, ChecklistFilling
from services.registry.tables.comparison import ComparedList, ListDifference
from services.registry.tables.credit import CreditObjection, CreditRating
from services.registry.tables.double import DoubleKey, DoublePair, DoubleSweep, PersonMerger
from services.registry.tables.history import Change, HouseholdVersion, Membership, PersonVersion
from services.registry.tables.household import Household, Person
from services.registry.tables.income import IncomeBook, IncomeEntry
from services.registry.tables.notice import Notice, NoticeLine, Objection, ObjectionLetter
from services.registry.tables.paper import Paper, PaperContent, PaperRead
from services.registry.tables.plan import Plan, PlanMeasure, PlanStep
from services.registry.tables.procedure import JudgedAssurance, PovertyEntry, Procedure, ProcedureStep
from services.registry.tables.public_count import PublicCount
from services.registry.tables.quality import QualityFinding, QualitySweep
from services.registry.tables.register_import import ImportStretch, RegisterImport
from services.registry.tables.relief_report import ReliefReport
from services.registry.tables.row import Row
from services.registry.tables.search import ListExport, PersonMark, PersonSearch
from services.registry.tables.target import Target
from services.registry.tables.transfer import Transfer
from services.registry.tables.visit import Problem, ProblemStep, VillagePosition, Visit
from services.registry.tables.watch import Alert, AlertVisit, WatchFact, WatchSweep

__all__ = [
    "Alert",
    "AlertVisit",
    "AlignmentAnswer",
    "AssignmentImport",
    "Campaign",
    "CampaignTask",
    "Case",
    "CaseAct",
    "CaseFact",
    "CasePart",
    "CaseReminder",
    "CaseStep",
    "Change",
    "ChecklistDraft",
    "ChecklistFilling",
    "ComparedList",
    "CreditObjection",
    "CreditRating",
    "DoubleKey",
    "DoublePair",
    "DoubleSweep",
    "Helper",
    "HelperAssignment",
    "Household",
    "HouseholdVersion",
    "ImportStretch",
    "IncomeBook",
    "IncomeEntry",
    "JudgedAssurance",
    "ListDifference",
    "ListExport",
    "Membership",
    "Notice",
    "NoticeLine",
    "Objection",
    "ObjectionLetter",
    "Paper",
    "PaperContent",
    "PaperRead",
    "Person",
    "PersonMark",
    "PersonMerger",
    "PersonSearch",
    "PersonVersion",
    "Plan",
    "PlanMeasure",
    "PlanStep",
    "PovertyEntry",
    "Problem",
    "ProblemStep",
    "Procedure",
    "ProcedureStep",
    "PublicCount",
    "QualityFinding",
    "QualitySweep",
    "RegisterImport",
    "ReliefReport",
    "Row",
    "SpotCheck",
    "SpotSample",
    "Substitution",
    "Target",
    "Transfer",
    "VillagePosition",
    "Visit",
    "WatchFact",
    "WatchSweep",
]
