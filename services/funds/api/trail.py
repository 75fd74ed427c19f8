"""The audit for auditors: by thing, by person, by day; who, when, why, and what changed from what to what."""

import importlib
import pkgutil
from dataclasses import asdict
from datetime import date
from functools import cache, lru_cache
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Path, Query, Request
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel

from services.funds import schemas
from services.funds.rules.trail import ACTION_NAMES, THING_NAMES, Action, Deed, NoSuchDeed, changes_of, name_of_thing
from services.funds.schemas.trail import ChangeView, DeedView, TrailView
from services.funds.store import trail as store
from services.funds.store.trail import TrailAsked
from shared.database import EVERYWHERE
from shared.html import page
from shared.pages import PAGE_ROWS, Limit
from shared.regions import name_of
from shared.schemas import SeenText
from shared.security import ROLE_NAMES, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/trail", "审计轨迹")

LAST_POSITION = 2**63 - 1
PLATFORM = "platform"
Auditor = Annotated[Principal, may(Role.AUDITOR)]
Before = Annotated[int | None, Query(title="从哪条之前", description="上一页返回的 next", ge=1, le=LAST_POSITION)]


async def asked(
    thing: Annotated[SeenText | None, Query(title="对象代码", max_length=60, description="如 payment、project、transfer")] = None,
    thing_id: Annotated[SeenText | None, Query(title="对象编号", max_length=60)] = None,
    by: Annotated[SeenText | None, Query(title="何人", max_length=100)] = None,
    role: Annotated[Role | Literal["platform", ""] | None, Query(title="角色", description="platform 是平台自动办理的")] = None,
    action: Annotated[Action | Literal[""] | None, Query(title="动作")] = None,
    from_on: Annotated[date | Literal[""] | None, Query(title="自哪天起")] = None,
    to_on: Annotated[date | Literal[""] | None, Query(title="到哪天止", description="含当日")] = None,
) -> TrailAsked:
    """What is empty does not matter, because a page's form sends every field."""
    return TrailAsked(
        thing=thing or None,
        thing_id=thing_id or None,
        by=by or None,
        role=role or None,
        action=action or None,
        from_on=from_on or None,
        to_on=_last_of(to_on) if to_on else None,
    )


Asked = Annotated[TrailAsked, Depends(asked)]


@router.get("", summary="审计轨迹")
async def list_trail(
    request: Request, session: Transaction, auditor: Auditor, which: Asked, before: Before = None, limit: Limit = PAGE_ROWS
) -> TrailView:
    """新的在前。只有审计人员能看，只看本辖区的；证件号码、姓名、账号等密封的内容不显示。"""
    found = await store.list_deeds(session, which, before=before, limit=limit + 1)
    rows = [_view(deed, request.app) for deed in found[:limit]]
    return TrailView(rows=rows, next=rows[-1].position if len(found) > limit else None)


@router.get("/page", summary="审计轨迹（网页）", response_class=HTMLResponse)
async def show_trail(
    request: Request, session: Transaction, auditor: Auditor, which: Asked, before: Before = None
) -> HTMLResponse:
    """按对象、按人、按天查；点对象看它的全部经过，点人看他办的全部。"""
    found = await list_trail(request, session, auditor, which, before, PAGE_ROWS)
    return page(
        "funds",
        "trail.html",
        where="全部辖区" if auditor.region == EVERYWHERE else name_of(auditor.region),
        which=which,
        things=dict(sorted(THING_NAMES.items(), key=lambda one: one[1])),
        actions=ACTION_NAMES,
        roles={role.value: name for role, name in ROLE_NAMES.items()} | {PLATFORM: "平台自动"},
        rows=found.rows,
        query=lambda **other: _query(which, **other),
        is_first=before is None,
        next=found.next,
    )


@router.get("/{position}", summary="一条审计记录", responses=refuses(NoSuchDeed))
async def show_deed(
    position: Annotated[int, Path(title="序号", ge=1, le=LAST_POSITION)], request: Request, session: Transaction, auditor: Auditor
) -> DeedView:
    return _view(await store.get_deed(session, position), request.app)


def _view(deed: Deed, app: FastAPI) -> DeedView:
    titles = _titles(deed.thing)
    return DeedView(
        position=deed.position,
        at=deed.at,
        by=deed.by,
        role=deed.role,
        role_name="平台自动" if deed.role == PLATFORM else ROLE_NAMES[Role(deed.role)] if deed.role in list(Role) else deed.role,
        region=deed.region,
        org=deed.org,
        why=deed.why,
        why_name=_doors(app).get(deed.why, deed.why),
        action=deed.action,
        action_name=ACTION_NAMES[Action(deed.action)],
        thing=deed.thing,
        thing_name=name_of_thing(deed.thing),
        thing_id=deed.thing_id,
        changes=[ChangeView(**asdict(one), name=titles.get(one.field, one.field)) for one in changes_of(deed)],
    )


_HOMES = {"money_finding": "supervision", "money_look": "supervision", "transfer": "ledger", "posting": "ledger"}


@cache
def _titles(thing: str) -> dict[str, str]:
    """What a thing's fields are called in Chinese: a column bears the name that it has in a form or a view.

    Where several have it, the thing's own forms come first, by the name of their module.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(schemas.__path__))
    names.sort(key=lambda name: (name != _HOMES.get(thing), name != thing, name not in thing))
    titles: dict[str, str] = {}
    for name in names:
        for form in vars(importlib.import_module(f"{schemas.__name__}.{name}")).values():
            if isinstance(form, type) and issubclass(form, BaseModel):
                for field, told in form.model_fields.items():
                    titles.setdefault(field, told.title or field)
    return titles


@lru_cache(maxsize=1)
def _doors(app: FastAPI) -> dict[str, str]:
    """What each door is for, by what the audit knows it: `POST /payments/approvals`."""
    routes = [context.original_route for context in iter_route_contexts(app.routes)]
    return {
        f"{method} {route.path}": route.summary or route.path
        for route in routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def _query(which: TrailAsked, **other: object) -> str:
    return urlencode({name: str(value) for name, value in (asdict(which) | other).items() if value})


def _last_of(on: date) -> date:
    """The calendar's last day has no morrow."""
    return min(on, date.max.replace(day=30))
