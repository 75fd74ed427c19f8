"""What medical stores, one module per noun."""

from services.medical.tables.admission import Admission, Charge
from services.medical.tables.catalogue import CatalogueItem
from services.medical.tables.claim import Agreement, ClaimPayout, PaperClaim
from services.medical.tables.health import (
    FamilyContract,
    HealthEntry,
    HealthExamination,
    HealthFile,
    HealthFlag,
    HealthRead,
    HealthStep,
    HealthTick,
)
from services.medical.tables.hospital import Hospital
from services.medical.tables.instalment import DefaultListing, DefaultStep, Instalment, InstalmentPayment, InstalmentPlan
from services.medical.tables.insurance import InsuranceClaim, InsuranceClaimStep, InsurancePurchase, InsurerEntry
from services.medical.tables.national import NationalFile, NationalLine, NationalMessage, NationalPerson, NationalStay
from services.medical.tables.packed import PackedDay
from services.medical.tables.payout import Payout
from services.medical.tables.person import Account, Beneficiary, Cover, FamilyAccount, YearAccount
from services.medical.tables.receivable import Receivable
from services.medical.tables.reconciliation import Difference, Reconciliation
from services.medical.tables.roster import Enrolment, EnrolmentFile, Roster, RosterEntry
from services.medical.tables.row import Row
from services.medical.tables.settlement import Resettlement, ResettlementDue, Reversal, SettledBill, Settlement
from services.medical.tables.statement import ClearingLine, ClearingStatement
from services.medical.tables.top_up import TopUp, TopUpReturn, TopUpRun, TopUpShare

__all__ = [
    "Account",
    "Admission",
    "Agreement",
    "Beneficiary",
    "CatalogueItem",
    "Charge",
    "ClaimPayout",
    "ClearingLine",
    "ClearingStatement",
    "Cover",
    "DefaultListing",
    "DefaultStep",
    "Difference",
    "Enrolment",
    "EnrolmentFile",
    "FamilyAccount",
    "FamilyContract",
    "HealthEntry",
    "HealthExamination",
    "HealthFile",
    "HealthFlag",
    "HealthRead",
    "HealthStep",
    "HealthTick",
    "Hospital",
    "Instalment",
    "InstalmentPayment",
    "InstalmentPlan",
    "InsuranceClaim",
    "InsuranceClaimStep",
    "InsurancePurchase",
    "InsurerEntry",
    "NationalFile",
    "NationalLine",
    "NationalMessage",
    "NationalPerson",
    "NationalStay",
    "PackedDay",
    "PaperClaim",
    "Payout",
    "Receivable",
    "Reconciliation",
    "Resettlement",
    "ResettlementDue",
    "Reversal",
    "Roster",
    "RosterEntry",
    "Row",
    "SettledBill",
    "Settlement",
    "TopUp",
    "TopUpReturn",
    "TopUpRun",
    "TopUpShare",
    "YearAccount",
]
