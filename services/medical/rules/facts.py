"""What a policy was asked about a bill, as a plain dict that is stored and asked again later."""

from collections.abc import Mapping
from typing import Any

from services.medical.rules.tally import kept, parts
from shared.policy.clauses import Stay


def facts_of(stay: Stay) -> dict[str, Any]:
    """Every field of the stay as JSON values."""
    return {
        "region": stay.region,
        "level": stay.level,
        "persons": sorted(stay.persons),
        "total_fen": stay.total_fen,
        "in_policy_fen": stay.in_policy_fen,
        "so_far": dict(stay.so_far),
        "given": dict(stay.given),
        "scheme": stay.scheme,
        "visit": stay.visit,
        "place": stay.place,
        "diseases": sorted(stay.diseases),
        "traits": sorted(stay.traits),
        "classes": kept(stay.classes),
        "items": kept(stay.items),
        "year": stay.year,
        "income_fen": stay.income_fen,
        "members": stay.members,
    }


def stay_of(facts: Mapping[str, Any]) -> Stay:
    """What `facts_of` wrote, or at least region, level, persons and the two amounts (as settlements kept before facts were)."""
    return Stay(
        region=facts["region"],
        level=facts["level"],
        persons=frozenset(facts["persons"]),
        total_fen=facts["total_fen"],
        in_policy_fen=facts["in_policy_fen"],
        so_far=facts.get("so_far", {}),
        given=facts.get("given", {}),
        scheme=facts.get("scheme", "resident"),
        visit=facts.get("visit", "inpatient"),
        place=facts.get("place", "in_county"),
        diseases=frozenset(facts.get("diseases", ())),
        traits=frozenset(facts.get("traits", ())),
        classes=parts(facts.get("classes", {})),
        items=parts(facts.get("items", {})),
        year=facts.get("year", 0),
        income_fen=facts.get("income_fen"),
        members=facts.get("members", 0),
    )
