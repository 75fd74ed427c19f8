"""Door one of housing: one module per noun."""

from services.housing.api import acceptance, contractor, help, renovation, survey, works

routers = [
    survey.router,
    acceptance.of_survey,
    acceptance.router,
    renovation.router,
    works.router,
    works.defects,
    contractor.router,
    help.router,
    help.questions,
]
