"""Door one: medical's HTTP endpoints, one module per noun."""

from services.medical.api import (
    admissions,
    catalogue,
    charges,
    defaulters,
    eligibility,
    hospitals,
    instalments,
    integration,
    paper_claims,
    quotes,
    resettlements,
    settlements,
    settling,
    visits,
)
from services.medical.api.national import messages, transact

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
    catalogue.router,
    transact.router,
    messages.router,
    integration.router,
]
