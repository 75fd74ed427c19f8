"""From the rows of visits and problems to what people read."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from services.registry.api.helper_views import region_name
from services.registry.rules.campaign import CampaignKind
from services.registry.rules.visit import ACT_NAMES, STATE_OF_PROBLEM_NAMES, ProblemState, calls_for_problem
from services.registry.rules.vocabulary import DEPARTMENT_NAMES
from services.registry.schemas.visit import (
    HouseholdVisitView,
    PhotoView,
    PositionView,
    ProblemFile,
    ProblemStepView,
    ProblemView,
    VisitFile,
)
from services.registry.store.campaign_policy import campaign_policy, get_kind_of
from services.registry.tables import Campaign, Problem, ProblemStep, VillagePosition, Visit
from shared.periods import day_in_china
from shared.security import Principal, Role
from shared.vault import unseal

WHOSE_NAMES = {"helper": "帮扶责任人", "village": "村（社区）", "county": "县区"} | DEPARTMENT_NAMES


def visit_view(visit: Visit, campaign: Campaign | None, problems: Sequence[Problem], by: Principal) -> HouseholdVisitView:
    kind = get_kind_of(campaign.policy, campaign.kind) if campaign else None
    notes = unseal(visit.notes_sealed) if visit.notes_sealed and by.role is not Role.AUDITOR else ""
    return HouseholdVisitView.model_validate(
        visit.model_dump()
        | {
            "campaign_id": campaign.id if campaign else None,
            "campaign_title": campaign.title if campaign else "",
            "days_late": (day_in_china(visit.recorded_at) - visit.visited_on).days,
            "notes": notes,
            "photos": [PhotoView.model_validate(each) for each in visit.photos],
            "latitude": _degrees(visit.latitude_e6),
            "longitude": _degrees(visit.longitude_e6),
            "warnings": _warnings(visit, kind, problems),
        }
    )


def visit_file(
    versions: Sequence[Visit], campaigns: Mapping[UUID, Campaign], problems: Sequence[Problem], by: Principal, *, on: date
) -> VisitFile:
    """`campaigns` are by task."""
    told = [visit_view(each, campaigns.get(each.task_id) if each.task_id else None, problems, by) for each in versions]
    return VisitFile(versions=told, problems=[problem_view(each, on=on) for each in problems])


def _warnings(visit: Visit, kind: CampaignKind | None, problems: Sequence[Problem]) -> list[str]:
    told = []
    far = campaign_policy(visit.region, visit.visited_on).position.far_metres
    if visit.metres_off is not None and visit.metres_off > far:
        told.append(f"定位距村约 {visit.metres_off} 米，请核对是否在户内登记")
    if (wrong := calls_for_problem(kind, visit.answers)) and not any(each.visit_id == visit.visit_id for each in problems):
        told.append(f"有问题而没有登记整改：{'、'.join(wrong)}")
    return told


def _degrees(millionths: int | None) -> Decimal | None:
    return None if millionths is None else Decimal(millionths).scaleb(-6)


def _problem(problem: Problem, on: date) -> dict[str, object]:
    is_owed = problem.state in (ProblemState.OPEN, ProblemState.MENDED)
    return problem.model_dump() | {
        "problem_id": problem.id,
        "region_name": region_name(problem.region),
        "whose_name": WHOSE_NAMES.get(problem.whose, problem.whose),
        "state_name": STATE_OF_PROBLEM_NAMES[problem.state],
        "is_overdue": is_owed and problem.due_on < on,
    }


def problem_view(problem: Problem, *, on: date) -> ProblemView:
    return ProblemView.model_validate(_problem(problem, on))


def problem_file(problem: Problem, steps: Sequence[ProblemStep], *, on: date) -> ProblemFile:
    told = [ProblemStepView.model_validate(each.model_dump() | {"act_name": ACT_NAMES[each.act]}) for each in steps]
    return ProblemFile.model_validate(_problem(problem, on) | {"steps": told})


def position_view(row: VillagePosition) -> PositionView:
    return PositionView.model_validate(
        {
            "village": row.region,
            "latitude": _degrees(row.latitude_e6),
            "longitude": _degrees(row.longitude_e6),
            "told_by": row.told_by,
            "told_at": row.told_at,
        }
    )
