"""Door one of funds: one module per noun."""

from services.funds.api import clearing, disclosure, grant, ledger, papers

routers = [
    ledger.router,
    grant.router,
    clearing.router,
    disclosure.router,
    papers.router,
]
