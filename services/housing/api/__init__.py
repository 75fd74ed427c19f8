"""Door one of housing: one module per noun."""

from services.housing.api import (
    acceptance,
    campaign,
    contractor,
    hazard,
    hazard_file,
    help,
    house,
    paper,
    renovation,
    survey,
    works,
)

routers = [
    survey.router,
    acceptance.of_survey,
    acceptance.router,
    campaign.router,
    house.router,
    house.of_households,
    hazard_file.router,
    hazard.router,
    paper.router,
    renovation.router,
    works.router,
    works.defects,
    contractor.router,
    help.router,
    help.questions,
]
