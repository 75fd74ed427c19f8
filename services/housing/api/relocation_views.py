"""Households that move, their lots and what they are owed, as every door shows them."""

from collections.abc import Sequence
from datetime import date

from services.housing.rules.support import is_late
from services.housing.schemas.lot import DrawnView, ExchangeView, LotProof
from services.housing.schemas.programme import DwellingView, RelocationRulesView, SizeClassView
from services.housing.schemas.relocation_view import RelocationEventView, RelocationLine, RelocationView
from services.housing.schemas.support import OwedSupport, SupportCheckView, SupportView
from services.housing.store.household import find_households
from services.housing.store.lot import get_lot, list_exchanges, list_places
from services.housing.store.programme import find_dwellings, get_programme
from services.housing.store.relocation import list_events
from services.housing.store.relocation_policy import get_rules_of
from services.housing.store.support import list_checks, list_supports
from services.housing.tables import Lot, Programme, Relocation, Support
from shared import clock
from shared.service import Transaction


async def relocation_lines(session: Transaction, rows: Sequence[Relocation]) -> list[RelocationLine]:
    dwellings = await find_dwellings(session, {each.dwelling_id for each in rows if each.dwelling_id})
    households = await find_households(session, {each.household_id for each in rows})
    today = clock.today()
    return [
        RelocationLine.model_validate(
            each.model_dump()
            | {
                "household_code": households[each.household_id].code if each.household_id in households else None,
                "dwelling": dwellings[each.dwelling_id].number if each.dwelling_id else None,
                "is_demolition_late": _is_demolition_late(each, today),
            }
        )
        for each in rows
    ]


def _is_demolition_late(relocation: Relocation, today: date) -> bool:
    due = relocation.demolish_by
    return due is not None and (relocation.demolished_on or today) > due


async def relocation_shown(session: Transaction, relocation: Relocation) -> RelocationView:
    [line] = await relocation_lines(session, [relocation])
    programme = await get_programme(session, relocation.programme_id)
    kind, _ = get_rules_of(programme.policy, programme.kind)
    dwellings = await find_dwellings(session, [relocation.dwelling_id] if relocation.dwelling_id else [])
    today = clock.today()
    shown = {
        "allotted": next((DwellingView.model_validate(each) for each in dwellings.values()), None),
        "area_most_m2": kind.area_most_m2(relocation.persons),
        "record": [RelocationEventView.model_validate(each) for each in await list_events(session, relocation.id)],
        "exchanges": [ExchangeView.model_validate(each) for each in await list_exchanges(session, relocation.id)],
        "supports": [support_shown(each, today) for each in await list_supports(session, relocation.id)],
        "checks": [SupportCheckView.model_validate(each) for each in await list_checks(session, relocation.id)],
    }
    return RelocationView.model_validate(relocation.model_dump() | line.model_dump(by_alias=False) | shown)


def support_shown(support: Support, today: date) -> SupportView:
    late = is_late(due_on=support.due_on, answered_on=support.answered_on, today=today)
    return SupportView.model_validate(support.model_dump() | {"is_late": late})


def owed_shown(support: Support, today: date) -> OwedSupport:
    return OwedSupport.model_validate(support_shown(support, today).model_dump() | {"number": support.number})


async def lot_proof(session: Transaction, lot: Lot) -> LotProof:
    """What anybody needs to draw it again. Before it is drawn the hidden value is not among it."""
    replaced = await get_lot(session, lot.replaces_id) if lot.replaces_id else None
    result = [DrawnView.model_validate(each) for each in await list_places(session, lot.id)]
    said = lot.model_dump(include=set(LotProof.model_fields))
    return LotProof.model_validate(said | {"result": result, "replaces": replaced.number if replaced else None})


def rules_shown(programme: Programme) -> RelocationRulesView:
    kind, policy = get_rules_of(programme.policy, programme.kind)
    notices = policy.notices
    keys = (
        kind.reference,
        kind.contribution_reference,
        kind.classes_reference,
        kind.demolition_reference,
        policy.first.reference,
        notices.people.reference,
    )
    return RelocationRulesView(
        kind_title=kind.title,
        area_per_person_m2=kind.area_per_person_m2,
        contribution_most_fen=kind.contribution_most,
        demolish_within_months=kind.demolish_within_months,
        old_from=policy.first.old_from,
        storey_most=policy.first.storey_most,
        classes=[SizeClassView(**each.model_dump()) for each in kind.classes],
        notice_days={"people": notices.people.days, "lot": notices.lot.days, "draw": notices.draw.days},
        sources=list(dict.fromkeys(policy.references[key].spoken for key in keys)),
    )
