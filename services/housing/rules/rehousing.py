"""Where a household goes that does not build: an institution, a rented or a provided dwelling; never from one dangerous house
into another."""

from services.housing.rules.mode import MODE_NAMES, Mode
from services.housing.rules.occupancy import Tenure
from shared.errors import Conflict, Unprocessable


class NewHomeUntold(Unprocessable):
    """租赁、置换或保障安置的，须写明住到哪里"""

    mend = "在册的住房填住房标识（house_id），其他住处写明地点（elsewhere），二者填一个"


class CareIsNoHouse(Unprocessable):
    """集中供养的住进供养机构，不登记住房"""

    mend = "请在 elsewhere 写明供养机构"


class NewHomeUnsafe(Conflict):
    """所入住的住房在危房台账中"""

    mend = "请另选安全住房；已经改造的，先办理验收"


TENURES = {Mode.RENT: Tenure.RENTED, Mode.SHELTERED: Tenure.COLLECTIVE}
"""By what right a household lives in its new house, where nobody says otherwise (an exchanged house is its own)."""


def must_be_told(mode: Mode, *, has_house: bool, elsewhere: str) -> None:
    """Raises CareIsNoHouse, NewHomeUntold."""
    if mode is Mode.COLLECTIVE_CARE:
        if has_house:
            raise CareIsNoHouse(pointer="/house_id")
    elif has_house == bool(elsewhere.strip()):
        raise NewHomeUntold(pointer="/house_id", mode=MODE_NAMES[mode])


def must_be_no_hazard(*, is_listed: bool) -> None:
    """Raises NewHomeUnsafe."""
    if is_listed:
        raise NewHomeUnsafe(pointer="/house_id")
