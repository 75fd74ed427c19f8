"""What medical stores, one module per noun."""

from services.medical.tables.admission import Admission, Charge
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
from services.medical.tables.person import Beneficiary, Cover, YearAccount
from services.medical.tables.row import Row
from services.medical.tables.settlement import Reversal, Settlement

__all__ = [
    "Admission",
    "Beneficiary",
    "Charge",
    "Cover",
    "FamilyContract",
    "HealthEntry",
    "HealthExamination",
    "HealthFile",
    "HealthFlag",
    "HealthRead",
    "HealthStep",
    "HealthTick",
    "Reversal",
    "Row",
    "Settlement",
    "YearAccount",
]
