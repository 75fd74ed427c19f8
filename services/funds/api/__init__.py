"""Door one of funds: one module per noun."""

from services.funds.api import (
    adjustment,
    allocation,
    budget,
    budget_line,
    clearing,
    disclosure,
    donation,
    donation_use,
    grant,
    ledger,
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
]
