"""The facts of a bill as plain values and back, exactly: for examples and case files, and beside each settlement for later."""

from collections.abc import Mapping
from typing import Any

from shared.money import yuan
from shared.policy import counters
from shared.policy.clauses import Part, Stay
from shared.policy.draft import FactsDraft, PartDraft, StayDraft


def facts_of(stay: Stay) -> dict[str, Any]:
    """Plain JSON values in the words of a policy file's examples: amounts as yuan text, what is empty left out."""
    facts: dict[str, Any] = {
        "region": stay.region,
        "level": stay.level,
        "persons": sorted(stay.persons),
        "scheme": stay.scheme,
        "visit": stay.visit,
        "place": stay.place,
        "diseases": sorted(stay.diseases),
        "traits": sorted(stay.traits),
        "total": yuan(stay.total_fen),
        "in_policy": yuan(stay.in_policy_fen),
        "classes": {name: _part(part) for name, part in stay.classes.items()},
        "items": {name: _part(part) for name, part in stay.items.items()},
        "so_far": {name: counters.shown(name, counted) for name, counted in stay.so_far.items()},
        "given": {name: yuan(paid_fen) for name, paid_fen in stay.given.items()},
        "year": stay.year or None,
        "income": None if stay.income_fen is None else yuan(stay.income_fen),
        "members": stay.members or None,
    }
    return {key: value for key, value in facts.items() if value not in ([], {}, None)}


def stay_of(facts: Mapping[str, Any]) -> Stay:
    """The bill again. Raises pydantic's ValidationError for facts that `facts_of` did not write."""
    return stay_from(StayDraft.model_validate(facts))


def stay_from(draft: StayDraft) -> Stay:
    """From the shape of an example's facts, which has been checked, to the bill."""
    return Stay(
        region=draft.region,
        level=draft.level,
        persons=frozenset(draft.persons),
        total_fen=draft.total,
        in_policy_fen=draft.in_policy,
        so_far=dict(draft.so_far),
        given=dict(draft.given),
        scheme=draft.scheme,
        visit=draft.visit,
        place=draft.place,
        diseases=frozenset(draft.diseases),
        traits=frozenset(draft.traits),
        classes={name: _as_part(part) for name, part in draft.classes.items()},
        items={name: _as_part(part) for name, part in draft.items.items()},
        year=draft.year or (draft.on.year if isinstance(draft, FactsDraft) else 0),
        income_fen=draft.income,
        members=draft.members,
    )


def _part(part: Part) -> dict[str, str]:
    return {"amount": yuan(part.amount_fen), "in_policy": yuan(part.in_policy_fen), "pre_pay": yuan(part.pre_pay_fen)}


def _as_part(draft: PartDraft) -> Part:
    return Part(draft.amount, draft.in_policy, draft.pre_pay)
