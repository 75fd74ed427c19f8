"""Door one of registry: one module per noun."""

from services.registry.api import (
    alerts,
    case_acts,
    case_boards,
    cases,
    divisions,
    household_files,
    household_page,
    households,
    import_previews,
    imports,
    income,
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
    import_previews.router,  # before the imports: `/imports/page` is no import's id
    imports.router,
    households.router,
    household_files.router,
    papers.router,
    household_page.router,
    persons.router,
    transfers.router,
    snapshots.router,
    divisions.router,
    case_boards.router,  # before the cases: `/cases/deadlines` is no case's id
    cases.router,
    case_acts.router,
    procedures.router,
    notices.router,
    objections.router,
    poverty.router,
    relief_needs.router,
    relief_needs.keys,
    income.router,
    alerts.router,
]
