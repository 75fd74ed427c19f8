"""Every file that funds hands out to somebody leaves a trace: who, when, what, by which conditions, how many rows.

A door that hands out a file asks for `Taking` and says what it handed out; a house test finds doors that do not. What anyone may
download without a token leaves none.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from services.funds.operations.export.take_out_file import take_out_file
from services.funds.schemas.export import FileExportView
from services.funds.store.export import list_file_exports
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import exists, name_of
from shared.schemas import SeenText
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/exports", "导出记录")

VALUE_SIGNS = 200
"""Of a condition that somebody typed."""


@dataclass(frozen=True, slots=True)
class Took:
    """The file that a door is about to hand out."""

    request: Request
    session: Transaction

    async def out(self, title: str, *, rows: int, by: Principal) -> None:
        """Leave the trace. It is a part of the door's transaction: without it nothing goes out."""
        await take_out_file(self.session, title, asked_by(self.request), many=rows, by=by, at=clock.now())


def _took(request: Request, session: Transaction) -> Took:
    return Took(request, session)


Taking = Annotated[Took, Depends(_took)]


def asked_by(request: Request) -> str:
    """The conditions of a request as people read them: what its door calls each, and what was sent."""
    route = request.scope.get("route")
    titles: dict[str, str] = {}
    if isinstance(route, APIRoute):
        titles = _titles(route.dependant)
    sent = request.path_params | dict(request.query_params)
    # What its door does not know was looked at by nobody, and is no condition.
    told = ((titles[name], _said(name, str(value))) for name, value in sent.items() if name in titles and str(value))
    return "；".join(f"{title}：{value}" for title, value in told).replace("\0", "")


def _titles(asked: Dependant) -> dict[str, str]:
    """What a door, and whatever it depends on, calls each part of the address."""
    titles = {field.alias: str(field.field_info.title or field.alias) for field in (*asked.path_params, *asked.query_params)}
    for other in asked.dependencies:
        titles |= _titles(other)
    return titles


def _said(name: str, value: str) -> str:
    return name_of(value) if name in ("region", "county", "town") and exists(value) else value[:VALUE_SIGNS]


@router.get("", summary="导出记录（审计）", responses=refuses(UnreadableCursor))
async def list_file_exports_(
    session: Transaction,
    auditor: Annotated[Principal, may(Role.AUDITOR)],
    by: Annotated[SeenText | None, Query(title="何人", max_length=100)] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[FileExportView]:
    """谁在何时按什么条件导出了什么、多少行，最近的在前；审计轨迹里也有（对象代码 list_export）。"""
    found = await list_file_exports(session, by=by, before=place(after), limit=limit + 1)
    rows = [FileExportView.model_validate(one) for one in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)
