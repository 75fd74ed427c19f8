"""What housing stores, one module per noun."""

from services.housing.tables.acceptance import Acceptance
from services.housing.tables.appraisal import Appraisal, AppraisalNumber
from services.housing.tables.appraiser import Appraiser
from services.housing.tables.grade_dispute import GradeDispute
from services.housing.tables.house import House
from services.housing.tables.row import Row
from services.housing.tables.survey import Survey

__all__ = ["Acceptance", "Appraisal", "AppraisalNumber", "Appraiser", "GradeDispute", "House", "Row", "Survey"]
