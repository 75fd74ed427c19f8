"""Funds, wired: three doors and one cellar."""

from fastapi import FastAPI

from services.funds.api import routers
from services.funds.consumers import handlers
from services.funds.jobs import jobs
from services.funds.store.books_policy import list_books_policies
from services.funds.store.budget_policy import list_budget_policies
from services.funds.store.donation_policy import list_donation_policies
from services.funds.store.lending_policy import list_lending_policies, list_rate_tables
from services.funds.store.policy import list_policies
from services.funds.store.publishing import list_publishing_policies
from shared.service import build
from shared.settings import Settings


def create(settings: Settings | None = None) -> FastAPI:
    list_publishing_policies()
    list_books_policies()
    list_policies()  # a wrong policy file is found now, and the first household does not wait for it to be read
    list_budget_policies()
    list_donation_policies()
    list_lending_policies()
    list_rate_tables()
    return build(
        "funds",
        title="资金服务",
        routers=routers,
        handlers=handlers,
        jobs=jobs,
        settings=settings,
        description="复式记账的资金账户、预算分配与执行、社会捐赠、小额信贷与贴息、急难救助金先行支付、医疗费用清算拨付、公示与公示凭证。",
    )
