"""Door one of housing: one module per noun."""

from services.housing.api import acceptance, appraisal_pages, appraisals, appraisers, grade_disputes, survey

routers = [
    survey.router,
    acceptance.of_survey,
    acceptance.router,
    appraisers.router,
    appraisal_pages.router,
    appraisals.router,
    appraisal_pages.forms,
    grade_disputes.of_appraisal,
    grade_disputes.router,
    grade_disputes.of_house,
]
