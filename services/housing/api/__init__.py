"""Door one of housing: one module per noun."""

from services.housing.api import acceptance, help, survey

routers = [
    survey.router,
    acceptance.of_survey,
    acceptance.router,
    help.router,
    help.questions,
]
