"""Door one of funds: one module per noun."""

from services.funds.api import banks, books, clearing, disclosure, grant, journal, ledger, periods

routers = [
    ledger.router,
    journal.router,
    books.router,
    periods.router,
    banks.router,
    grant.router,
    clearing.router,
    disclosure.router,
]
