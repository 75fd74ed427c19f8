"""What departments report over HTTP, and the public key to which they seal people's identities."""

from typing import Annotated, Any

import orjson
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from services.registry.api.guide import RELIEF_NEEDS
from services.registry.operations.relief_need.refuse_relief_need import refuse_relief_need
from services.registry.operations.relief_need.report_relief_need import report_relief_need
from services.registry.rules.relief import (
    HappenedInTheFuture,
    HappenedTooLongAgo,
    NobodyNamed,
    NotYourRegion,
    ReliefNeed,
    ReportIdReused,
    UnsafeHouseIsADisaster,
    within_event,
)
from services.registry.rules.sighting import NotInThatVillage, PersonOfAnotherRegion, UnknownHousehold
from services.registry.schemas.relief import ReliefAnswerView, ReportReliefNeed, need_of_event, need_of_form
from services.registry.tables import ReliefReport
from shared import envelopes
from shared.clock import today
from shared.envelopes import UnreadableEnvelope
from shared.errors import Refusal
from shared.events.civil_affairs import ReliefNeedReported
from shared.events.wire import (
    CONTENT_TYPE,
    EVENT_LIMIT_BYTES,
    EventFromTheFuture,
    EventTooLarge,
    UnreadableEvent,
    WrongEventType,
    decode,
)
from shared.identity import InvalidIdNumber
from shared.problems import problem, refused
from shared.regions import UnknownRegion
from shared.security import OutsideRegion, Principal, Role, anyone, may
from shared.service import Transaction, door, refuses

KEY_DESCRIPTION = """上报未建档的家庭时，用第一把公钥把 {"id_number": …, "name": …}（UTF-8 JSON）加密为 JWE 紧凑格式：
`alg` 为 ECDH-ES,`enc` 为 A256GCM,`kid` 照抄公钥的，填入 sealed_person。平台之外没有人能解开。"""

router = door("/relief-needs", "部门上报")
keys = door("/keys", "部门上报")

_FORM_EXAMPLE = {
    "report_id": "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10",
    "village": "371311100201",
    "trigger": "accident",
    "happened_on": "2020-06-01",
    "household_code": "3713111000010001",
}
_EVENT_EXAMPLE = {
    "specversion": "1.0",
    "id": "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10",
    "source": "/luozhuang/civil-affairs",
    "type": ReliefNeedReported.subject,
    "time": "2020-06-01T09:00:00+08:00",
    "datacontenttype": "application/json",
    "data": {
        "region": "371311",
        "village": "371311100201",
        "trigger": "accident",
        "happened_on": "2020-06-01",
        "household_code": "3713111000010001",
    },
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": ReportReliefNeed.model_json_schema(), "example": _FORM_EXAMPLE},
            CONTENT_TYPE: {
                "schema": {
                    "type": "object",
                    "title": "CloudEvents 1.0（结构化 JSON）",
                    "required": ["specversion", "id", "source", "type", "time", "data"],
                    "properties": {
                        "specversion": {"const": "1.0"},
                        "id": {"type": "string", "format": "uuid"},
                        "source": {"type": "string"},
                        "type": {"const": ReliefNeedReported.subject},
                        "time": {"type": "string", "format": "date-time"},
                        "data": {"type": "object", "title": ReliefNeedReported.title},
                    },
                },
                "example": _EVENT_EXAMPLE,
            },
        },
    }
}


@router.post(
    "",
    status_code=201,
    summary="上报需要救助的家庭",
    openapi_extra=_BODY,
    response_model=ReliefAnswerView,
    description=RELIEF_NEEDS,
    responses=refuses(
        OutsideRegion,
        NotYourRegion,
        UnknownRegion,
        UnknownHousehold,
        NotInThatVillage,
        PersonOfAnotherRegion,
        NobodyNamed,
        InvalidIdNumber,
        UnreadableEnvelope,
        HappenedInTheFuture,
        HappenedTooLongAgo,
        UnsafeHouseIsADisaster,
        ReportIdReused,
        UnreadableEvent,
        WrongEventType,
        EventTooLarge,
        EventFromTheFuture,
    ),
)
async def post_relief_need(request: Request, session: Transaction, by: Annotated[Principal, may(Role.DEPARTMENT)]) -> Response:
    reported = _read(request, await request.body(), by)
    if isinstance(reported, ReliefNeedReported):
        region, report_id = reported.region, reported.event_id
    else:
        region, report_id = by.region, reported.report_id
    need: ReliefNeed | None = None
    try:
        need = need_of_event(reported) if isinstance(reported, ReliefNeedReported) else need_of_form(reported, by.region)
        report = await report_relief_need(session, need, by=by.subject, on=today())
    except ReportIdReused as refusal:
        refusal.pointer = "/id" if isinstance(reported, ReliefNeedReported) else "/report_id"
        raise
    except Refusal as refusal:
        told = within_event(refusal) if isinstance(reported, ReliefNeedReported) else refusal
        # The refusal is an answer too: it is kept and published, so it must not undo this transaction.
        await refuse_relief_need(session, told, region=region, report_id=report_id, need=need)
        return refused(request, told)
    return _answer(request, report)


@keys.get("", summary="平台公钥（JWKS）", description=KEY_DESCRIPTION, dependencies=[anyone])
async def read_keys() -> dict[str, Any]:
    return envelopes.public_keys()


def _read(request: Request, body: bytes, by: Principal) -> ReliefNeedReported | ReportReliefNeed:
    if len(body) > EVENT_LIMIT_BYTES:
        raise EventTooLarge(bytes=len(body), limit_bytes=EVENT_LIMIT_BYTES)
    if request.headers.get("Content-Type", "").partition(";")[0].strip() == CONTENT_TYPE:
        event = decode(ReliefNeedReported, body)
        by.must_cover(event.region, pointer="/data/region")
        return event
    try:
        return ReportReliefNeed.model_validate(orjson.loads(body))
    except orjson.JSONDecodeError:
        raise RequestValidationError([{"type": "json_invalid", "loc": ("body",), "msg": "不是合法的 JSON"}]) from None
    except ValidationError as wrong:
        raise RequestValidationError([error | {"loc": ("body", *error["loc"])} for error in wrong.errors()]) from None


def _answer(request: Request, report: ReliefReport) -> Response:
    if not report.is_accepted:
        return problem(request, status=report.status, code=report.code or "", title=report.reason or "", mend=report.mend or "")
    view = ReliefAnswerView(report_id=report.report_id, is_accepted=True, case_id=report.case_id, answered_at=report.answered_at)
    return JSONResponse(view.model_dump(mode="json"), 201)
