"""Door one of funds: one module per noun."""

from services.funds.api import (
    adjustment,
    allocation,
    budget,
    budget_line,
    clearing,
    contracts,
    disclosure,
    donation,
    donation_use,
    grant,
    ledger,
    papers,
    projects,
    reviews,
    works,
)

routers = [
    ledger.router,
    grant.router,
    budget.router,
    allocation.router,
    budget_line.router,
    adjustment.router,
    donation.router,
    donation_use.router,
    clearing.router,
    disclosure.router,
    papers.router,
    projects.router,
    reviews.router,
    contracts.router,
    works.router,
]
