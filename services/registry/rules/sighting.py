"""A household seen in need: what every door brings, and when we cannot act on it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.rules.case import Origin
from services.registry.rules.need import Kind
from services.registry.rules.relief import Someone
from shared.errors import Forbidden, NotFound, Unprocessable
from shared.events.civil_affairs import Trigger


class UnknownHousehold(NotFound):
    """没有这个户编号的在册家庭"""

    mend = "请核对户编号；未建档的家庭请改报当事人身份"


class NotInThatVillage(Unprocessable):
    """这一户登记的村（社区）与所报的不一致"""

    mend = "请核对村（社区）代码、户编号和身份证号码"


class PersonOfAnotherRegion(Forbidden):
    """此人登记在其他辖区"""

    mend = "请转交其登记地的工作人员办理"


@dataclass(frozen=True)
class Sighting:
    """Who was seen in need, and why. Named by a household code, by a person, or by an identity hash alone (a hospital's bill).

    `house_is_unsafe`: the trigger is the disaster that the others know, and what struck was the house.
    """

    origin: Origin
    trigger: Trigger
    village: str
    household_code: str | None = None
    person: Someone | None = None
    identity_hash: str | None = None
    happened_on: date | None = None
    burden_fen: int | None = None
    reported_as: UUID | None = None
    house_is_unsafe: bool = False
    person_ids: tuple[UUID, ...] = ()

    @property
    def kind(self) -> Kind:
        return Kind.HOUSE if self.house_is_unsafe else Kind(self.trigger.value)


def check_seat(sighting: Sighting, seated_in: str | None, *, within: str) -> None:
    """Hold what was said against where the household is registered; `seated_in` is its village, None if it has no place yet.

    A hospital's bill is followed wherever the register says the patient lives; a person who reports must know the village.
    Raises UnknownHousehold, PersonOfAnotherRegion or NotInThatVillage. `within` is the reporter's own region, "" for everywhere.
    """
    if seated_in is None:
        if sighting.household_code:
            raise UnknownHousehold(pointer="/household_code", household_code=sighting.household_code)
        return
    if not seated_in.startswith(within):
        raise PersonOfAnotherRegion
    if sighting.origin is not Origin.BURDEN and seated_in != sighting.village:
        raise NotInThatVillage(pointer="/village", village=sighting.village)
