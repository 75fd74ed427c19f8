"""The one-stop settlement sheet (一站式结算单), as the patient takes it home."""

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
    sources = _numbered(result)
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
        number_of={_key(source): number for number, source in enumerate(sources, start=1)},
        key_of=_key,
        is_inferred=is_inferred,
        paid_fen=sum(share["paid_fen"] for share in result["shares"]),
    )


def _key(reference: dict[str, str]) -> str:
    return f"{reference['document']} {reference['clause']}"


def _numbered(result: dict[str, object]) -> list[dict[str, str]]:
    """Every reference of the result once, in the order of the layers: the notes at the foot of the sheet."""
    found: dict[str, dict[str, str]] = {}
    for share in result["shares"]:  # type: ignore[attr-defined]
        values = (share["deductible"], {"reference": share["scale_reference"]}, share["limit"], *share["ceilings"])
        for value in ({"reference": share["reference"]}, *values):
            if value and value["reference"]:
                found.setdefault(_key(value["reference"]), value["reference"])
    return list(found.values())
