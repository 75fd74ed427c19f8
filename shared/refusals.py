"""The pages behind every problem's `type`: what this service may refuse, what that means, and how to mend it."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Annotated

from fastapi import APIRouter, FastAPI, Path, Request
from fastapi.responses import HTMLResponse

from shared import html
from shared.errors import NotFound, Refusal, Unauthenticated, code_of
from shared.problems import InvalidInput, refuses
from shared.security import anyone

# Not a Door: what a refusal means can be read without a database.
router = APIRouter(prefix="/problems", tags=["退回说明"], dependencies=[anyone])


class NoSuchProblem(NotFound):
    """本服务没有这个退回代码"""

    mend = "请核对代码；本服务的全部退回代码见 /problems"


Code = Annotated[str, Path(title="退回代码", description="答复中的 code", max_length=100, examples=["invalid-input"])]


@router.get("", summary="全部退回代码（网页）", response_class=HTMLResponse)
async def list_problems(request: Request) -> HTMLResponse:
    """本服务每一种退回：代码、含义、HTTP 状态码、如何更正。"""
    laws = laws_of(request.app.state.service)
    return html.page("", "problems.html", title=request.app.title, laws=dict(sorted(laws.items(), key=_by_status)))


@router.get(
    "/{code}", summary="一种退回的说明（网页）", response_class=HTMLResponse, responses=refuses(NoSuchProblem, InvalidInput)
)
async def show_problem(code: Code, request: Request) -> HTMLResponse:
    """答复中 type 所指的页面：含义、如何更正，以及哪些接口会这样退回。"""
    law = laws_of(request.app.state.service).get(code)
    if law is None:
        raise NoSuchProblem(asked=code)
    return html.page("", "problem.html", title=request.app.title, code=code, law=law, ways=ways_to(request.app)[code])


def laws_of(service: str) -> dict[str, type[Refusal]]:
    """Every law of a service and of the street that can be broken here, by code.

    The broad kinds in `shared.errors` are left out: they are refused in the name of a narrower law.
    """
    houses = ("shared.", f"services.{service}.")
    found = {law for law in _below(Refusal) if law.__module__.startswith(houses) and law.__module__ != "shared.errors"}
    return {code_of(law): law for law in found | {Unauthenticated}}


@cache
def ways_to(app: FastAPI) -> dict[str, list[str]]:
    """By code, the operations that are documented to refuse so: `POST /orders 派单`."""
    ways: defaultdict[str, list[str]] = defaultdict(list)
    for path, methods in app.openapi()["paths"].items():
        for method, told in methods.items():
            for answer in told.get("responses", {}).values():
                for content in answer.get("content", {}).values():
                    for code in content.get("examples", {}):
                        ways[code].append(f"{method.upper()} {path} {told['summary']}")
    return ways


def _below(law: type[Refusal]) -> Iterator[type[Refusal]]:
    for narrower in law.__subclasses__():
        yield narrower
        yield from _below(narrower)


def _by_status(entry: tuple[str, type[Refusal]]) -> tuple[int, str]:
    code, law = entry
    return law.status, code
