"""Door one of funds: one module per noun."""

from services.funds.api import clearing, disclosure, grant, ledger

routers = [
    ledger.router,
    grant.router,
    clearing.router,
    disclosure.router,
]
