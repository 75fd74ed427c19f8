"""Registry, wired: doors, handlers, and nothing else."""

from fastapi import FastAPI

from services.registry.api import routers
from services.registry.consumers import handlers
from shared.service import build
from shared.settings import Settings

DESCRIPTION = "家庭与人员登记、全国导出表导入、即时帮扶台账与部门上报。"


def create(settings: Settings | None = None) -> FastAPI:
    """The application; uvicorn calls it as a factory."""
    return build("registry", title="登记服务", description=DESCRIPTION, routers=routers, handlers=handlers, settings=settings)
