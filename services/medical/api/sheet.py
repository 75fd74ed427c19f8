"""The one-stop settlement sheet (一站式结算单), as the patient takes it home."""

from typing import Any

from fastapi.responses import HTMLResponse

from services.medical.api.views import SEES_NAMES
from services.medical.tables import Admission, Reversal, Settlement
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
