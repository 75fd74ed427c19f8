"""By when the next step of a project should be done: a reminder, never a bar."""

from datetime import date
from typing import NamedTuple

from services.funds.rules.project import ProjectState
from services.funds.rules.project_policy import Days, ProjectPolicy, Step
from shared.periods import add_days, add_working_days


class Due(NamedTuple):
    """What is to be done next, and the last day for it; None where nothing waits for a day."""

    on: date | None
    what: str | None


NOTHING_DUE = Due(None, None)


def due_after(
    state: ProjectState,
    policy: ProjectPolicy,
    on: date,
    *,
    ends_on: date,
    step: Step | None,
    handed_over_on: date | None = None,
) -> Due:
    """What comes after an act of this day that left the project in this state; `step` is the next of its chain, if any."""
    if state is ProjectState.REVIEWED:
        next_on = add_days(on, policy.review_every.days)
        lasts = handed_over_on is not None and next_on <= add_days(handed_over_on, policy.review_for.days)
        return Due(next_on, "后评价") if lasts else NOTHING_DUE
    if state in {ProjectState.IN_REVIEW, ProjectState.IN_LIBRARY}:
        return Due(add_working_days(on, step.due_days), step.title) if step else NOTHING_DUE
    if state is ProjectState.UNDER_WAY:
        report_on = add_days(on, policy.report_every.days)
        return Due(report_on, "进度报告") if report_on < ends_on else Due(ends_on, "完工")
    waits: dict[ProjectState, tuple[Days, str]] = {
        ProjectState.PLANNED: (policy.contract_in, "签订合同"),
        ProjectState.COMPLETED: (policy.accept_in, "竣工验收"),
        ProjectState.ACCEPTED: (policy.hand_over_in, "移交管护"),
        ProjectState.HANDED_OVER: (policy.review_in, "后评价"),
    }
    if state not in waits:
        return NOTHING_DUE
    days, what = waits[state]
    return Due(add_days(on, days.days), what)
