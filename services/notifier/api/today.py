"""Where "my orders" stood before there was an inbox: messages that were sent then lead here."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import RedirectResponse

from shared.security import Principal, Role, may
from shared.service import door

router = door("/orders/today", "收件箱")


@router.get(
    "/page",
    summary="收件箱的旧地址",
    response_class=RedirectResponse,
    status_code=308,
    responses={200: {"content": {"text/html": {}}, "description": "收件箱"}},
)
async def lead_on(request: Request, by: Annotated[Principal, may(Role.DEPARTMENT, Role.VILLAGE, Role.TOWN, Role.COUNTY)]) -> str:
    """以前发出的消息里写的是这个地址。"""
    return f"{request.scope.get('root_path', '')}/inbox/page"
