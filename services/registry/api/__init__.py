"""Door one of registry: one module per noun."""

from services.registry.api import (
    cases,
    divisions,
    household_files,
    household_page,
    households,
    imports,
    notices,
    objections,
    papers,
    persons,
    poverty,
    procedures,
    relief_needs,
    snapshots,
    transfers,
)

routers = [
    imports.router,
    households.router,
    household_files.router,
    papers.router,
    household_page.router,
    persons.router,
    transfers.router,
    snapshots.router,
    divisions.router,
    cases.router,
    procedures.router,
    notices.router,
    objections.router,
    poverty.router,
    relief_needs.router,
    relief_needs.keys,
]
