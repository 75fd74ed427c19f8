"""Tell of deadlines of cases that come near or have passed, each once before and once after."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.deadline import Reminder, reminder
from services.registry.store.deadline import list_to_tell
from services.registry.store.need import get_policy_named, list_policies
from services.registry.tables import CaseReminder
from shared import outbox, rows
from shared.events.registry import CaseStepMissed, CaseStepReminded

AT_ONCE = 500
"""Deadlines per call: the next tick takes the rest."""


async def remind_deadlines(session: AsyncSession, *, at: datetime) -> list[Reminder]:
    """What was told, with the level that is to see to it now."""
    soon = at + timedelta(hours=max(policy.remind_before for policy in list_policies()))
    due = await list_to_tell(session, at=at, soon=soon, limit=AT_ONCE)

    reminders = [told for one in due if (told := reminder(one, get_policy_named(one.policy), at=at))]

    await rows.insert(session, *(_row(told, at) for told in reminders))

    await outbox.record(session, *(_event(told) for told in reminders))
    return reminders


def _row(told: Reminder, at: datetime) -> CaseReminder:
    due = told.due
    return CaseReminder(
        case_id=due.case_id,
        region=due.region,
        step=due.step,
        due_at=due.due_at,
        is_late=told.is_late,
        who=told.who,
        level=told.level,
        told_at=at,
    )


def _event(told: Reminder) -> CaseStepReminded | CaseStepMissed:
    due = told.due
    known: dict[str, Any] = {
        "case_id": due.case_id,
        "region": due.region,
        "step": due.step,
        "department": told.who,
        "level": told.level,
        "due_at": due.due_at,
    }
    return CaseStepMissed(**known) if told.is_late else CaseStepReminded(**known)
