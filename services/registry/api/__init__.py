"""Door one of registry: one module per noun."""

from services.registry.api import alerts, cases, households, imports, income, relief_needs

routers = [
    imports.router,
    households.router,
    households.persons,
    cases.router,
    relief_needs.router,
    relief_needs.keys,
    income.router,
    alerts.router,
]
