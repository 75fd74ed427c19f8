"""Door one: medical's HTTP endpoints, one module per noun."""

from services.medical.api import admissions, eligibility, health, quotes, settlements

routers = [eligibility.router, admissions.router, settlements.router, quotes.router, *health.routers]
