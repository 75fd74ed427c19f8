"""What the patient takes home on paper: the one-stop settlement sheet (一站式结算单), and each day's list (一日清单)."""

from collections.abc import Sequence
from typing import Any

from fastapi.responses import HTMLResponse

from services.medical.api.views import SEES_NAMES, name_for
from services.medical.rules.line import CLASS_TITLES
from services.medical.schemas.charge import DayView
from services.medical.tables import Admission, Charge, Reversal, Settlement
from shared import html
from shared.identity import masked, masked_name
from shared.policy.explain import is_inferred
from shared.security import Principal
from shared.vault import unseal


def settlement_sheet(stay: Admission, settlement: Settlement, reversal: Reversal | None, by: Principal) -> HTMLResponse:
    """It is the patient's own sheet: their name stands on it, their ID number masked. An office that reads it sees a mask."""
    name, result = unseal(stay.name_sealed), settlement.result
    sources, notes = _numbered(result["shares"])
    return html.page(
        "medical",
        "sheet.html",
        stay=stay,
        settlement=settlement,
        result=result,
        reversal=reversal,
        name=name if by.role in SEES_NAMES else masked_name(name),
        id_number=masked(unseal(stay.id_number_sealed)),
        sources=sources,
        notes=notes,
        is_inferred=is_inferred,
        paid_fen=sum(share["paid_fen"] for share in result["shares"]),
    )


def daily_sheet(stay: Admission, day: DayView, found: Sequence[Charge], by: Principal, *, limit: int) -> HTMLResponse:
    """A day's lines with the sums of each class; `found` may hold one more than `limit`, which says that there are more."""
    return html.page(
        "medical",
        "daily.html",
        stay=stay,
        day=day,
        lines=[charge.model_dump() | _plain(charge) for charge in found[:limit]],
        titles=CLASS_TITLES,
        in_policy_fen=sum(one.in_policy_fen for one in day.classes),
        name=name_for(by, stay.name_sealed),
        id_number=masked(unseal(stay.id_number_sealed)),
        is_cut=len(found) > limit,
    )


def _plain(charge: Charge) -> dict[str, str]:
    """Price and quantity without the zeros that their columns pad them with."""
    return {name: format(getattr(charge, name).normalize(), "f") for name in ("unit_price", "quantity")}


def _numbered(shares: list[dict[str, Any]]) -> tuple[list[dict[str, str]], dict[str, list[int]]]:
    """Every reference once, in the order of the layers: the notes at the foot; and the numbers of each layer's own."""
    sources: list[dict[str, str]] = []
    notes: dict[str, list[int]] = {}
    for share in shares:
        values = [share, share["deductible"], share["limit"], *share["ceilings"]]
        own = [value["reference"] for value in values if value and value["reference"]]
        sources += [reference for at, reference in enumerate(own) if reference not in sources and reference not in own[:at]]
        notes[share["layer"]] = sorted({sources.index(reference) + 1 for reference in own})
    return sources, notes
