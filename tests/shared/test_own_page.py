"""A page of ours may send commands by script on the strength of the cookie; nobody else may."""

import pytest
from starlette.requests import Request

from shared.own_page import OwnPage, is_of_our_own
from shared.security import COOKIE

HERE = {"host": "county.example"}


def a_request(method: str = "POST", **headers: str) -> Request:
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in (HERE | headers).items()]
    return Request({"type": "http", "method": method, "path": "/papers", "query_string": b"", "headers": told})


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "same-site", "origin": "https://county.example"}, False),
        ({"sec_fetch_site": "cross-site", "origin": "https://county.example"}, False),
        ({"sec_fetch_site": "none"}, False),
        ({"origin": "https://county.example"}, True),
        ({"origin": "https://elsewhere.example"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_only_what_the_browser_says_comes_from_here_is_of_our_own(headers, is_ours):
    assert is_of_our_own(a_request(**headers)) is is_ours


def test_a_command_by_cookie_counts_from_our_own_page_and_a_token_from_anywhere():
    def credential(method: str = "POST", **headers: str) -> str | None:
        return OwnPage.authorization(object.__new__(OwnPage), a_request(method, **headers))

    cookie = {"cookie": f"{COOKIE}=kept"}
    assert credential(**cookie, sec_fetch_site="same-origin") == "Bearer kept"
    assert credential(**cookie, sec_fetch_site="cross-site") is None
    assert credential("GET", **cookie, sec_fetch_site="none") == "Bearer kept"
    assert credential(authorization="Bearer given", sec_fetch_site="cross-site") == "Bearer given"
