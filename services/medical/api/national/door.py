"""The national door: a command's key is its `msgid`, and a refusal is an answer (HTTP 200, infcode -1), not an error.

Only what leaves the outcome open is told by an HTTP status: a message still being carried out, a platform that cannot be
reached. A hospital's system then sends the same message again, or takes it back by 2601.
"""

from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from fastapi import Request, Response

from services.medical.api.national.message import failure, read_message
from services.medical.api.national.tif import must_be_signed
from services.medical.rules.admission import HospitalUnknown
from services.medical.rules.national.message import GatewaySignatureWrong, MessageIdUsed, MessageUnreadable
from shared.door import Door
from shared.inbox import KeyUsedForAnother, Work
from shared.security import Principal

HANDLER = "POST /nhsa"


def work_id(hospital: str, msgid: str) -> str:
    """A message is the hospital's, whoever of its people sends it, and whichever transaction it is."""
    return f"{hospital} {msgid}"


class NationalDoor(Door):
    """Named by `msgid`; what cannot be taken in at all is answered in the envelope too."""

    body_limit_bytes = 16 * 1024 * 1024
    is_keyed_by_header: ClassVar[bool] = False

    async def work_of(self, request: Request, body: bytes, principal: Principal) -> Work:
        must_be_signed(request)
        if not principal.org:
            raise HospitalUnknown
        message = read_message(body)
        request.state.message = message
        return Work(HANDLER, work_id(principal.org, message.envelope.msgid), message.fingerprint)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        through = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await through(request)
            except KeyUsedForAnother:
                return failure(request, MessageIdUsed(pointer="/msgid")).response
            except (MessageUnreadable, HospitalUnknown, GatewaySignatureWrong) as refusal:
                return failure(request, refusal).response

        return answered
