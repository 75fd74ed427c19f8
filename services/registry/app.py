"""Registry, wired: doors, handlers, and nothing else."""

from fastapi import FastAPI

from services.registry.api import routers
from services.registry.api.guide import REGISTRY
from services.registry.consumers import handlers
from shared.service import build
from shared.settings import Settings


def create(settings: Settings | None = None) -> FastAPI:
    """The application; uvicorn calls it as a factory."""
    return build("registry", title="登记服务", description=REGISTRY, routers=routers, handlers=handlers, settings=settings)
