"""What an application keeps of how it was weighed."""

from datetime import date
from typing import Any

from services.funds.rules.aid import Asked, DibaoLine, Weighed


def weighed_as(asked: Asked, line: DibaoLine, weighed: Weighed, *, first_aid_fen: int, on: date) -> dict[str, Any]:
    """The columns of an application that follow from what was asked and what the rule made of it."""
    return {
        "kind": asked.kind,
        "people": asked.people,
        "months": weighed.months,
        "suggested_months": weighed.suggested_months,
        "burden_fen": asked.burden_fen,
        "least_of": asked.least_of,
        "is_heavy": asked.heavy_fen is not None,
        "line_fen": line.amount_fen,
        "line_policy": line.policy,
        "amount_fen": weighed.amount_fen,
        "first_aid_fen": first_aid_fen,
        "to_pay_fen": weighed.to_pay_fen,
        "level": weighed.level,
        "has_notice": weighed.has_notice,
        "clause": weighed.clause,
        "reasons": list(weighed.reasons),
        "weighed_on": on,
    }
