"""Every refusal as RFC 9457 problem+json: a stable code, a Chinese title, the field's JSON pointer, and how to mend it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from shared import html, telemetry
from shared.database import is_away
from shared.errors import NotFound, Refusal, Unprocessable
from shared.faults import in_chinese
from shared.security import OutsideRegion

log = structlog.get_logger()

SIGN_IN = "/session"
ADDRESS_SIGNS = 2000
"""Of the page that somebody is led back to; the query of a longer address is left behind."""
MEDIA_TYPE = "application/problem+json"
INSUFFICIENT_PRIVILEGE = "42501"


class InvalidInput(Unprocessable):
    """提交的内容有误"""

    mend = "请按 errors 中逐项说明更正后重新提交"


class NoSuchAddress(NotFound):
    """没有这个地址"""

    mend = "请核对接口地址，见本服务的接口文档"


class MethodNotAllowed(Refusal):
    """该地址不支持此方法"""

    status = 405
    mend = "请核对请求方法，见本服务的接口文档"


class UnreadableRequest(Refusal):
    """请求无法识别"""

    mend = "请以 UTF-8 编码发送，正文与 Content-Type 所写的格式一致"


class UnsupportedMediaType(Refusal):
    """不支持的内容类型"""

    status = 415
    mend = "请按接口文档使用相应的 Content-Type"


class TemporarilyUnavailable(Refusal):
    """服务暂时不可用"""

    status = 503
    mend = "请稍候用同一 Idempotency-Key 原样重发；未确认的请求不会重复生效"


class InternalError(Refusal):
    """系统内部错误，本次操作没有生效"""

    status = 500
    mend = "请稍候用同一 Idempotency-Key 原样重发；仍不成功请联系平台运维"


_HTTP: dict[int, type[Refusal]] = {404: NoSuchAddress, 405: MethodNotAllowed, 415: UnsupportedMediaType}


def problem(
    request: Request,
    *,
    status: int,
    code: str,
    title: str,
    mend: str,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> JSONResponse:
    """The answer. Extension members (`code`, `mend`, `pointer`, …) stand beside RFC 9457's own; `type` leads to a page."""
    telemetry.REFUSALS.labels(request.app.state.service, code).inc()
    body = {
        "type": f"{request.scope.get('root_path', '')}/problems/{code}",
        "title": title,
        "status": status,
        "instance": request.url.path,
        "code": code,
        "mend": mend,
    }
    told = {key: value for key, value in (more or {}).items() if value is not None}
    # In the order in which it is read: what is wrong, how to mend it, then the particulars.
    particulars = {key: value for key, value in told.items() if key not in body}
    return JSONResponse(body | particulars, status, headers=headers, media_type=MEDIA_TYPE)


def refused(request: Request, refusal: Refusal, *, headers: Mapping[str, str] | None = None, **more: Any) -> JSONResponse:
    """A refusal as the answer to its request."""
    return problem(
        request,
        status=refusal.status,
        code=refusal.code,
        title=refusal.title,
        mend=refusal.mend,
        headers=headers,
        more={"pointer": refusal.pointer} | _plain(refusal.told) | more,
    )


async def _refused(request: Request, refusal: Any) -> Response:
    if refusal.status == 401 and request.method == "GET" and _is_read_by_a_person(request):
        return RedirectResponse(f"{request.scope.get('root_path', '')}{SIGN_IN}?next={quote(_asked_for(request))}", 303)
    if _is_read_by_a_person(request):
        return _shown(request, refusal)
    return refused(request, refusal, headers={"WWW-Authenticate": "Bearer"} if refusal.status == 401 else None)


def _asked_for(request: Request) -> str:
    """The address of a page as its reader asked for it, with the conditions and the place in a list that it names."""
    path, query = quote(request.url.path), request.url.query
    whole = f"{path}?{query}" if query else path
    return whole if len(whole) <= ADDRESS_SIGNS else path


def _is_read_by_a_person(request: Request) -> bool:
    """A page that a browser opens, or a form of one of our own pages: whoever sits before it reads a page, not JSON."""
    is_form = request.headers.get("Content-Type", "").startswith(("application/x-www-form-urlencoded", "multipart/form-data"))
    is_opened = request.method == "GET" or (request.method == "POST" and is_form)
    return is_opened and "text/html" in request.headers.get("Accept", "")


