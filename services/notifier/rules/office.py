"""Whose an order is: an office's (a village's, a town's, a county's or a department's), and within it a person's who took it or
was named; on leave, whoever stands in."""

from collections.abc import Collection
from dataclasses import dataclass

from services.notifier.rules.department import Department
from services.notifier.rules.order_rule import Addressee
from shared.errors import Conflict, Forbidden, Unprocessable


class NotYourOrder(Forbidden):
    """这件工单由其他部门或其他人办理"""

    mend = "请由承办单位或承办人办理；承办人变动的，先转办；县级可以代为登记"


class NotYoursToDecide(Forbidden):
    """这一步由派单人或县级办理"""

    mend = "请联系派单人或县级"


class SamePersonChecks(Forbidden):
    """办理的人不能检查自己办的工单"""

    mend = "请由派单人或县级的其他人检查销号"


class NothingToCheck(Conflict):
    """这类工单办结即了结，不需检查销号"""

    mend = "对结果不认可的，请退回重办"


class HolderElsewhere(Unprocessable):
    """这位承办人的岗位管不到工单所在的地方"""

    mend = "请选择所在村、镇街或县区的岗位"


@dataclass(frozen=True)
class Office:
    """Which office an order lies with. `addressee` alone is the place's own officer; with a department its desk there."""

    addressee: Addressee | None
    department: Department | None

    @property
    def label(self) -> str:
        if self.department is not None:
            return self.department.label
        names = {Addressee.VILLAGE: "村（社区）", Addressee.TOWN: "镇街", Addressee.COUNTY: "县区"}
        return names[self.addressee or Addressee.COUNTY]

    def employs(self, role: str, org: str) -> bool:
        """Whether somebody of this role works there. A town may write down for its villages, the county for everybody, what it
        was told on the telephone."""
        if role == "county":
            return True
        if self.department is not None and role == "department":
            return org == self.department
        if self.department not in {None, Department.TOWN}:
            return False
        if self.department is Department.TOWN or self.addressee is Addressee.TOWN:
            return role == "town"
        return self.addressee is Addressee.VILLAGE and role in {"village", "town"}


def must_be_theirs(office: Office, *, role: str, org: str, subject: str = "", acting: Collection[str] = ()) -> None:
    """`acting`: the accounts that act for whoever holds the order, empty as long as nobody does. Raises NotYourOrder."""
    if role == "county" or (acting and subject in acting):
        return
    if acting or not office.employs(role, org):
        raise NotYourOrder(office=office.label)


def must_be_givers(*, given_by: str, role: str, subject: str) -> None:
    """Whoever gave the order decides about it, or the county. Raises NotYoursToDecide."""
    if role != "county" and subject != given_by:
        raise NotYoursToDecide(given_by=given_by)


def must_be_another(subject: str, *done_by: str | None) -> None:
    """Raises SamePersonChecks."""
    if subject in done_by:
        raise SamePersonChecks


def must_reach(post_region: str, region: str, *, pointer: str) -> None:
    """A person answers for what lies in the place of their post. Raises HolderElsewhere."""
    if not region.startswith(post_region):
        raise HolderElsewhere(pointer=pointer, post_region=post_region, region=region)
