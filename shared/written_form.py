"""Forms on pages: what a signed-in person writes on a page of ours is taken in without a line of JavaScript.

The cookie of `shared.session` reads and never writes by itself. A page that was read with it carries a ticket: sealed by us, for
this person, this address and these hours. What is handed in must bring both, the cookie and the ticket; another site can send
neither. The ticket also numbers the work, so that a form sent twice is done once.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated
from uuid import uuid4

import orjson
from fastapi import Form, Request
from starlette.datastructures import UploadFile

from shared import clock
from shared.door import Door, command_id
from shared.errors import Forbidden
from shared.inbox import Work
from shared.security import COOKIE, Principal
from shared.vault import Unreadable, seal_bytes, unseal_bytes

LIFETIME = timedelta(hours=12)
"""As long as the cookie lasts: a village without reception all day still hands in at night."""
FIELD = "ticket"
FOR_PAGES = "网页表单专用，凭页面凭证一次有效；程序请用 JSON 接口。"
"""What the document of the API says of such a door."""
FormTicket = Annotated[str, Form(title="页面凭证", description="页面自带，一次有效", max_length=1000, examples=["AYx3…"])]


class PageNotOurs(Forbidden):
    """这一页不是为您打开的，或已经过期"""

    mend = "请登录后重新打开这一页再提交；已保存的草稿还在"


@dataclass(frozen=True)
class Ticket:
    subject: str
    path: str
    number: str
    expires_at: datetime


def ticket_for(by: Principal, path: str) -> str:
    """What a page carries so that its form may be handed in at `path` by this person."""
    told = [by.subject, path, uuid4().hex, (clock.now() + LIFETIME).isoformat()]
    return base64.urlsafe_b64encode(seal_bytes(orjson.dumps(told))).decode().rstrip("=")


def _read(text: str) -> Ticket | None:
    """None for what is not sealed by us."""
    try:
        subject, path, number, expires_at = orjson.loads(unseal_bytes(base64.urlsafe_b64decode(text + "==")))
    except (Unreadable, ValueError, binascii.Error):
        return None
    return Ticket(subject, path, number, datetime.fromisoformat(expires_at))


class WrittenForm(Door):
    """A door for what people write on a page."""

    is_keyed_by_header = False

    def authorization(self, request: Request) -> str | None:
        given, token = request.headers.get("Authorization"), request.cookies.get(COOKIE)
        return given or (f"Bearer {token}" if token else None)

    async def work_of(self, request: Request, body: bytes, principal: Principal) -> Work:
        """Numbered by the ticket and by what was written: a page that is gone back to and sent anew says something else."""
        form = await request.form()
        ticket = _read(str(form.get(FIELD, "")))
        if (
            ticket is None
            or ticket.subject != principal.subject
            or ticket.path != request.url.path
            or ticket.expires_at <= clock.now()
        ):
            await request.close()
            raise PageNotOurs
        digest = sha256()
        for name, value in form.multi_items():
            digest.update(name.encode() + b"\0")
            digest.update(await value.read() if isinstance(value, UploadFile) else value.encode())
            if isinstance(value, UploadFile):
                await value.seek(0)
        told = digest.hexdigest()
        return Work(f"{request.method} {self.path}", command_id(principal.subject, f"{ticket.number} {told}"), told.encode())
