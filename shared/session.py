"""Signing in to the pages: a person trades a token for a cookie that reads, and never writes by itself.

Programs send the token in a header. A browser that opens a page cannot, so the token is kept in a cookie that scripts cannot
read and other sites cannot send; no door takes a command on its strength alone (see `shared.written_form`, `shared.own_page`).
"""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import HTMLResponse

from shared import html
from shared.errors import Unauthenticated
from shared.problems import ADDRESS_SIGNS, SIGN_IN
from shared.security import COOKIE, ROLE_NAMES, anyone

LIFETIME_S = 12 * 3600

router = APIRouter(tags=["登录页面"], dependencies=[anyone], include_in_schema=False)

Next = Annotated[str, Query(title="登录后返回的页面", max_length=ADDRESS_SIGNS)]


def _inside(address: str) -> str:
    """Only a path of our own: `//elsewhere` and `https:` would lead away, and so would `/<tab>/elsewhere`: browsers drop tabs."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_ours else "/"


@router.get(SIGN_IN, summary="登录页面", response_class=HTMLResponse)
async def show_sign_in(request: Request, next: Next = "/") -> HTMLResponse:
    return html.page("", "session.html", next=_inside(next), refusal=None, signed_in=None)


@router.post(SIGN_IN, summary="以访问令牌登录，只用于查看页面", response_class=HTMLResponse)
async def sign_in(
    request: Request,
    token: Annotated[str, Form(title="访问令牌", max_length=4000)],
    next: Annotated[str, Form(title="登录后返回的页面", max_length=ADDRESS_SIGNS)] = "/",
) -> HTMLResponse:
    """Check the token as any door would; a bad one is explained on the same page."""
    try:
        principal = request.app.state.gatekeeper.identify(f"Bearer {token.strip()}")
    except Unauthenticated as refusal:
        return html.page("", "session.html", status=401, next=_inside(next), refusal=refusal, signed_in=None)
    told = f"{principal.subject}（{ROLE_NAMES[principal.role]}）"
    answer = html.page("", "session.html", next=_inside(next), refusal=None, signed_in=told)
    answer.set_cookie(
        COOKIE,
        token.strip(),
        max_age=LIFETIME_S,
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@router.delete(SIGN_IN, summary="退出登录", status_code=204)
async def sign_out() -> Response:
    """The cookie is gone from this browser. The token itself stays good until it expires: it is the issuer's."""
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
    return answer
