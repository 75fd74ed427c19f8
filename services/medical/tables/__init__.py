"""What medical stores, one module per noun."""

from services.medical.tables.admission import Admission, Charge
from services.medical.tables.person import Beneficiary, Cover, YearAccount
from services.medical.tables.receivable import Receivable
from services.medical.tables.reconciliation import Difference, Reconciliation
from services.medical.tables.row import Row
from services.medical.tables.settlement import Reversal, Settlement
from services.medical.tables.statement import ClearingLine, ClearingStatement

__all__ = [
    "Admission",
    "Beneficiary",
    "Charge",
    "ClearingLine",
    "ClearingStatement",
    "Cover",
    "Difference",
    "Receivable",
    "Reconciliation",
    "Reversal",
    "Row",
    "Settlement",
    "YearAccount",
]
