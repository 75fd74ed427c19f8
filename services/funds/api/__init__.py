"""Door one of funds: one module per noun."""

from services.funds.api import clearing, disclosure, grant, ledger, log, receipt

routers = [
    ledger.router,
    grant.router,
    clearing.router,
    log.router,  # before the disclosure, whose entries stand right behind its prefix
    disclosure.router,
    receipt.router,
]
