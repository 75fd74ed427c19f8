"""Door one of funds: one module per noun."""

from services.funds.api import adjustment, allocation, budget, budget_line, clearing, disclosure, grant, ledger

routers = [
    ledger.router,
    grant.router,
    budget.router,
    allocation.router,
    budget_line.router,
    adjustment.router,
    clearing.router,
    disclosure.router,
]
