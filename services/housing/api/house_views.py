"""Houses as they are shown, with who lives in them."""

from collections.abc import Sequence

from services.housing.rules.dwelling import Place, is_far
from services.housing.schemas.house import HouseView, degrees
from services.housing.schemas.occupancy import OccupantView
from services.housing.store.hazard import list_standing
from services.housing.store.house import list_neighbours
from services.housing.store.household import find_households, groups_in, list_residents
from services.housing.store.occupancy import list_occupants
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
