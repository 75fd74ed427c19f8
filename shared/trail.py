"""The audit for auditors, the same door in every service: by thing, by person, by day; who, when, why, from what to what."""

import importlib
import pkgutil
from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import date, datetime
from functools import cache, lru_cache
from types import ModuleType
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, Field

from shared.database import EVERYWHERE
from shared.deeds import ACTION_NAMES, Action, Deed, NoSuchDeed, TrailAsked, changes_of, get_deed, list_deeds
from shared.html import page
from shared.pages import PAGE_ROWS, Limit
from shared.regions import name_of
from shared.schemas import SeenText, View
from shared.security import ROLE_NAMES, Principal, Role, may
from shared.service import Transaction, door, refuses

LAST_POSITION = 2**63 - 1
PLATFORM = "platform"
SERVICES = {"registry": "登记", "medical": "医疗", "housing": "住房", "funds": "资金", "notifier": "通知与督办"}
"""Every service keeps an audit of its own; the page of each leads to the others'."""
Auditor = Annotated[Principal, may(Role.AUDITOR)]
Before = Annotated[int | None, Query(title="从哪条之前", description="上一页返回的 next", ge=1, le=LAST_POSITION)]


class ChangeView(View):
    """One field before and after."""

    field: str = Field(title="字段代码")
    name: str = Field(title="字段")
    before: str = Field(title="之前", description="新增的为空")
    after: str = Field(title="之后", description="删除的为空")


class DeedView(View):
    """Who did what to which thing, when and why, and what changed."""

    position: int = Field(title="序号", description="逐条加大")
    at: datetime = Field(title="时间")
    by: str = Field(title="何人")
    role: str = Field(title="角色代码")
    role_name: str = Field(title="角色")
    region: str = Field(title="其辖区")
    org: str = Field(title="其单位")
    why: str = Field(title="因何")
    why_name: str = Field(title="办理的事项")
    action: str = Field(title="动作代码")
    action_name: str = Field(title="动作")
    thing: str = Field(title="对象代码")
    thing_name: str = Field(title="对象")
    thing_id: str | None = Field(title="对象编号")
    changes: list[ChangeView] = Field(title="变化")


class TrailView(View):
    """One page of the audit."""

    rows: list[DeedView] = Field(title="本页记录")
    next: int | None = Field(title="下一页位置", description="作为 before 参数取下一页；为空表示已到最早")


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


class _Names:
    """What a service's things, fields and doors are called in Chinese."""

    def __init__(
        self, things: Mapping[str, str], schemas: ModuleType, homes: Mapping[str, str], columns: Mapping[str, str] = {}
    ) -> None:
        self.things, self._schemas, self._homes, self._columns = things, schemas, homes, columns
        self.titles = cache(self._titles)
        self.doors = lru_cache(maxsize=1)(_doors)

    def _titles(self, thing: str) -> dict[str, str]:
        """What a thing's fields are called: a column bears the name that it has in a form or a view.

        Where several have it, the thing's own forms come first, by the name of their module.
        """
        names = _modules_of(self._schemas)
        names.sort(key=lambda name: (name != self._homes.get(thing), name != thing, name not in thing))
        titles: dict[str, str] = {}
        for name in names:
            module = importlib.import_module(f"{self._schemas.__name__}.{name}") if name else self._schemas
            for form in vars(module).values():
                if isinstance(form, type) and issubclass(form, BaseModel):
                    for field, told in form.model_fields.items():
                        titles.setdefault(field, told.title or field)
        return {**self._columns, **titles}


def trail_door(
    service: str,
    things: Mapping[str, str],
    schemas: ModuleType,
    *,
    homes: Mapping[str, str] = {},
    columns: Mapping[str, str] = {},
    untold: Collection[str] = (),
) -> APIRouter:
    """The trail of one service.

    `things` names its tables in Chinese, `schemas` its columns by the titles of forms and views; `homes` says in which module of
    them a table's columns are named, where its own name does not; `columns` names what no form and no view does. Of the columns
    `untold` (health, say) an auditor reads only that they changed.
    """
    router = door("/trail", "审计轨迹")
    names = _Names(things, schemas, homes, columns)

    @router.get("", summary="审计轨迹")
    async def list_trail(
        request: Request,
        session: Transaction,
        auditor: Auditor,
        which: Asked,
        before: Before = None,
        limit: Limit = PAGE_ROWS,
    ) -> TrailView:
        """新的在前。只有审计人员能看，只看本辖区的；证件号码、姓名、账号等密封的内容不显示。"""
        found = await list_deeds(session, which, before=before, limit=limit + 1)
        rows = [_view(deed, names, request.app, untold) for deed in found[:limit]]
        return TrailView(rows=rows, next=rows[-1].position if len(found) > limit else None)

    @router.get("/page", summary="审计轨迹（网页）", response_class=HTMLResponse)
    async def show_trail(
        request: Request, session: Transaction, auditor: Auditor, which: Asked, before: Before = None
    ) -> HTMLResponse:
        """按对象、按人、按天查；点对象看它的全部经过，点人看他办的全部；页首通往其他各服务的轨迹。"""
        found = await list_trail(request, session, auditor, which, before, PAGE_ROWS)
        return page(
            service,
            "trail.html",
            where="全部辖区" if auditor.region == EVERYWHERE else name_of(auditor.region),
            here=service,
            services=SERVICES,
            which=which,
            things=dict(sorted(things.items(), key=lambda one: one[1])),
            actions=ACTION_NAMES,
            roles={role.value: name for role, name in ROLE_NAMES.items()} | {PLATFORM: "平台自动"},
            rows=found.rows,
            query=lambda **other: _query(which, **other),
            is_first=before is None,
            next=found.next,
        )

    @router.get("/{position}", summary="一条审计记录", responses=refuses(NoSuchDeed))
    async def show_deed(
        position: Annotated[int, Path(title="序号", ge=1, le=LAST_POSITION)],
        request: Request,
        session: Transaction,
        auditor: Auditor,
    ) -> DeedView:
        return _view(await get_deed(session, position), names, request.app, untold)

    return router


def _view(deed: Deed, names: _Names, app: FastAPI, untold: Collection[str]) -> DeedView:
    titles = names.titles(deed.thing)
    return DeedView(
        position=deed.position,
        at=deed.at,
        by=deed.by,
        role=deed.role,
        role_name="平台自动" if deed.role == PLATFORM else ROLE_NAMES[Role(deed.role)] if deed.role in list(Role) else deed.role,
        region=deed.region,
        org=deed.org,
        why=deed.why,
        why_name=names.doors(app).get(deed.why, deed.why),
        action=deed.action,
        action_name=ACTION_NAMES[Action(deed.action)],
        thing=deed.thing,
        thing_name=names.things.get(deed.thing, deed.thing),
        thing_id=deed.thing_id,
        changes=[ChangeView(**asdict(one), name=titles.get(one.field, one.field)) for one in changes_of(deed, untold=untold)],
    )


def _modules_of(schemas: ModuleType) -> list[str]:
    """The names of a package's modules; of a single module an empty one."""
    paths: Any = getattr(schemas, "__path__", None)
    return sorted(module.name for module in pkgutil.iter_modules(paths)) if paths is not None else [""]


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
