"""Housing, wired: three doors and one cellar. Whether a survey is overdue is seen when it is looked at; the clock tells of what
falls due without anything happening."""

from fastapi import FastAPI

from services.housing import schemas
from services.housing.api import routers
from services.housing.consumers import handlers
from services.housing.jobs import jobs
from services.housing.rules.trail import COLUMN_NAMES, THING_NAMES
from services.housing.store.appraisal_policy import list_appraisal_policies
from services.housing.store.cost_policy import list_cost_policies
from services.housing.store.disaster_policy import list_disaster_policies
from services.housing.store.file_policy import list_file_policies
from services.housing.store.help_policy import list_help_policies
from services.housing.store.relocation_policy import list_relocation_policies
from services.housing.store.step_policy import list_step_policies
from services.housing.store.survey_policy import list_policies
from shared.service import build
from shared.settings import Settings
from shared.trail import trail_door


def create(settings: Settings | None = None) -> FastAPI:
    # A wrong policy file is found now, and the first household does not wait for it to be read.
    list_policies()
    list_appraisal_policies()
    list_help_policies()
    list_step_policies()
    list_file_policies()
    list_cost_policies()
    list_disaster_policies()
    list_relocation_policies()
    return build(
        "housing",
        title="住房服务",
        routers=[*routers, trail_door("housing", THING_NAMES, schemas, columns=COLUMN_NAMES)],
        handlers=handlers,
        jobs=jobs,
        settings=settings,
        description="住房安全排查：为新致贫（返贫）家庭安排排查，按各部位情况评定 A-D 级，说明理由与依据；"
        "由有证书的鉴定人逐部位鉴定，D 级和有异议的逐构件清点；"
        "改造后验收，向资金服务请求发放补助并记下发放结果；"
        "灾情一次下达，逐户应急排查、临时安置，先于其他办理。",
    )
