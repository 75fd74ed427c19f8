"""The gateway of the embedded stack: `/medical/quote` goes to medical as `/quote`, `/` is the page that leads to all five.

In containers nginx does the same by nginx.conf. Requests and answers are streamed, never held: their limits are the services'.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from deploy import SERVICES

PAGE = Path(__file__).with_name("index.html")
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
HOP_BY_HOP = {
    b"connection",
    b"keep-alive",
    b"proxy-authenticate",
    b"proxy-authorization",
    b"te",
    b"trailer",
    b"transfer-encoding",
    b"upgrade",
}
FORWARDED = {b"x-forwarded-for", b"x-forwarded-proto"}
ANSWER_WITHIN_S = 60
# Shorter than uvicorn's own five seconds, so that we never write into a connection that is just being closed.
KEEP_ALIVE_S = 3


def create() -> Starlette:
    """The application; each service's address is in `JISHIYU_UPSTREAM_<SERVICE>`."""
    upstreams = {service: os.environ[f"JISHIYU_UPSTREAM_{service.upper()}"] for service in SERVICES}

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=64, keepalive_expiry=KEEP_ALIVE_S)
        timeout = httpx.Timeout(ANSWER_WITHIN_S, connect=2, pool=None)
        # A proxy of the machine knows nothing of our loopback addresses.
        async with httpx.AsyncClient(limits=limits, timeout=timeout, trust_env=False) as client:
            # Nothing of our own: an encoding that the caller did not ask for would reach them unread.
            client.headers.clear()
            app.state.client, app.state.upstreams = client, upstreams
            yield

    return Starlette(
        lifespan=lifespan,
        routes=[
            Route("/", start_page),
            Route("/healthz", healthz),
            Route("/{path:path}", forward, methods=METHODS),
        ],
    )


async def start_page(_: Request) -> Response:
    """Where a person begins."""
    return FileResponse(PAGE)


async def healthz(_: Request) -> Response:
    """Whether the gateway itself is alive; each service's health is below its own prefix."""
    return JSONResponse({"service": "gateway", "status": "alive"})


async def forward(request: Request) -> Response:
    """Hand the request on and the answer back."""
    # The raw path: a percent-encoded slash belongs to the service, not to us.
    service, slash, path = request.scope["raw_path"].removeprefix(b"/").partition(b"/")
    upstream = request.app.state.upstreams.get(service.decode("latin-1"))
    if upstream is None or not slash:
        return problem(404, "no-such-address", "没有这个地址", "请从首页 / 进入各服务的接口文档")
    client: httpx.AsyncClient = request.app.state.client
    query = request.scope["query_string"]
    outgoing = client.build_request(
        request.method,
        httpx.URL(upstream).copy_with(raw_path=b"/" + path + (b"?" + query if query else b"")),
        headers=_forwarded_headers(request),
        content=request.stream() if _has_body(request) else None,
    )
    try:
        answer = await client.send(outgoing, stream=True)
    except httpx.TransportError:
        mend = "请稍候以同一 Idempotency-Key 重试，不会重复办理"
        return problem(503, "service-away", "服务暂时不可用", mend, {"Retry-After": "1"})
    response = StreamingResponse(answer.aiter_raw(), answer.status_code, background=BackgroundTask(answer.aclose))
    response.raw_headers = [(name, value) for name, value in answer.headers.raw if name.lower() not in HOP_BY_HOP]
    return response


def problem(status: int, code: str, title: str, mend: str, headers: dict[str, str] | None = None) -> Response:
    """A refusal as the services word theirs (RFC 9457), but for a page of its own."""
    told = {"type": "about:blank", "status": status, "code": code, "title": title, "mend": mend}
    return JSONResponse(told, status, headers, media_type="application/problem+json")


def _has_body(request: Request) -> bool:
    return "content-length" in request.headers or "transfer-encoding" in request.headers


def _forwarded_headers(request: Request) -> list[tuple[bytes, bytes]]:
    kept = [header for header in request.headers.raw if header[0] not in HOP_BY_HOP | FORWARDED]
    caller = request.client.host if request.client else "unknown"
    return [*kept, (b"x-forwarded-for", caller.encode()), (b"x-forwarded-proto", request.url.scheme.encode())]
