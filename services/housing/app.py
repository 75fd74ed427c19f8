"""Housing, wired: two doors and one cellar. It needs no clock: whether a survey is overdue is seen when it is looked at."""

from fastapi import FastAPI

from services.housing import schemas
from services.housing.api import routers
from services.housing.consumers import handlers
from services.housing.rules.trail import THING_NAMES
from services.housing.store.appraisal_policy import list_appraisal_policies
from services.housing.store.help_policy import list_help_policies
from services.housing.store.relocation_policy import list_relocation_policies
from services.housing.store.survey_policy import list_policies
from shared.service import build
from shared.settings import Settings
from shared.trail import trail_door


def create(settings: Settings | None = None) -> FastAPI:
    # A wrong policy file is found now, and the first household does not wait for it to be read.
    list_policies()
    list_appraisal_policies()
    list_help_policies()
    list_relocation_policies()
    return build(
        "housing",
        title="住房服务",
        routers=[*routers, trail_door("housing", THING_NAMES, schemas)],
        handlers=handlers,
        settings=settings,
        description="住房安全排查：为新致贫（返贫）家庭安排排查，按各部位情况评定 A-D 级，说明理由与依据；"
        "由有证书的鉴定人逐部位鉴定，D 级和有异议的逐构件清点；"
        "改造后验收，向资金服务请求发放补助并记下发放结果。",
    )
