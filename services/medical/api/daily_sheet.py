"""Each day's list of charges (一日清单), for the patient to sign."""

from collections.abc import Sequence

from fastapi.responses import HTMLResponse

from services.medical.api.views import name_for
from services.medical.rules.line import CLASS_TITLES
from services.medical.schemas.charge import DayView
from services.medical.tables import Admission, Charge
from shared import html
from shared.identity import masked
from shared.security import Principal
from shared.vault import unseal


def daily_sheet(
    stay: Admission, day: DayView, found: Sequence[Charge], by: Principal, *, hospital: str, limit: int
) -> HTMLResponse:
    """A day's lines with the sums of each class; `found` may hold one more than `limit`, which says that there are more."""
    return html.page(
        "medical",
        "daily.html",
        stay=stay,
        hospital=hospital,
        day=day,
        lines=[charge.model_dump() | _plain(charge) for charge in found[:limit]],
        titles=CLASS_TITLES,
        in_policy_fen=sum(one.in_policy_fen for one in day.classes),
        name=name_for(by, stay.name_sealed),
        id_number=masked(unseal(stay.id_number_sealed)),
        is_cut=len(found) > limit,
    )


def _plain(charge: Charge) -> dict[str, str]:
    """Price and quantity without the zeros that their columns pad them with; a price keeps its fen."""
    price, quantity = charge.unit_price.normalize(), charge.quantity.normalize()
    exponent = price.as_tuple().exponent
    is_whole_fen = isinstance(exponent, int) and exponent > -2
    return {"unit_price": format(price, ".2f" if is_whole_fen else "f"), "quantity": format(quantity, "f")}
