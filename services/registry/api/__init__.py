"""Door one of registry: one module per noun."""

from services.registry.api import case_acts, case_boards, cases, households, imports, relief_needs

routers = [
    imports.router,
    households.router,
    households.persons,
    case_boards.router,  # before the cases: `/cases/deadlines` is no case's id
    cases.router,
    case_acts.router,
    relief_needs.router,
    relief_needs.keys,
]
