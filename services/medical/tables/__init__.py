"""What medical stores, one module per noun."""

from services.medical.tables.admission import Admission, Charge
from services.medical.tables.claim import Agreement, PaperClaim
from services.medical.tables.hospital import Hospital
from services.medical.tables.instalment import DefaultListing, DefaultStep, Instalment, InstalmentPayment, InstalmentPlan
from services.medical.tables.person import Account, Beneficiary, Cover, FamilyAccount, YearAccount
from services.medical.tables.row import Row
from services.medical.tables.settlement import Resettlement, ResettlementDue, Reversal, Settlement

__all__ = [
    "Account",
    "Admission",
    "Agreement",
    "Beneficiary",
    "Charge",
    "Cover",
    "DefaultListing",
    "DefaultStep",
    "FamilyAccount",
    "Hospital",
    "Instalment",
    "InstalmentPayment",
    "InstalmentPlan",
    "PaperClaim",
    "Resettlement",
    "ResettlementDue",
    "Reversal",
    "Row",
    "Settlement",
    "YearAccount",
]
