"""Door one: medical's HTTP endpoints, one module per noun."""

from services.medical.api import (
    admissions,
    charges,
    defaulters,
    eligibility,
    hospitals,
    instalments,
    paper_claims,
    quotes,
    resettlements,
    settlements,
    settling,
    visits,
)

routers = [
    eligibility.router,
    admissions.router,
    charges.router,
    settling.router,
    visits.router,
    settlements.router,
    resettlements.router,
    paper_claims.router,
    instalments.router,
    defaulters.router,
    hospitals.router,
    quotes.router,
]
