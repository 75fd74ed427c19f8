"""Who needs help at once: from bills, departments' reports and alerts to cases."""

import json
from contextlib import suppress
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.open_case import open_case
from services.registry.operations.relief_need.refuse_relief_need import refuse_relief_need
from services.registry.operations.relief_need.report_relief_need import report_relief_need
from services.registry.rules.alert import Help
from services.registry.rules.case import Origin
from services.registry.rules.relief import ReportIdReused, within_event
from services.registry.rules.sighting import Sighting
from services.registry.schemas.relief import need_of_event
from services.registry.store.household import list_members
from shared.clock import today
from shared.consumers import Consumers
from shared.errors import Refusal
from shared.events.civil_affairs import ReliefNeedReported, Trigger
from shared.events.medical import (
    BurdenExceeded,
)
from shared.events.registry import AlertDecided, AlertRaised
from shared.events.wire import decode
from shared.parcels import Delivery

handlers = Consumers("registry")


@handlers.on(BurdenExceeded)
async def open_case_for_burden(session: AsyncSession, event: BurdenExceeded) -> None:
    sighting = Sighting(
        origin=Origin.BURDEN,
        trigger=Trigger.ILLNESS,
        village=event.region,
        identity_hash=event.identity_hash,
        burden_fen=event.burden_fen,
        reported_as=event.settlement_id,
    )
    await open_case(session, sighting, by="medical")


async def answer_refusal(session: AsyncSession, delivery: Delivery, refusal: Refusal) -> None:
    """Tell the department on whose subject the report came; one without a readable id cannot be told which report is meant."""
    region = delivery.subject.removeprefix(f"{ReliefNeedReported.subject}.")
    need = None
    with suppress(Refusal):
        need = need_of_event(decode(ReliefNeedReported, delivery.body))
    with suppress(ValueError, TypeError, KeyError):
        report_id = UUID(json.loads(delivery.body)["id"])
        await refuse_relief_need(session, refusal, region=region, report_id=report_id, need=need)


@handlers.on(ReliefNeedReported, answer=answer_refusal)
async def take_in_relief_need(session: AsyncSession, event: ReliefNeedReported) -> None:
    try:
        await report_relief_need(session, need_of_event(event), by=f"department {event.region}", on=today())
    except ReportIdReused:
        raise
    except Refusal as refusal:
        raise within_event(refusal) from None


@handlers.on(AlertRaised)
async def open_case_for_alert(session: AsyncSession, event: AlertRaised) -> None:
    """Green channel: help first, papers later."""
    if event.help == Help.AT_ONCE:
        await _open_case_of_alert(session, event)


@handlers.on(AlertDecided)
async def open_case_for_confirmed_alert(session: AsyncSession, event: AlertDecided) -> None:
    """One that was helped at once has its case already."""
    if event.is_confirmed and event.help != Help.AT_ONCE:
        await _open_case_of_alert(session, event)


async def _open_case_of_alert(session: AsyncSession, event: AlertRaised | AlertDecided) -> None:
    members = await list_members(session, [event.household_id])
    if not members:
        return
    sighting = Sighting(
        origin=Origin.WATCH,
        trigger=event.trigger,
        village=members[0].region,
        identity_hash=members[0].identity_hash,
        reported_as=event.alert_id,
    )
    await open_case(session, sighting, by=f"alert {event.rule}")
