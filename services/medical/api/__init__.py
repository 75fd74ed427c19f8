"""Door one: medical's HTTP endpoints, one module per noun."""

from services.medical.api import (
    admissions,
    burden_shares,
    eligibility,
    quotes,
    receivables,
    reconciliations,
    settlements,
    statements,
    statistics,
)

routers = [
    eligibility.router,
    admissions.router,
    settlements.router,
    quotes.router,
    reconciliations.router,
    receivables.router,
    statements.router,
    burden_shares.router,
    statistics.router,
]
