"""From the rows of campaigns to what people read."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from services.registry.api.helper_views import UNNAMED, name_of, region_name
from services.registry.rules.campaign import LEFT_NAMES, CampaignKind, CampaignPolicy, LeftWhy, next_due
from services.registry.schemas.campaign import (
    CampaignBoard,
    CampaignKindView,
    CampaignView,
    CheckedLine,
    DifferenceView,
    PhotoWantedView,
    QuestionView,
    SampleView,
    SpotCheckView,
    StandingLine,
    TaskView,
)
from services.registry.store.campaign import TaskLine
from services.registry.store.campaign_board import Checked, Standing
from services.registry.tables import Campaign, Helper, SpotCheck, SpotSample
from shared.security import Principal

NO_HELPER = "（没有责任人）"
Named = Mapping[UUID, Helper]


def kind_view(kind: CampaignKind, policy: CampaignPolicy) -> CampaignKindView:
    return CampaignKindView(
        kind=kind.kind,
        title=kind.title,
        clause=policy.source(kind).spoken,
        policy=policy.policy,
        visits=kind.pace.visits,
        every_days=kind.pace.every_days,
        newcomers_join=kind.newcomers_join,
        checklist=kind.checklist,
        questions=[
            QuestionView(
                question=each.question,
                title=each.title,
                answer=each.answer,
                choices=list(each.choices),
                is_required=each.is_required,
            )
            for each in kind.questions
        ],
        photos=[PhotoWantedView(photo=each.photo, title=each.title, is_required=each.is_required) for each in kind.photos],
        position=kind.position,
        spot_check_per_mille=kind.spot_check_per_mille,
    )


def campaign_view(campaign: Campaign) -> CampaignView:
    return CampaignView.model_validate(
        campaign.model_dump() | {"campaign_id": campaign.id, "region_name": region_name(campaign.region)}
    )


def helper_name(helper_id: UUID | None, named: Named, by: Principal) -> str:
    if helper_id is None:
        return NO_HELPER
    return name_of(named[helper_id].name_sealed, by) if helper_id in named else UNNAMED


def standing_line(each: Standing, named: Named, by: Principal, *, of_helper: bool) -> StandingLine:
    name = helper_name(each.helper_id, named, by) if of_helper else ""
    return StandingLine(**vars(each), place_name=region_name(each.place), helper_name=name)


def total_of(places: Sequence[Standing], region: str) -> StandingLine:
    counted = [name for name in vars(places[0]) if name not in ("place", "helper_id")] if places else []
    sums = {name: sum(getattr(each, name) for each in places) for name in counted}
    nothing = dict.fromkeys(StandingLine.model_fields.keys() - {"place", "place_name", "helper_id", "helper_name"}, 0)
    return StandingLine.model_validate(
        nothing | sums | {"place": region, "place_name": region_name(region), "helper_id": None, "helper_name": ""}
    )


def board_view(
    campaign: Campaign,
    *,
    region: str,
    on: date,
    places: Sequence[Standing],
    helpers: Sequence[Standing],
    checked: Sequence[Checked],
    left: Mapping[str, int],
    named: Named,
    by: Principal,
) -> CampaignBoard:
    return CampaignBoard(
        campaign=campaign_view(campaign),
        region=region,
        on=on,
        total=total_of(places, region),
        places=[standing_line(each, named, by, of_helper=False) for each in places],
        helpers=[standing_line(each, named, by, of_helper=True) for each in helpers],
        checked=[CheckedLine(**vars(each), helper_name=helper_name(each.helper_id, named, by)) for each in checked],
        left={LEFT_NAMES[LeftWhy(why)]: count for why, count in left.items()},
    )


def task_view(task: TaskLine, campaign: Campaign, named: Named, by: Principal, *, on: date) -> TaskView:
    is_owed = task.left_on is None and campaign.closed_at is None
    due_on = next_due(campaign.dues, first_round=task.first_round, done=task.done, on=on) if is_owed else None
    return TaskView(
        household_id=task.household_id,
        household_code=task.code,
        head=name_of(task.name_sealed, by),
        region=task.region,
        region_name=region_name(task.region),
        helper_id=task.helper_id,
        helper_name=helper_name(task.helper_id, named, by),
        joined_on=task.joined_on,
        rounds=len(campaign.dues) - task.first_round + 1,
        done=sum(each >= task.first_round for each in task.done),
        visited_on=task.visited_on,
        next_due_on=due_on,
        left_on=task.left_on,
        left_why=LEFT_NAMES[LeftWhy(task.left_why)] if task.left_why else "",
    )


def sample_view(sample: SpotSample) -> SampleView:
    return SampleView.model_validate(sample.model_dump() | {"sample_id": sample.id})


def check_view(check: SpotCheck) -> SpotCheckView:
    return SpotCheckView.model_validate(
        check.model_dump()
        | {
            "check_id": check.id,
            "region_name": region_name(check.region),
            "differences": [DifferenceView(**each) for each in check.differences],
        }
    )
