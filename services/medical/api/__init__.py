"""Door one: medical's HTTP endpoints, one module per noun."""

from services.medical.api import admissions, catalogue, eligibility, integration, quotes, settlements
from services.medical.api.national import messages, transact

routers = [
    eligibility.router,
    admissions.router,
    settlements.router,
    quotes.router,
    catalogue.router,
    transact.router,
    messages.router,
    integration.router,
]
