"""What of a case is due: first aid within 24 hours, its papers within 5 days, the conclusion within 15 days, and each part's own.

Deadlines stand in the rows of parts and cases; what they are called, and whom they are told to, is judged here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.registry.rules.need import Level, NeedsPolicy

CONCLUSION = "conclusion"
DEADLINE_NAMES = {
    "first-aid": "先行救助（24 小时）",
    "papers": "补齐救助手续（5 日）",
    "medical-cover": "医疗保障",
    "housing-survey": "住房安全排查",
    "work-orders": "部门工单",
    CONCLUSION: "办结或移交识别（15 日）",
}


@dataclass(frozen=True)
class Due:
    """Something that a department owes to a case; `who` is its code, empty for the conclusion, which the policy assigns."""

    case_id: UUID
    region: str
    policy: str
    step: str
    who: str
    due_at: datetime


@dataclass(frozen=True)
class Reminder:
    due: Due
    who: str
    level: Level
    is_late: bool


def reminder(due: Due, policy: NeedsPolicy, *, at: datetime) -> Reminder | None:
    """Whom to tell now: before the deadline within the policy's lead, or after it; nobody while it is far off."""
    if due.due_at - timedelta(hours=policy.remind_before) > at:
        return None
    return Reminder(due, due.who or policy.conclusion.who, policy.level_at(due.due_at, at), is_late=at > due.due_at)
