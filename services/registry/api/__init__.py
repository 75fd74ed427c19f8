"""Door one of registry: one module per noun."""

from services.registry.api import (
    alerts,
    books,
    case_acts,
    case_boards,
    cases,
    divisions,
    household_files,
    household_lists,
    household_page,
    households,
    imports,
    income,
    notices,
    objections,
    papers,
    persons,
    poverty,
    procedures,
    relief_needs,
    search,
    search_page,
    snapshots,
    transfers,
)

routers = [
    books.router,  # first: `/persons/searches.xlsx` is nobody's id
    imports.router,
    household_lists.router,  # before the households: `/households/page` is no household's id
    households.router,
    household_files.router,
    papers.router,
    household_page.router,
    search.router,  # before the persons: `/persons/searches` is no person's id
    search.questions,
    search_page.router,
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
