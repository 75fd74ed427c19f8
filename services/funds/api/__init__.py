"""Door one of funds: one module per noun."""

from services.funds.api import (
    bank_answers,
    clearing,
    disclosure,
    double_dips,
    grant,
    ledger,
    payee_files,
    payees,
    payment_batches,
    payment_requests,
    payments,
    received,
)

routers = [
    ledger.router,
    grant.router,
    clearing.router,
    disclosure.router,
    payees.router,
    payee_files.router,
    payment_requests.router,
    payments.router,
    double_dips.router,
    payment_batches.account_router,
    payment_batches.router,
    bank_answers.router,
    received.router,
]
