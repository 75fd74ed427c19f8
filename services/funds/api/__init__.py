"""Door one of funds: one module per noun."""

from services.funds.api import clearing, disclosure, duty, grant, ledger, notice, objection, papers

routers = [
    ledger.router,
    grant.router,
    clearing.router,
    disclosure.router,
    notice.router,
    objection.router,
    duty.router,
    papers.router,
]
