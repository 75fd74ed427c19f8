"""What medical stores, one module per noun."""

from services.medical.tables.admission import Admission, Charge
from services.medical.tables.person import Beneficiary, Cover, YearAccount
from services.medical.tables.roster import Enrolment, EnrolmentFile, Roster, RosterEntry
from services.medical.tables.row import Row
from services.medical.tables.settlement import Reversal, Settlement

__all__ = [
    "Admission",
    "Beneficiary",
    "Charge",
    "Cover",
    "Enrolment",
    "EnrolmentFile",
    "Reversal",
    "Roster",
    "RosterEntry",
    "Row",
    "Settlement",
    "YearAccount",
]
