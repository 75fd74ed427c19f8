"""From plans, measures and counts to what people read."""

from collections.abc import Mapping, Sequence
from datetime import date

from services.registry.api.case_views import department_name
from services.registry.rules.composition import HOUSEHOLD_KIND_NAMES, TRAIT_NAMES
from services.registry.rules.measure import NATURE_NAMES, MeasureRule, MeasuresPolicy, Nature
from services.registry.rules.plan import (
    MEASURE_STATE_NAMES,
    OPEN,
    ORIGIN_NAMES,
    STANDING_NAMES,
    STEP_NAMES,
    MeasureState,
    standing_of,
)
from services.registry.rules.plan_gap import GapKind
from services.registry.schemas.plan import (
    GapCount,
    GapView,
    MeasuresInPlace,
    MeasureView,
    PlanLine,
    PlannedView,
    PlanView,
    ResultView,
    RuleOfMeasureView,
    TallyOfMeasures,
)
from services.registry.store.plan_board import Gap, Tally
from services.registry.tables import Household, Plan, PlanMeasure, PlanStep
from shared import regions


def plan_line(plan: Plan, household: Household) -> PlanLine:
    return PlanLine.model_validate(_line(plan, household))


def plan_view(
    plan: Plan, household: Household, measures: Sequence[PlanMeasure], steps: Sequence[PlanStep], *, on: date
) -> PlanView:
    kept = [one for one in measures if one.state is not MeasureState.DROPPED]
    numbers = {one.id: one.number for one in measures}
    return PlanView.model_validate(
        _line(plan, household)
        | {
            "measures": [measure_view(one, on=on) for one in measures],
            "steps": [step_view(step, numbers.get(step.measure_id) if step.measure_id else None) for step in steps],
            "done": sum(one.state is MeasureState.DONE for one in kept),
            "open": sum(one.state in OPEN for one in kept),
            "late": sum(is_late(one, on) for one in kept),
            "expected_fen": sum(one.expected_fen or 0 for one in kept),
            "spent_fen": sum(one.spent_fen for one in measures),
            "work_days": sum(one.work_days for one in measures),
        }
    )


def _line(plan: Plan, household: Household) -> dict[str, object]:
    standing = standing_of(plan.changed_at, plan.agreed_at)
    return plan.model_dump(exclude={"region"}) | {
        "plan_id": plan.id,
        "household_code": household.code,
        "region": household.region,
        "region_name": regions.name_of(household.region),
        "kind_name": HOUSEHOLD_KIND_NAMES[plan.kind],
        "standing": standing,
        "standing_name": STANDING_NAMES[standing],
    }


def is_late(measure: PlanMeasure, on: date) -> bool:
    return measure.state in OPEN and measure.due_on < on


def measure_view(measure: PlanMeasure, *, on: date) -> MeasureView:
    return MeasureView.model_validate(_measure(measure, on))


def planned_view(measure: PlanMeasure, plan: Plan, household: Household, *, on: date) -> PlannedView:
    told = {
        "household_id": household.id,
        "household_code": household.code,
        "year": plan.year,
        "region": household.region,
        "region_name": regions.name_of(household.region),
    }
    return PlannedView.model_validate(_measure(measure, on) | told)


def _measure(measure: PlanMeasure, on: date) -> dict[str, object]:
    return measure.model_dump() | {
        "nature_name": NATURE_NAMES[measure.nature],
        "department_name": department_name(measure.department),
        "origin_name": ORIGIN_NAMES[measure.origin],
        "state_name": MEASURE_STATE_NAMES[measure.state],
        "is_late": is_late(measure, on),
    }


def step_view(step: PlanStep, number: int | None) -> ResultView:
    return ResultView.model_validate(step.model_dump() | {"kind_name": STEP_NAMES[step.kind], "number": number})


def gap_view(gap: Gap) -> GapView:
    return GapView.model_validate(vars(gap) | {"region_name": regions.name_of(gap.region)})


def measures_in_place(policy: MeasuresPolicy, version: str) -> MeasuresInPlace:
    return MeasuresInPlace(
        policy=policy.policy,
        title=policy.title,
        version=version,
        terms=policy.references[policy.terms].spoken,
        rules=[_rule(rule, policy) for rule in policy.measures],
    )


def _rule(rule: MeasureRule, policy: MeasuresPolicy) -> RuleOfMeasureView:
    return RuleOfMeasureView.model_validate(
        rule.model_dump(by_alias=False)
        | {
            "nature_name": NATURE_NAMES[rule.nature],
            "department_name": department_name(rule.department),
            "of": [HOUSEHOLD_KIND_NAMES[kind] for kind in rule.of],
            "traits": [TRAIT_NAMES[trait] for trait in rule.traits],
            "needs": [TRAIT_NAMES[trait] for trait in rule.needs],
            "unless": [TRAIT_NAMES[trait] for trait in rule.unless],
            "causes": list(rule.causes),
            "proof": list(rule.proof),
            "clause": policy.source(rule).spoken,
        }
    )


def tally_view(tally: Tally) -> TallyOfMeasures:
    kept = tally.measures - tally.dropped
    title = tally.title or (NATURE_NAMES[Nature(tally.nature)] if tally.nature else "合计")
    return TallyOfMeasures.model_validate(
        vars(tally)
        | {
            "place_name": regions.name_of(tally.place) if tally.place else "合计",
            "title": title,
            "done_per_mille": tally.done * 1000 // kept if kept else None,
        }
    )


def gap_counts(needing: Mapping[str, int], counts: Mapping[GapKind, Mapping[str, int]], *, region: str) -> list[GapCount]:
    """The sum first, then each place that has any."""
    places = sorted({*needing, *(place for by_place in counts.values() for place in by_place)})
    whole = GapCount(
        place=region,
        place_name="合计",
        needing=sum(needing.values()),
        counts={kind: sum(counts[kind].values()) for kind in GapKind},
    )
    return [
        whole,
        *(
            GapCount(
                place=place,
                place_name=regions.name_of(place),
                needing=needing.get(place, 0),
                counts={kind: counts[kind].get(place, 0) for kind in GapKind},
            )
            for place in places
        ),
    ]
