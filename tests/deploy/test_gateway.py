"""The gateway hands requests on as they are, and its first page leads only to pages that exist."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from html import unescape
from importlib import import_module
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from deploy import SERVICES
from deploy.embedded.ports import any_free
from deploy.gateway.app import PAGE, create
from shared.problems import SIGN_IN
from shared.security import Role
from tests.conftest import token
from tests.waiting import until

NGINX = Path(PAGE).with_name("nginx.conf").read_text()
LINKS = sorted(set(re.findall(r'href="(/[^"#]*)', PAGE.read_text())))


async def echo(request: Request) -> Response:
    """What arrived."""
    body = await request.body()
    told = {
        "path": request.scope["raw_path"].decode(),
        "query": request.url.query,
        "headers": dict(request.headers),
        "bytes": len(body),
    }
    answer = JSONResponse(told, 207, {"Trace-Id": "t"})
    answer.headers.append("Set-Cookie", "a=1")
    answer.headers.append("Set-Cookie", "b=2")
    return answer


@asynccontextmanager
async def served(app: ASGIApp, *, behind: str = "") -> AsyncIterator[int]:
    """A real server on the loopback address, told the prefix that the gateway takes off; yields its port."""
    server = uvicorn.Server(uvicorn.Config(app, port=any_free(), log_level="error", lifespan="off", root_path=behind))
    serving = asyncio.create_task(server.serve())

    async def has_started() -> bool:
        return server.started

    await until(has_started)
    yield server.config.port
    server.should_exit = True
    await serving


@asynccontextmanager
async def in_front_of(port: int, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """The gateway with medical at this port; the other four are away."""
    for service in SERVICES:
        there = port if service == "medical" else any_free()
        monkeypatch.setenv(f"JISHIYU_UPSTREAM_{service.upper()}", f"http://127.0.0.1:{there}")
    app = create()
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client,
    ):
        yield client


@pytest.fixture
async def gateway(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """In front of medical, which echoes."""
    house = Starlette(routes=[Route("/{path:path}", echo, methods=["GET", "HEAD", "POST"])])
    async with served(house) as port, in_front_of(port, monkeypatch) as client:
        yield client


async def test_whoever_has_to_sign_in_comes_back_to_the_list_with_its_conditions(monkeypatch: pytest.MonkeyPatch) -> None:
    house = import_module("services.medical.app").create()
    async with served(house, behind="/medical") as port, in_front_of(port, monkeypatch) as client:
        wanted = "/medical/receivables/ageing/sheet?region=371311&q=%E5%BC%A0%26%E4%B8%89&after=AYx3-_%3D"
        led = await client.get(wanted, headers={"Accept": "text/html"})
        assert led.headers["location"].startswith("/medical/session?next=")
        [kept] = re.findall('name="next" value="([^"]*)"', (await client.get(led.headers["location"])).text)
        signed = await client.post("/medical/session", data={"token": token(Role.TOWN), "next": unescape(kept)})
        [onward] = re.findall('<a href="([^"]*)">继续', signed.text)
        assert unescape(onward) == wanted


async def test_a_request_loses_its_prefix_and_nothing_else(gateway: httpx.AsyncClient) -> None:
    sent = {"Idempotency-Key": "k", "Traceparent": "00-1-2-01"}
    arrived = (await gateway.post("/medical/a%2Fb/%E4%B8%B4?x=%2F&y=", content=b"1" * 3000, headers=sent)).json()
    assert (arrived["path"], arrived["query"], arrived["bytes"]) == ("/a%2Fb/%E4%B8%B4", "x=%2F&y=", 3000)
    assert arrived["headers"] | {name.lower(): value for name, value in sent.items()} == arrived["headers"]
    assert arrived["headers"]["host"] == "gateway"


async def test_an_answer_comes_back_whole(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.get("/medical/x")
    assert (answer.status_code, answer.headers["trace-id"]) == (207, "t")
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


async def test_a_request_without_a_body_stays_without_one(gateway: httpx.AsyncClient) -> None:
    arrived = (await gateway.get("/medical/x")).json()["headers"]
    assert not {"content-length", "transfer-encoding"} & set(arrived)


async def test_a_body_of_unknown_length_is_streamed(gateway: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"x" * 1000

    assert (await gateway.post("/medical/x", content=pieces())).json()["bytes"] == 3000


async def test_nobody_forges_where_a_request_comes_from(gateway: httpx.AsyncClient) -> None:
    forged = {"X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https"}
    arrived = (await gateway.get("/medical/x", headers=forged)).json()["headers"]
    assert (arrived["x-forwarded-for"], arrived["x-forwarded-proto"]) == ("127.0.0.1", "http")


async def test_a_service_that_is_away_is_told_with_how_to_go_on(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.post("/funds/grants", json={})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "service-away"
    assert "Idempotency-Key" in answer.json()["mend"]


@pytest.mark.parametrize("path", ["/nobody/x", "/favicon.ico", "/registry"])
async def test_what_is_none_of_ours_is_told_so(path: str, gateway: httpx.AsyncClient) -> None:
    answer = await gateway.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-address")


async def test_the_gateway_is_alive_without_its_services(gateway: httpx.AsyncClient) -> None:
    assert (await gateway.get("/healthz")).json() == {"service": "gateway", "status": "alive"}


@lru_cache
def paths_of(service: str) -> frozenset[str]:
    return frozenset(import_module(f"services.{service}.app").create().openapi()["paths"])


@pytest.mark.parametrize("link", LINKS)
def test_the_first_page_leads_to_pages_that_exist(link: str) -> None:
    service, _, path = link.removeprefix("/").partition("/")
    known = {"/docs", "/openapi.json", SIGN_IN, *paths_of(service)}
    assert any(re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", each), f"/{path}") for each in known)


@pytest.mark.parametrize("service", SERVICES)
def test_the_first_page_leads_to_every_service_s_documents(service: str) -> None:
    assert {f"/{service}/docs", f"/{service}/openapi.json", f"/{service}/readyz"} <= set(LINKS)


def test_the_first_page_needs_no_other_host() -> None:
    assert not re.search(r'(src|href)="(https?:)?//', PAGE.read_text())


@pytest.mark.parametrize("code", ["service-away", "no-such-address"])
async def test_both_gateways_refuse_in_the_same_words(code: str, gateway: httpx.AsyncClient) -> None:
    said = (await gateway.get("/funds/x" if code == "service-away" else "/nobody/x")).content.decode()
    assert said in NGINX
