"""What the printed slip of an allotment（分房确认书）says: every value is text, so that the template reckons nothing."""

from services.housing.schemas.lot import LotLine
from services.housing.schemas.programme import DwellingView, ProgrammeView, SiteView
from services.housing.schemas.relocation_view import RelocationView


def slip_of(
    one: RelocationView,
    dwelling: DwellingView,
    lot: LotLine,
    site: SiteView,
    programme: ProgrammeView,
    *,
    address: str,
    qr_code: str,
) -> dict[str, object]:
    """The slip of a household; `qr_code` is an SVG that leads to `address`, the public page of the lot."""
    drawn = f"{lot.number}（{lot.drawn_on}，{lot.state_name}）"
    return {
        "number": one.number,
        "programme": programme.title,
        "village": one.village,
        "household": one.household_code or "",
        "persons": f"{one.persons} 人",
        "most": f"{one.area_most_m2} 平方米",
        "site": f"{site.title}（{site.village}）",
        "dwelling": dwelling.number,
        "area": f"{dwelling.area_m2} 平方米",
        "rooms": f"{dwelling.rooms} 室，{dwelling.storey} 层" + ("，无障碍" if dwelling.is_barrier_free else ""),
        "lot": drawn,
        "digest": lot.digest,
        "how": "抽签分得" + ("，经双方自愿调换" if one.exchanges else ""),
        "mark": "" if lot.final_on else "公示未满，结果尚未生效",
        "qr_code": qr_code,
        "address": address,
    }
