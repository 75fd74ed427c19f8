"""Houses as they are shown, with who lives in them."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from services.housing.rules.dwelling import Place, is_far
from services.housing.rules.standing import standing
from services.housing.schemas.grade_dispute import StandingView
from services.housing.schemas.house import HouseView, degrees
from services.housing.schemas.occupancy import OccupantView
from services.housing.store.hazard import list_standing
from services.housing.store.house import list_neighbours
from services.housing.store.household import find_households, groups_in, list_residents
from services.housing.store.occupancy import list_occupants
from services.housing.store.standing import list_found, list_held, list_signed
from services.housing.tables import House, Occupancy
from shared.service import Transaction

FAR = "登记的位置离本村其他住房很远，请核对经纬度"


async def house_file(session: Transaction, house: House) -> HouseView:
    """A house with everybody who lives and lived there."""
    listed = (await list_standing(session, [house.id])).get(house.id)
    told = house.model_dump() | {
        "position": degrees(house.latitude_e6, house.longitude_e6),
        "occupants": await stays_of(session, await list_occupants(session, house.id)),
        "hazard_id": listed.id if listed else None,
        "grade": listed.grade if listed else None,
        "warnings": await _warnings(session, house),
    }
    return HouseView.model_validate(told)


async def standing_of(session: Transaction, house: House, *, on: date) -> StandingView | None:
    """Which grade of the house counts on a day; None where nobody had graded it by then."""
    found, signed = await list_found(session, house), await list_signed(session, house.id)
    counts = standing(found, signed, await list_held(session, house.id), on=on)
    if counts is None:
        return None
    told = {"house_id": house.id, "on": on, "source_id": counts.id}
    return StandingView.model_validate(asdict(counts) | told)


async def stays_of(session: Transaction, stays: Sequence[Occupancy]) -> list[OccupantView]:
    """With what is known of each household."""
    ids = {stay.household_id for stay in stays}
    households, residents = await find_households(session, ids), await list_residents(session, ids)
    groups = groups_in(residents)
    return [
        OccupantView.model_validate(
            stay.model_dump()
            | {
                "household_code": households[stay.household_id].code if stay.household_id in households else None,
                "members": sum(1 for each in residents if each.household_id == stay.household_id),
                "groups": groups.get(stay.household_id, []),
            }
        )
        for stay in stays
    ]


async def _warnings(session: Transaction, house: House) -> list[str]:
    if house.latitude_e6 is None or house.longitude_e6 is None:
        return []
    here = Place(house.latitude_e6, house.longitude_e6)
    return [FAR] if is_far(here, await list_neighbours(session, house)) else []
