"""Signing in to look at pages: the cookie reads, and never writes."""

import re
from html import unescape

import httpx
import pytest

from shared.problems import ADDRESS_SIGNS
from shared.security import COOKIE, Role
from tests.conftest import Api, token
from tests.shared.test_door import WANT


async def test_a_browser_without_a_token_is_led_to_the_sign_in_page_and_back(api: Api) -> None:
    led = await api.get("/umbrellas", headers={"Accept": "text/html"})
    assert (led.status_code, led.headers["location"]) == (303, "/session?next=/umbrellas")
    page = (await api.get(led.headers["location"])).text
    assert 'name="next" value="/umbrellas"' in page
    signed = await api.post("/session", data={"token": token(Role.TOWN, subject="李镇长"), "next": "/umbrellas"})
    assert "已登录：李镇长（镇街）" in signed.text
    assert all(word in signed.headers["set-cookie"] for word in ("HttpOnly", "SameSite=strict", "Path=/"))
    assert (await api.get("/umbrellas", headers={"Accept": "text/html"})).status_code == 200


@pytest.mark.parametrize("behind", ["", "/funds"])
async def test_whoever_signs_in_comes_back_to_the_very_list_that_was_asked_for(api: Api, behind: str) -> None:
    """By the gateway too, which takes the service's name off the address, while uvicorn is told to put it back."""
    wanted = f"{behind}/umbrellas?owner=%E5%BC%A0%26%E4%B8%89&state=wet&state=dry&after=AYx3-_%3D"
    api = Api(transport=httpx.ASGITransport(api._transport.app, root_path=behind), base_url="http://gateway")  # type: ignore[attr-defined]
    led = await api.get(wanted, headers={"Accept": "text/html"})
    assert led.headers["location"].startswith(f"{behind}/session?next=")
    [kept] = re.findall('name="next" value="([^"]*)"', (await api.get(led.headers["location"])).text)
    signed = await api.post(f"{behind}/session", data={"token": token(Role.TOWN), "next": unescape(kept)})
    [onward] = re.findall('<a href="([^"]*)">继续', signed.text)
    assert unescape(onward) == wanted


async def test_an_address_that_is_too_long_to_lead_back_to_is_led_back_to_without_its_conditions(api: Api) -> None:
    led = await api.get("/umbrellas", params={"owner": "张" * ADDRESS_SIGNS}, headers={"Accept": "text/html"})
    assert led.headers["location"] == "/session?next=/umbrellas"


async def test_the_cookie_opens_no_door_that_writes(api: Api) -> None:
    api.cookies.set(COOKIE, token(Role.TOWN))
    assert (await api.get("/umbrellas")).status_code == 200
    assert (await api.post("/umbrellas", json=WANT)).status_code == 401


async def test_who_signs_out_takes_the_cookie_along(api: Api) -> None:
    left = await api.delete("/session")
    assert left.status_code == 204
    assert left.headers["set-cookie"].startswith(f'{COOKIE}=""; ') and "Max-Age=0" in left.headers["set-cookie"]


async def test_a_bad_token_is_explained_and_nobody_is_led_away(api: Api) -> None:
    refused = await api.post("/session", data={"token": "not.a.token", "next": "https://elsewhere.example"})
    assert refused.status_code == 401
    assert "访问令牌无效" in refused.text
    assert "set-cookie" not in refused.headers
    for away in (
        "https://elsewhere.example",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "/\n\\e.example",
    ):
        assert 'value="/"' in (await api.get("/session", params={"next": away})).text
