"""Door one of registry: one module per noun."""

from services.registry.api import cases, households, imports, notices, objections, poverty, procedures, relief_needs

routers = [
    imports.router,
    households.router,
    households.persons,
    cases.router,
    procedures.router,
    notices.router,
    objections.router,
    poverty.router,
    relief_needs.router,
    relief_needs.keys,
]
