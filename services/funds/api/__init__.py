"""Door one of funds: one module per noun."""

from services.funds.api import clearing, contracts, disclosure, grant, ledger, papers, projects, reviews, works

routers = [
    ledger.router,
    grant.router,
    clearing.router,
    disclosure.router,
    papers.router,
    projects.router,
    reviews.router,
    contracts.router,
    works.router,
]
