"""What of an application the register tells already, so that nobody writes it again; and what an officer says otherwise.

Ages are in no event of the register: the eldest member's is asked of the officer.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from services.housing.rules.household import Group
from shared.errors import Unprocessable


class ToldFrom(StrEnum):
    """Where a value was taken from."""

    REGISTER = "register"
    OFFICER = "officer"


FIELD_NAMES = {"groups": "对象类别", "persons": "人口数"}
CODES = {
    Group.ENROLLED: "enrolled",
    Group.LOW_INCOME: "dibao",
    Group.EXTREME_POVERTY: "extreme-poverty",
    Group.DISABLED: "disabled",
}
"""What the policies of help call the register's groups."""


class ApplicantUntold(Unprocessable):
    """登记服务还没有告知这户的人口，须由工作人员填写"""


class DifferenceUnexplained(Unprocessable):
    """所填与登记不同，须写明原因"""

    mend = "请核对；以所填为准的写明原因，登记有误的请另行更正登记"


@dataclass(frozen=True, slots=True)
class Known:
    """A household as the register told of it."""

    groups: tuple[Group, ...]
    persons: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Known to the register so, told by the officer otherwise."""

    field: str
    title: str
    known: str
    told: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What counts, where each part is from, and what differs."""

    groups: frozenset[str]
    persons: int
    told_from: dict[str, ToldFrom]
    differences: tuple[Difference, ...]


def taken(
    known: Known | None, *, groups: Collection[str] | None, persons: int | None, of_policy: Collection[str], because: str
) -> Taken:
    """The officer's word counts where there is one, the register's otherwise. `of_policy`: the codes that the place knows.

    Raises ApplicantUntold, DifferenceUnexplained.
    """
    for name, told in (("groups", groups), ("persons", persons)):
        if told is None and known is None:
            raise ApplicantUntold(pointer=f"/{name}")
    codes = sorted(CODES[group] for group in known.groups if CODES[group] in of_policy) if known else []
    differences = list[Difference]()
    if known and groups is not None and set(groups) != set(codes):
        differences.append(_difference("groups", "、".join(codes), "、".join(sorted(groups))))
    if known and persons is not None and persons != known.persons:
        differences.append(_difference("persons", str(known.persons), str(persons)))
    if differences and not because.strip():
        said = [f"{each.title}：登记{each.known or '无'}，所填{each.told or '无'}" for each in differences]
        raise DifferenceUnexplained(pointer="/differs_because", differences=said)
    told_from = {"groups": _from(groups), "persons": _from(persons)}
    counted = persons if persons is not None else known.persons if known else 0
    return Taken(frozenset(codes if groups is None else groups), counted, told_from, tuple(differences))


def _from(told: object) -> ToldFrom:
    return ToldFrom.REGISTER if told is None else ToldFrom.OFFICER


def _difference(field: str, known: str, told: str) -> Difference:
    return Difference(field, FIELD_NAMES[field], known, told)
