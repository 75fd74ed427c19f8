"""Signing in to look at pages: the cookie reads, and never writes."""

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
    for away in ("https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"):
        assert 'value="/"' in (await api.get("/session", params={"next": away})).text
