"""Say why: an outcome as JSON values, each layer with its numbers, its clause and a Chinese sentence for the patient. Pure.

What is the same for every bill of one kind of person is worked out once and kept with the plan. The dicts that an explanation is
made of are shared between explanations: they are for reading and writing down, not for changing.
"""

from typing import Any

from shared.policy.clauses import Period, Policy, Reference, Trust
from shared.policy.outcome import Capped, Draw, Outcome, Share
from shared.policy.say import percent
from shared.policy.sentence import sentence, who

__all__ = ["explained", "is_inferred", "percent", "reference_explained", "share_explained"]


_PER = {period: period.value for period in Period}


def explained(policy: Policy, outcome: Outcome) -> dict[str, Any]:
    """Everything that is needed to understand, check and re-derive an outcome, as JSON values; amounts in fen."""
    stay, said = outcome.stay, outcome.plan.said
    if not said:
        said |= {
            "policy": {
                "name": policy.name,
                "title": policy.title,
                "version": policy.version,
                "in_force_from": policy.term.start.isoformat(),
                "in_force_to": policy.term.end.isoformat() if policy.term.end else None,
            },
            "titles": _titles(policy, outcome),
        }
    return {
        "policy": said["policy"],
        "region": stay.region,
        **said["titles"],  # type: ignore[dict-item]
        "total_fen": stay.total_fen,
        "in_policy_fen": stay.in_policy_fen,
        "shares": [share_explained(policy, share) for share in outcome.shares],
        "patient_fen": outcome.patient_fen,
        "patient_in_policy_fen": outcome.patient_in_policy_fen,
        "patient_out_of_policy_fen": outcome.patient_out_of_policy_fen,
        "shortfall_fen": outcome.shortfall_fen,
        "so_far": dict(stay.so_far),
        "drawn": dict(outcome.drawn),
    }


def _titles(policy: Policy, outcome: Outcome) -> dict[str, Any]:
    stay, words = outcome.stay, policy.words
    return {
        "level": stay.level,
        "level_title": words.levels.get(stay.level, ""),
        "persons": sorted(stay.persons),
        "person_titles": [title for name, title in words.persons.items() if name in stay.persons],
        "scheme": stay.scheme,
        "scheme_title": words.schemes.get(stay.scheme, ""),
        "visit": stay.visit,
        "visit_title": words.visits.get(stay.visit, ""),
        "place": stay.place,
        "place_title": words.places.get(stay.place, ""),
        "diseases": [name for name in words.diseases if name in stay.diseases],
        "disease_titles": [title for name, title in words.diseases.items() if name in stay.diseases],
        "traits": [name for name in words.traits if name in stay.traits],
        "trait_titles": [title for name, title in words.traits.items() if name in stay.traits],
    }


def share_explained(policy: Policy, share: Share) -> dict[str, Any]:
    """One layer. `reference` is that of the scale by which this person is paid; other values name theirs where it differs."""
    turn, layer = share.turn, share.turn.layer
    clause = share.scale_reference or layer.reference
    said: Any = turn.said
    if not said:
        said |= {"who": who(policy, layer.entitled), "given": reference_explained(layer.reference)}
        said["reference"] = said["given"] if turn.scale_reference is None else reference_explained(turn.scale_reference)
        said["base_name"], said["rounding"], said["payer"] = layer.base.value, layer.rounding.value, layer.payer
    deducted = share.deducted
    caps = share.caps
    decided = share.capped if caps else None
    return {
        "layer": layer.name,
        "title": layer.title,
        "payer": said["payer"],
        "payers": payers_explained(share),
        "paid_fen": share.paid_fen,
        "is_entitled": share.is_entitled,
        "is_given": share.is_given,
        "sentence": sentence(policy, share, said["who"]),
        "reference": said["reference"] if share.scale_reference else said["given"],
        "base": said["base_name"],
        "base_fen": share.base_fen,
        "room_fen": share.room_fen,
        "entered_fen": share.entered_fen,
        "base_before_fen": share.before_fen,
        "due_before_fen": share.due_before_fen,
        "deductible": deducted
        and {
            "rule_fen": deducted.rule_fen,
            "used_fen": deducted.used_fen,
            "reference": _own(deducted.reference, clause),
        }
        | ({"of": deducted.of, "of_fen": deducted.of_fen} if deducted.of else {}),
        "steps": [
            {
                "from_fen": step.from_fen,
                "amount_fen": step.amount_fen,
                "ratio": step.shown,
                "of": step.of,
                "deducted_fen": step.deducted_fen,
                "reference": None if step.reference is None else _own(step.reference, clause),
            }
            for step in share.steps
        ],
        "scale_fen": share.scale_fen,
        "rounding": said["rounding"],
        "limit": decided and _limit_explained(decided, clause),
        "limits": [_limit_explained(cap, clause) for cap in caps] if caps else [],
        "ceilings": [_draw_explained(draw, clause) for draw in share.draws] if share.draws else [],
        "shortfall_fen": share.shortfall_fen if caps else 0,
    }


def payers_explained(share: Share) -> list[dict[str, Any]]:
    """Who pays a layer and how much each: one payer, or several whose parts add up."""
    payers = share.turn.layer.payers
    if len(payers) == 1:
        return [{"payer": payers[0].title, "paid_fen": share.paid_fen}]
    return [{"payer": payer.title, "paid_fen": fen} for payer, fen in zip(payers, share.by_payer(), strict=True)]


def reference_explained(reference: Reference) -> dict[str, str]:
    return {
        "document": reference.document,
        "clause": reference.clause,
        "address": reference.address,
        "trust": reference.trust.value,
        "reason": reference.reason,
    }


def _own(reference: Reference, clause: Reference) -> dict[str, str] | None:
    """The reference of one value of a layer; None where it is the layer's clause, so that it is not said over and over."""
    return None if reference is clause else reference_explained(reference)


def _draw_explained(draw: Draw, clause: Reference) -> dict[str, Any]:
    return {
        "ceiling": draw.ceiling,
        "title": draw.title,
        "per": _PER[draw.per],
        "of": draw.holder,
        "limit_fen": draw.limit_fen,
        "before_fen": draw.before_fen,
        "after_fen": draw.after_fen,
        "reference": _own(draw.reference, clause),
    }


def _limit_explained(capped: Capped, clause: Reference) -> dict[str, Any]:
    return {
        "share": capped.shown,
        "of": capped.of.value,
        "whole_fen": capped.whole_fen,
        "earlier_fen": capped.earlier_fen,
        "limit_fen": capped.limit_fen,
        "cut_fen": capped.cut_fen,
        "beyond": capped.beyond.value,
        "reference": _own(capped.reference, clause),
    }


def is_inferred(reference: dict[str, str]) -> bool:
    """Whether an explained reference is our own conclusion: sheets say so beside the clause."""
    return reference["trust"] == Trust.INFERRED.value
