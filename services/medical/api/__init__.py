"""Door one: medical's HTTP endpoints, one module per noun."""

from services.medical.api import (
    admissions,
    beneficiaries,
    differences,
    eligibility,
    enrolments,
    quotes,
    rosters,
    settlements,
    sheets,
)

routers = [
    eligibility.router,
    admissions.router,
    settlements.router,
    sheets.router,
    quotes.router,
    beneficiaries.router,
    rosters.router,
    differences.router,
    enrolments.router,
]
