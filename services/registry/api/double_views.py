"""From pairs of likely doubles to what people read: each side as far as the reader may see it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api.file_views import person_view
from services.registry.rules.double import DOUBLE_STATE_NAMES, JURISDICTION
from services.registry.rules.likeness import differing_digits
from services.registry.schemas.double import DoubleLine, DoubleSweepView, DoubleView, MergerView, SideView
from services.registry.schemas.likely import LikelyDouble, ReasonView
from services.registry.schemas.spoken import said
from services.registry.store.double import likely_doubles, list_household_doubles, list_settled
from services.registry.store.doubles_policy import get_doubles_policy
from services.registry.store.facts import facts_of_household, facts_of_person
from services.registry.store.likeness import paired
from services.registry.store.side import SeenSide
from services.registry.tables import DoublePair, DoubleSweep, PersonMerger
from shared import regions
from shared.clock import today
from shared.security import Principal, Role

ELSEWHERE = "其他辖区的人员"
SHOWN = 10


async def likely(session: AsyncSession, person_ids: Collection[UUID], by: Principal) -> dict[str, list[LikelyDouble]]:
    """For the answer to whoever recorded these people: whom of those they may see each may be a second file of."""
    found = await likely_doubles(session, person_ids, on=today())
    settled = await list_settled(session, person_ids) if found else set()
    to_auditor, asked = by.role is Role.AUDITOR, set(person_ids)
    told = []
    for each in found:
        if (each.low.person_id, each.high.person_id) in settled:
            continue
        mine, other = (each.low, each.high) if each.low.person_id in asked else (each.high, each.low)
        told.append(
            LikelyDouble(
                person_id=mine.person_id,
                other_person_id=other.person_id,
                other_name=said("name", other.name, to_auditor=to_auditor),
                other_region_name=regions.name_of(other.village),
                points=each.points,
                reasons=[ReasonView(says=reason.says, points=reason.points) for reason in each.reasons],
            )
        )
    return {"likely_doubles": told[:SHOWN]}


def double_line(pair: DoublePair, seen: Mapping[UUID, SeenSide], by: Principal) -> DoubleLine:
    return DoubleLine.model_validate(_line(pair, seen, by))


async def double_view(
    session: AsyncSession,
    pair: DoublePair,
    seen: Mapping[UUID, SeenSide],
    mergers: Sequence[PersonMerger],
    by: Principal,
) -> DoubleView:
    both = [seen[each] for each in (pair.low_id, pair.high_id) if each in seen]
    numbers = [str(facts_of_person(side.person).get("id_number", "")) for side in both]
    homes = {side.person.household_id for side in both}
    alike = await list_household_doubles(session, homes) if len(homes) > 1 else {}
    policy, _ = get_doubles_policy(pair.region, today())
    sides = [_side(pair.low_id, pair.region, seen, by), _side(pair.high_id, pair.other_region, seen, by)]
    return DoubleView.model_validate(
        _line(pair, seen, by)
        | {
            "sides": sides,
            "number_differs_at": differing_digits(*numbers) if len(numbers) > 1 and all(numbers) else [],
            "households_alike": alike.get(paired(*homes), 0) if len(homes) > 1 else 0,
            "asked_from": policy.asking.from_points,
            "policy": policy.title,
            "mergers": [merger_view(merger) for merger in mergers if merger.pair_id == pair.id],
        }
    )


def merger_view(merger: PersonMerger) -> MergerView:
    return MergerView.model_validate(
        merger.model_dump() | {"merger_id": merger.id, "kept_id": merger.winner_id, "merged_id": merger.loser_id}
    )


def sweep_view(sweep: DoubleSweep) -> DoubleSweepView:
    return DoubleSweepView.model_validate(sweep)


def _line(pair: DoublePair, seen: Mapping[UUID, SeenSide], by: Principal) -> dict[str, Any]:
    ids, places = [pair.low_id, pair.high_id], [pair.region, pair.other_region]
    return pair.model_dump() | {
        "pair_id": pair.id,
        "state_name": DOUBLE_STATE_NAMES[pair.state],
        "reasons": [ReasonView(says=each["says"], points=each["points"]) for each in pair.reasons],
        "person_ids": ids,
        "names": [_name(seen[each], by) if each in seen else ELSEWHERE for each in ids],
        "region_names": [_place(place, each in seen) for each, place in zip(ids, places, strict=True)],
    }


def _side(person_id: UUID, region: str, seen: Mapping[UUID, SeenSide], by: Principal) -> SideView:
    """Of somebody in another jurisdiction no more than the county."""
    if person_id not in seen:
        return SideView(person_id=person_id, region_name=_place(region, False), is_visible=False)
    side, to_auditor = seen[person_id], by.role is Role.AUDITOR
    facts = facts_of_person(side.person)
    home = facts_of_household(side.household) if side.household else {}
    return SideView(
        person_id=person_id,
        region_name=regions.name_of(side.person.region),
        is_visible=True,
        person=person_view(side.person, by),
        phone=said("phone", facts.get("phone") or home.get("phone"), to_auditor=to_auditor),
        ethnic_group=said("ethnic_group", facts.get("ethnic_group")),
        household_id=side.person.household_id,
        household_code=home.get("code"),
        head_name=said("name", side.head_name, to_auditor=to_auditor),
        members=side.members,
        is_seated=side.person.left_on is None,
        has_open_case=side.has_open_case,
    )


def _name(side: SeenSide, by: Principal) -> str:
    name = said("name", facts_of_person(side.person).get("name"), to_auditor=by.role is Role.AUDITOR)
    return name or "姓名待核实"


def _place(region: str, is_visible: bool) -> str:
    return regions.name_of(region if is_visible else region[:JURISDICTION])
