"""The medical service: admission without deposit, charges, one-stop settlement."""

from fastapi import FastAPI

from services.medical.api import routers
from services.medical.api.guide import GUIDE
from services.medical.consumers import handlers
from services.medical.jobs import jobs
from services.medical.store import insurance_terms, policies, premiums
from services.medical.store.health import programmes
from shared.service import build
from shared.settings import Settings


def create(settings: Settings | None = None) -> FastAPI:
    policies.shelf()  # a wrong policy file is found now, with file, line and mend, and not by the first patient
    premiums.SHELF.policies()
    insurance_terms.SHELF.policies()
    programmes.list_policies()
    return build(
        "medical",
        title="医疗保障结算服务",
        description=GUIDE,
        routers=routers,
        handlers=handlers,
        jobs=jobs,
        settings=settings,
    )
