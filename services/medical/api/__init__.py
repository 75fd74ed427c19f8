"""Door one: medical's HTTP endpoints, one module per noun."""

from services.medical.api import admissions, eligibility, quotes, settlements, sheets

routers = [eligibility.router, admissions.router, settlements.router, sheets.router, quotes.router]
