"""Door one of funds: one module per noun."""

from services.funds.api import (
    asset,
    asset_care,
    asset_income,
    clearing,
    disclosure,
    distribution,
    duty,
    grant,
    ledger,
    notice,
    objection,
    papers,
)

routers = [
    ledger.router,
    grant.router,
    clearing.router,
    disclosure.router,
    notice.router,
    objection.router,
    duty.router,
    papers.router,
    asset.router,
    asset_care.router,
    asset_income.router,
    distribution.router,
]
