"""The one place where a reading of health data begins: whoever asks says what for, or nothing is read."""

from typing import Annotated

from fastapi import Depends, Query, Request, Response

from services.medical.rules.health.reading import PURPOSES_SPOKEN, Purpose
from services.medical.store.health.reads import Reading
from shared.security import Principal, Role, may

TAG = "健康档案"
NOT_KEPT = {"Cache-Control": "no-store"}
"""Health data is kept by no browser and no proxy: whoever looks again, asks again."""
SEEN = r"^[^\x00-\x1f\x7f]+$"
"""Text that can be seen: PostgreSQL refuses a zero byte."""

Health = Annotated[Principal, may(Role.HEALTH)]
Carer = Annotated[Principal, may(Role.HEALTH, Role.HOSPITAL)]
"""A health office sees its region's records, a hospital those of its own patients: the database sees to it."""

_ABOUT = f"为什么查阅：{PURPOSES_SPOKEN}。每次查阅都连同用途留痕，不填不能查阅"


async def health_reading(
    request: Request,
    response: Response,
    purpose: Annotated[Purpose, Query(title="用途", description=_ABOUT, examples=[Purpose.FOLLOW_UP])],
) -> Reading:
    """The trace itself is left by the store, in this request's transaction: no trace, no answer."""
    response.headers.update(NOT_KEPT)
    return reading_of(request, purpose)


def reading_of(request: Request, purpose: Purpose) -> Reading:
    return Reading(request.state.principal, f"{request.method} {request.scope['route'].path}", purpose)


HealthReading = Annotated[Reading, Depends(health_reading)]
