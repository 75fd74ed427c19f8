"""Funds, wired: three doors and one cellar."""

from fastapi import FastAPI

from services.funds.api import routers
from services.funds.consumers import handlers
from services.funds.jobs import jobs
from services.funds.store.policy import list_policies
from services.funds.store.publishing import list_publishing_policies
from shared.service import build
from shared.settings import Settings


def create(settings: Settings | None = None) -> FastAPI:
    list_publishing_policies()
    list_policies()  # a wrong policy file is found now, and the first household does not wait for it to be read
    return build(
        "funds",
        title="资金服务",
        routers=routers,
        handlers=handlers,
        jobs=jobs,
        settings=settings,
        description="复式记账的资金账户、急难救助金先行支付、医疗费用清算拨付、公示与公示凭证。",
    )
