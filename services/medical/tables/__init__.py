"""What medical stores, one module per noun."""

from services.medical.tables.admission import Admission, Charge
from services.medical.tables.catalogue import CatalogueItem
from services.medical.tables.national import NationalFile, NationalLine, NationalMessage, NationalPerson, NationalStay
from services.medical.tables.person import Beneficiary, Cover, YearAccount
from services.medical.tables.row import Row
from services.medical.tables.settlement import Reversal, Settlement

__all__ = [
    "Admission",
    "Beneficiary",
    "CatalogueItem",
    "Charge",
    "Cover",
    "NationalFile",
    "NationalLine",
    "NationalMessage",
    "NationalPerson",
    "NationalStay",
    "Reversal",
    "Row",
    "Settlement",
    "YearAccount",
]
