"""The medical service: admission without deposit, charges, one-stop settlement."""

from fastapi import FastAPI

from services.medical.api import routers
from services.medical.consumers import handlers
from services.medical.store.policies import shelf
from shared.service import build
from shared.settings import Settings


def create(settings: Settings | None = None) -> FastAPI:
    shelf()  # a wrong policy file is found now, with file, line and mend, and not by the first patient
    return build(
        "medical",
        title="医疗保障结算服务",
        description="待遇资格、免押金入院、费用明细、分层结算与一站式结算单。每一分钱都注明支付方、条款和出处。",
        routers=routers,
        handlers=handlers,
        settings=settings,
    )
