"""What housing stores, one module per noun."""

from services.housing.tables.acceptance import Acceptance
from services.housing.tables.appraisal import Appraisal
from services.housing.tables.appraiser import Appraiser
from services.housing.tables.awaited_step import AwaitedStep
from services.housing.tables.campaign import Campaign
from services.housing.tables.contractor import Contractor
from services.housing.tables.disaster import Disaster, DisasterEvent, DisasterList, StruckHousehold
from services.housing.tables.former import FormerFile, FormerRenovation
from services.housing.tables.grade_dispute import GradeDispute
from services.housing.tables.hazard import Hazard, HazardFile
from services.housing.tables.house import House
from services.housing.tables.house_money import HouseMoney, MoneyStage
from services.housing.tables.household import Household, Resident
from services.housing.tables.lot import DwellingExchange, Lot, LotPlace
from services.housing.tables.money_recovery import MoneyRecovery
from services.housing.tables.number import NumberSeries
from services.housing.tables.occupancy import Occupancy
from services.housing.tables.paper import Paper, PaperContent, PaperRead
from services.housing.tables.programme import DwellingFile, Programme, Site, SiteDwelling
from services.housing.tables.relocation import Relocation, RelocationEvent, RelocationList
from services.housing.tables.renovation import Defect, Inspection, Renovation, RenovationEvent
from services.housing.tables.row import Row
from services.housing.tables.shelter import Shelter, ShelterStay
from services.housing.tables.support import Support, SupportCheck
from services.housing.tables.survey import SecondFinding, Survey
from services.housing.tables.thumbnail import Thumbnail

__all__ = [
    "Acceptance",
    "Appraisal",
    "Appraiser",
    "AwaitedStep",
    "Campaign",
    "Contractor",
    "Defect",
    "Disaster",
    "DisasterEvent",
    "DisasterList",
    "DwellingExchange",
    "DwellingFile",
    "FormerFile",
    "FormerRenovation",
    "GradeDispute",
    "Hazard",
    "HazardFile",
    "House",
    "HouseMoney",
    "Household",
    "Inspection",
    "Lot",
    "LotPlace",
    "MoneyRecovery",
    "MoneyStage",
    "NumberSeries",
    "Occupancy",
    "Paper",
    "PaperContent",
    "PaperRead",
    "Programme",
    "Relocation",
    "RelocationEvent",
    "RelocationList",
    "Renovation",
    "RenovationEvent",
    "Resident",
    "Row",
    "SecondFinding",
    "Shelter",
    "ShelterStay",
    "Site",
    "SiteDwelling",
    "StruckHousehold",
    "Support",
    "SupportCheck",
    "Survey",
    "Thumbnail",
]
