"""Alive, ready, measured: what a supervisor, a load balancer and Prometheus ask. None of it needs a token."""

import asyncio

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from shared import telemetry
from shared.database import is_away
from shared.security import anyone

# Not a Door: being alive must not depend on a transaction.
router = APIRouter(tags=["运行状况"], dependencies=[anyone])

_DEBT = text("SELECT count(*) AS rows, coalesce(extract(epoch FROM now() - min(recorded_at)), 0)::float AS age_s FROM outbox")


@router.get("/healthz", summary="进程是否存活")
async def healthz(request: Request) -> dict[str, str]:
    return {"service": request.app.state.service, "status": "alive"}


@router.get("/readyz", summary="是否可以办理业务", responses={503: {"description": "数据库或消息总线不可用"}})
async def readyz(request: Request) -> JSONResponse:
    """Pings everything this service holds."""
    holds = {"database": await _database_answers(request), "bus": request.app.state.bus.is_connected}
    return JSONResponse(
        {"service": request.app.state.service, "ready": all(holds.values()), "holds": holds}, 200 if all(holds.values()) else 503
    )


async def _database_answers(request: Request) -> bool:
    try:
        async with asyncio.timeout(2), request.app.state.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except Exception as away:
        if not is_away(away):
            raise
        return False
    return True


@router.get("/metrics", summary="运行指标（Prometheus）", response_class=Response)
async def metrics(request: Request) -> Response:
    """The counters of this process, with the debts of the outbox and the lag of each handler read now."""
    state = request.app.state
    if await _database_answers(request):
        async with state.engine.connect() as connection:
            debt = (await connection.execute(_DEBT)).one()
        telemetry.OUTBOX_ROWS.labels(state.service).set(debt.rows)
        telemetry.OUTBOX_AGE.labels(state.service).set(debt.age_s)
    if state.bus.is_connected:
        for handler in state.handlers.handlers:
            pending = await state.bus.pending(handler.durable)
            if pending is not None:
                telemetry.CONSUMER_LAG.labels(state.service, handler.durable).set(pending)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
