"""What housing stores, one module per noun."""

from services.housing.tables.acceptance import Acceptance
from services.housing.tables.contractor import Contractor
from services.housing.tables.house import House
from services.housing.tables.number import NumberSeries
from services.housing.tables.renovation import Defect, Inspection, Renovation, RenovationEvent
from services.housing.tables.row import Row
from services.housing.tables.survey import Survey

__all__ = [
    "Acceptance",
    "Contractor",
    "Defect",
    "House",
    "Inspection",
    "NumberSeries",
    "Renovation",
    "RenovationEvent",
    "Row",
    "Survey",
]
