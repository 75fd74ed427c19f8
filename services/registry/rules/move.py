"""Who may come, go and become what in a household, and when that contradicts what is known."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from services.registry.rules.relief import HappenedInTheFuture
from services.registry.rules.vocabulary import HEAD, SPOUSE, HouseholdState
from shared.errors import Conflict, Unprocessable

Seats = Mapping[UUID, str]
"""Who sits in a household, and what they are to its head."""


class HasDied(Conflict):
    """此人已登记死亡"""

    mend = "死亡登记有误的，请办理更正所在户（is_still_there）"


class NotAMember(Unprocessable):
    """此人不是本户现有成员"""

    mend = "请核对人员编号；此人可能已迁出、死亡或属于另一户"


class AlreadyAMember(Conflict):
    """此人已是一户的成员"""

    mend = "一人只能属于一户，请先在原户办理迁出，或改用迁移、移交"


class NoHeadLeft(Unprocessable):
    """办理后该户没有户主"""

    mend = "请在 relations 中指定留下成员中的新户主，并填写其余成员与新户主的关系"


class TwoHeads(Unprocessable):
    """办理后该户有两名以上户主"""

    mend = "一户只能有一名户主，请更正 relations 中的关系"


class TwoSpouses(Unprocessable):
    """办理后该户户主有两名以上配偶"""

    mend = "请更正 relations 中的关系"


class HouseholdIsCancelled(Conflict):
    """该户已销户"""

    mend = "销户有误的，请先办理恢复"


class HouseholdNotCancelled(Conflict):
    """该户没有销户"""

    mend = "只有已销户的家庭可以恢复"


class HouseholdNotEmpty(Conflict):
    """该户还有成员"""

    mend = "请先办理成员的迁出、并户、移交或死亡登记，再销户"


class BeforeTheySatHere(Unprocessable):
    """发生日期早于此人加入本户的日期"""

    mend = "请核对发生日期；加入日期有误的请先更正"


class SeatTakenBefore(Unprocessable):
    """所填的加入日期早于此人在前一户的日期，或晚于离开日期"""

    mend = "一人同一天只能属于一户，请核对加入日期"


class SameHousehold(Unprocessable):
    """迁入户与原户是同一户"""

    mend = "请核对迁入户的户标识；只变更关系的请办理变更户主与关系"


class NobodyStays(Unprocessable):
    """全体成员都要分出"""

    mend = "分户须有成员留在原户；整户搬迁请办理移交，更换户主请办理变更户主"


class SomebodyLeftOut(Unprocessable):
    """被并入的户还有成员没有列出"""

    mend = "请在 members 中列出该户的全体成员及其与户主的关系"


def must_be_possible(happened_on: date, *, today: date, seated_on: Iterable[date] = ()) -> None:
    """Neither in the future nor before somebody sat where they are leaving. Raises HappenedInTheFuture or BeforeTheySatHere."""
    if happened_on > today:
        raise HappenedInTheFuture(pointer="/happened_on", happened_on=happened_on.isoformat())
    if happened_on < (last := max(seated_on, default=happened_on)):
        raise BeforeTheySatHere(pointer="/happened_on", happened_on=happened_on.isoformat(), joined_on=last.isoformat())


def check_seat(since_on: date, until_on: date | None, *, after: Iterable[tuple[date, date | None]]) -> None:
    """A seat ends after it begins, and begins when the one before is over. Raises SeatTakenBefore."""
    before = max((until or since for since, until in after), default=since_on)
    if since_on < before or (until_on is not None and until_on <= since_on):
        raise SeatTakenBefore(pointer="/since_on", before=before.isoformat())


def must_be_open(state: HouseholdState) -> None:
    """Raises HouseholdIsCancelled."""
    if state is HouseholdState.CANCELLED:
        raise HouseholdIsCancelled


def must_be_members(seats: Seats, person_ids: Collection[UUID], *, pointer: str, field: str = "/person_id") -> None:
    """Raises NotAMember pointing at the first who is none; `field` is where in an entry of the list the id stands."""
    for at, person_id in enumerate(person_ids):
        if person_id not in seats:
            raise NotAMember(pointer=f"{pointer}/{at}{field}", person_id=person_id)


def arranged(
    seats: Seats,
    *,
    leaving: Collection[UUID] = (),
    coming: Seats | None = None,
    relations: Seats | None = None,
    pointer: str = "/relations",
) -> dict[UUID, str]:
    """Who sits there afterwards, as what; nobody may be left without a head.

    Raises NotAMember, NoHeadLeft, TwoHeads or TwoSpouses.
    """
    staying = {person_id: relation for person_id, relation in seats.items() if person_id not in leaving}
    must_be_members(staying, list(relations or {}), pointer=pointer)
    after = {**staying, **(relations or {}), **(coming or {})}
    heads = sum(relation == HEAD for relation in after.values())
    if after and heads == 0:
        raise NoHeadLeft(pointer=pointer)
    if heads > 1:
        raise TwoHeads(pointer=pointer)
    if sum(relation == SPOUSE for relation in after.values()) > 1:
        raise TwoSpouses(pointer=pointer)
    return after
