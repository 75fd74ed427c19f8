"""Registry, wired: doors, handlers, and nothing else."""

from fastapi import FastAPI

from services.registry.api import routers
from services.registry.api.guide import REGISTRY
from services.registry.consumers import handlers
from services.registry.jobs import jobs
from services.registry.store import judging
from services.registry.store.alignment import list_alignment_policies
from services.registry.store.campaign_policy import list_campaign_policies
from services.registry.store.checklist import list_checklists
from services.registry.store.comparison_policy import list_comparison_policies
from services.registry.store.credit import list_credit_policies
from services.registry.store.doubles_policy import list_doubles_policies
from services.registry.store.field_lists import list_field_lists
from services.registry.store.line import list_line_policies
from services.registry.store.measure import list_measures_policies
from services.registry.store.need import list_policies
from services.registry.store.quality_policy import list_quality_policies
from services.registry.store.target import list_targets_policies
from services.registry.store.watch_policy import list_watch_policies
from shared.service import build
from shared.settings import Settings


def create(settings: Settings | None = None) -> FastAPI:
    """The application; uvicorn calls it as a factory."""
    (
        list_policies(),
        list_line_policies(),
        list_watch_policies(),
        list_comparison_policies(),
        list_measures_policies(),
        list_targets_policies(),
        list_credit_policies(),
        list_alignment_policies(),
        list_campaign_policies(),
        list_doubles_policies(),
        list_field_lists(),
        list_quality_policies(),
        list_checklists(),
        judging.list_policies(),
    )  # a wrong policy file is found now, and the first household does not wait for it to be read
    return build(
        "registry",
        title="登记服务",
        description=REGISTRY,
        routers=routers,
        handlers=handlers,
        jobs=jobs,
        settings=settings,
    )
