"""From the facts of an example or a case, as people write them, to the bill."""

from shared.policy.clauses import Part, Stay
from shared.policy.draft import FactsDraft, PartDraft, StayDraft


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


def _as_part(draft: PartDraft) -> Part:
    return Part(draft.amount, draft.in_policy, draft.pre_pay)
