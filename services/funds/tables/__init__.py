"""What funds stores, one module per noun."""

from services.funds.tables.allocation import Allocation, AllocationShare
from services.funds.tables.asset import Asset, AssetHandOver, AssetSource, AssetTitle
from services.funds.tables.asset_care import AssetDisposal, AssetInspection, AssetWear, DisposalDecision
from services.funds.tables.asset_draft import AssetDraft
from services.funds.tables.asset_income import AssetContract, AssetDeposit, AssetDue, AssetReceipt, Generation
from services.funds.tables.bank import BankAccount, BankDifference, BankLine, BankMatch, BankStatement
from services.funds.tables.budget import BudgetPlan, BudgetYear, MoneyReceipt, NumberSeries
from services.funds.tables.budget_line import BudgetAdjustment, BudgetLine, BudgetMove, YearEnd
from services.funds.tables.clearing import ClearingPayment
from services.funds.tables.contract import ProjectAmendment, ProjectContract, SupplierPayment
from services.funds.tables.disclosure import Disclosure, Seal
from services.funds.tables.distribution import DistributionList, DistributionPlan, DistributionShare
from services.funds.tables.donation import Donation, DonationDraw, DonationFund, DonationUse
from services.funds.tables.donation_trace import DonationHanding, DonationStatement, DonationTicket
from services.funds.tables.duty import Duty, DutyProof
from services.funds.tables.export import ListExport
from services.funds.tables.flow import Flow, FlowName, FlowPending, FlowTotal, VillageFigure
from services.funds.tables.grant import EmergencyGrant
from services.funds.tables.grant_application import GrantApplication, GrantDecision
from services.funds.tables.guarantee import Compensation, GuaranteeFund, GuaranteeMove, LoanRecovery
from services.funds.tables.house_hold import HouseHold, HouseHoldPart
from services.funds.tables.household import DoubleDip, HouseholdMember, HouseholdStatement
from services.funds.tables.ledger import Account, Posting, Transfer, sums_of
from services.funds.tables.loan import CreditGrade, ExtensionAsking, Loan, LoanCheck, LoanExtension, LoanStep
from services.funds.tables.loan_account import LoanEntry, LoanFile, LoanInstalment
from services.funds.tables.log import Cosignature, HeadPlace, LogEntry, LogHead, LogKey, LogNode, LogPending
from services.funds.tables.notice import CommissionedNotice, Notice, NoticeLine, Objection, ObjectionLetter
from services.funds.tables.old_loan import OldLoanList
from services.funds.tables.paper import Paper, PaperContent, PaperRead
from services.funds.tables.payee import Payee, PayeeFile
from services.funds.tables.payment import Payment, PaymentSignature
from services.funds.tables.payment_batch import BankAnswer, BatchFile, BatchFileRead, BatchLine, PayingAccount, PaymentBatch
from services.funds.tables.payment_request import PaymentRequest
from services.funds.tables.period import BookPeriod
from services.funds.tables.project import Project, ProjectEvent, ProjectFunding, ProjectSource, ProjectTarget
from services.funds.tables.recovery import RecoveryInstalment, RecoveryOrder, RecoveryReceipt
from services.funds.tables.reserve import ReserveAccount, ReserveFill, ReserveRefill
from services.funds.tables.review import Committee, CommitteeMember, ProjectStep, ProjectVote
from services.funds.tables.row import Row
from services.funds.tables.shown_renovation import ShownRenovation
from services.funds.tables.subsidy import SubsidyBill, SubsidyLine
from services.funds.tables.supervision import Death, LedgerExport, MoneyFinding, MoneyLook
from services.funds.tables.work import (
    ProjectBenefit,
    ProjectDuty,
    ProjectDutyDone,
    ProjectFinding,
    ProjectHandOver,
    ProjectInspection,
    ProjectReport,
    ProjectThing,
)

__all__ = [
    "Account",
    "Allocation",
    "AllocationShare",
    "Asset",
    "AssetContract",
    "AssetDeposit",
    "AssetDisposal",
    "AssetDraft",
    "AssetDue",
    "AssetHandOver",
    "AssetInspection",
    "AssetReceipt",
    "AssetSource",
    "AssetTitle",
    "AssetWear",
    "BankAccount",
    "BankAnswer",
    "BankDifference",
    "BankLine",
    "BankMatch",
    "BankStatement",
    "BatchFile",
    "BatchFileRead",
    "BatchLine",
    "BookPeriod",
    "BudgetAdjustment",
    "BudgetLine",
    "BudgetMove",
    "BudgetPlan",
    "BudgetYear",
    "ClearingPayment",
    "CommissionedNotice",
    "Committee",
    "CommitteeMember",
    "Compensation",
    "Cosignature",
    "CreditGrade",
    "Death",
    "Disclosure",
    "DisposalDecision",
    "DistributionList",
    "DistributionPlan",
    "DistributionShare",
    "Donation",
    "DonationDraw",
    "DonationFund",
    "DonationHanding",
    "DonationStatement",
    "DonationTicket",
    "DonationUse",
    "DoubleDip",
    "Duty",
    "DutyProof",
    "EmergencyGrant",
    "ExtensionAsking",
    "Flow",
    "FlowName",
    "FlowPending",
    "FlowTotal",
    "Generation",
    "GrantApplication",
    "GrantDecision",
    "GuaranteeFund",
    "GuaranteeMove",
    "HeadPlace",
    "HouseHold",
    "HouseHoldPart",
    "HouseholdMember",
    "HouseholdStatement",
    "LedgerExport",
    "ListExport",
    "Loan",
    "LoanCheck",
    "LoanEntry",
    "LoanExtension",
    "LoanFile",
    "LoanInstalment",
    "LoanRecovery",
    "LoanStep",
    "LogEntry",
    "LogHead",
    "LogKey",
    "LogNode",
    "LogPending",
    "MoneyFinding",
    "MoneyLook",
    "MoneyReceipt",
    "Notice",
    "NoticeLine",
    "NumberSeries",
    "Objection",
    "ObjectionLetter",
    "OldLoanList",
    "Paper",
    "PaperContent",
    "PaperRead",
    "Payee",
    "PayeeFile",
    "PayingAccount",
    "Payment",
    "PaymentBatch",
    "PaymentRequest",
    "PaymentSignature",
    "Posting",
    "Project",
    "ProjectAmendment",
    "ProjectBenefit",
    "ProjectContract",
    "ProjectDuty",
    "ProjectDutyDone",
    "ProjectEvent",
    "ProjectFinding",
    "ProjectFunding",
    "ProjectHandOver",
    "ProjectInspection",
    "ProjectReport",
    "ProjectSource",
    "ProjectStep",
    "ProjectTarget",
    "ProjectThing",
    "ProjectVote",
    "RecoveryInstalment",
    "RecoveryOrder",
    "RecoveryReceipt",
    "ReserveAccount",
    "ReserveFill",
    "ReserveRefill",
    "Row",
    "Seal",
    "ShownRenovation",
    "SubsidyBill",
    "SubsidyLine",
    "SupplierPayment",
    "Transfer",
    "VillageFigure",
    "YearEnd",
    "sums_of",
]
