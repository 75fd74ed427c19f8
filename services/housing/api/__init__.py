"""Door one of housing: one module per noun."""

from services.housing.api import acceptance, campaign, hazard, hazard_file, house, paper, survey

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
]