def _shown(
    request: Request, refusal: Refusal, *, headers: Mapping[str, str] | None = None, errors: Sequence[str] = ()
) -> Response:
    telemetry.REFUSALS.labels(request.app.state.service, refusal.code).inc()
    # A browser that goes back fills in what was typed, and not always what was chosen.
    has_files = request.headers.get("Content-Type", "").startswith("multipart/form-data")
    told = html.page(
        "",
        "refused.html",
        status=refusal.status,
        refusal=refusal,
        errors=errors,
        is_form=request.method == "POST",
        has_files=has_files,
    )
    told.headers.update(headers or {})
    return told


async def _invalid(request: Request, wrong: Any) -> Response:
    errors = in_chinese(wrong.errors())
    if _is_read_by_a_person(request):
        return _shown(request, InvalidInput(), errors=[_said_of(error) for error in errors])
    first = errors[0] if errors else {}
    return refused(request, InvalidInput(pointer=first.get("pointer")), detail=first.get("detail"), errors=errors)


def _said_of(error: Mapping[str, Any]) -> str:
    """What is wrong, and of which field: a page has many."""
    field = str(error.get("pointer") or "").rpartition("/")[2]
    return f"{field}：{error['detail']}" if field else str(error["detail"])


async def _http(request: Request, error: Any) -> Response:
    refusal = _HTTP.get(error.status_code, UnreadableRequest)()
    if _is_read_by_a_person(request):
        return _shown(request, refusal, headers=error.headers)
    return refused(request, refusal, headers=error.headers)


async def _failed(request: Request, failure: Exception) -> Response:
    if getattr(getattr(failure, "orig", None), "sqlstate", None) == INSUFFICIENT_PRIVILEGE:
        # Row-level security caught what the code before it let through.
        return await _refused(request, OutsideRegion())
    if is_away(failure):
        return refused(request, TemporarilyUnavailable(), headers={"Retry-After": "1"})
    log.error("request.failed", path=request.scope.get("route") and request.scope["route"].path, exc_info=failure)
    return refused(request, InternalError())


async def _gone(_: Request, __: Exception) -> Response:
    """Whoever sent has hung up in the middle of it, as telephones do: nothing was done, and nobody hears."""
    return Response(status_code=499)  # as gateways write it down


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as JSON values: dates, UUIDs and the like become text."""
    return {
        key: value if isinstance(value, str | int | bool | list | dict | None) else str(value) for key, value in facts.items()
    }


def install(app: FastAPI) -> None:
    """Make every exception that can leave a door an answer in this form."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for away in (DBAPIError, PoolExhausted, OSError, TimeoutError):
        app.add_exception_handler(away, _failed)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _failed)


def refuses(*laws: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """For `responses=`: documents these refusals in OpenAPI, each with an example."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for law in laws:
        refusal = law()
        answer = by_status.setdefault(
            law.status, {"description": "", "content": {MEDIA_TYPE: {"schema": SCHEMA, "examples": {}}}}
        )
        answer["description"] = "；".join(filter(None, [answer["description"], refusal.title]))
        answer["content"][MEDIA_TYPE]["examples"][refusal.code] = {
            "summary": refusal.title,
            "value": {
                "type": f"/problems/{refusal.code}",
                "title": refusal.title,
                "status": law.status,
                "code": refusal.code,
                "mend": refusal.mend,
            },
        }
    return by_status


SCHEMA = {
    "type": "object",
    "title": "退回说明（RFC 9457）",
    "required": ["type", "title", "status", "code", "mend"],
    "properties": {
        "type": {"type": "string", "title": "问题类型地址"},
        "title": {"type": "string", "title": "原因"},
        "status": {"type": "integer", "title": "HTTP 状态码"},
        "code": {"type": "string", "title": "稳定代码"},
        "detail": {"type": "string", "title": "具体说明"},
        "pointer": {"type": "string", "title": "出错字段（JSON Pointer）"},
        "mend": {"type": "string", "title": "如何更正"},
        "instance": {"type": "string", "title": "请求地址"},
        "errors": {"type": "array", "title": "逐项错误", "items": {"type": "object"}},
    },
}
