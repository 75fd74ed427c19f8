"""What makes a household sound, and what makes a whole file sound: a household goes in whole or not at all."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.registry.rules.export import COLUMNS
from services.registry.rules.member import Member
from services.registry.rules.vocabulary import HEAD, SPOUSE
from shared.cells import Fault


@dataclass(frozen=True)
class Family:
    """The members that carry one household code, in the order of the file; the head is known to be exactly one."""

    code: str
    members: tuple[Member, ...]
    columns: frozenset[str] = frozenset(COLUMNS)
    """The columns that the file has: of what it has no column for it says nothing."""

    @property
    def village(self) -> str:
        return self.members[0].village

    @property
    def head(self) -> Member:
        return next(member for member in self.members if member.relation == HEAD)


def families_of(members: Iterable[Member], columns: frozenset[str] = frozenset(COLUMNS)) -> list[Family]:
    """Members by household code; the rows of one household need not be neighbours."""
    by_code: defaultdict[str, list[Member]] = defaultdict(list)
    for member in members:
        by_code[member.household_code].append(member)
    return [Family(code, tuple(family), columns) for code, family in by_code.items()]


def check_family(family: Family) -> list[Fault]:
    """One head, at most one spouse, one village."""
    return [*_heads(family), *_spouses(family), *_villages(family)]


def _heads(family: Family) -> Iterable[Fault]:
    heads = [member for member in family.members if member.relation == HEAD]
    if not heads:
        rows = "、".join(str(member.row) for member in family.members)
        yield Fault(family.members[0].row, "与户主关系", f"本户（第 {rows} 行）没有户主", "请把户主一行的与户主关系填为 户主")
    for extra in heads[1:]:
        yield Fault(extra.row, "与户主关系", f"本户已有户主（第 {heads[0].row} 行）", "一户只能有一名户主，请改正其中一行")


def _spouses(family: Family) -> Iterable[Fault]:
    spouses = [member for member in family.members if member.relation == SPOUSE]
    for extra in spouses[1:]:
        yield Fault(extra.row, "与户主关系", f"本户已有户主的配偶（第 {spouses[0].row} 行）", "请改正其中一行的与户主关系")


def _villages(family: Family) -> Iterable[Fault]:
    first = family.members[0]
    for member in family.members[1:]:
        if member.village != first.village:
            yield Fault(member.row, "村", f"与本户第 {first.row} 行不在同一个村", "一户只属于一个村，请核对村名和户编号")


def repeated_people(members: Sequence[Member]) -> list[Fault]:
    """The same person twice in one file: a duplicate row, or a member of two households."""
    faults: list[Fault] = []
    first_seen: dict[str, Member] = {}
    for member in members:
        first = first_seen.setdefault(member.identity.number, member)
        if first is member:
            continue
        if first.household_code == member.household_code:
            faults.append(Fault(member.row, "证件号码", f"与第 {first.row} 行是同一个人", "请删去重复的一行，或更正证件号码"))
        else:
            for one, other in ((first, member), (member, first)):
                reason = f"此人同时在户 {other.household_code}（第 {other.row} 行）"
                faults.append(Fault(one.row, "证件号码", reason, "一人只能属于一户，请在其中一户删去此人，或更正证件号码"))
    return faults


@dataclass(frozen=True)
class Seat:
    """Where someone already sits in the register; `household_code` is None for a household that was never imported."""

    household_id: str
    household_code: str | None
    village: str


def seated_elsewhere(families: Iterable[Family], seats: Mapping[str, Seat], *, within: str) -> list[Fault]:
    """People who are already a member of another household; `seats` is by ID number.

    A household without a code came in by a sudden need (immediate assistance): the imported household of the same village
    takes its place, so its members may be claimed, once. `within` is what the importing officer may see.
    """
    faults = []
    for family in families:
        claimed = claimed_by(family, seats)
        for member in family.members:
            seat = seats.get(member.identity.number)
            if seat is None or seat.household_code == family.code or seat.household_id == claimed:
                continue
            where = _named(seat, within)
            faults.append(
                Fault(member.row, "证件号码", f"此人已登记在{where}", "一人只能属于一户，请先在原户办理迁出，或更正证件号码")
            )
    return faults


def _named(seat: Seat, within: str) -> str:
    """How an officer who is responsible for `within` may hear of a household."""
    if not seat.village.startswith(within):
        return "其他辖区的一户"
    return f"户 {seat.household_code}" if seat.household_code else "一个待核实的即时帮扶户"


def claimed_by(family: Family, seats: Mapping[str, Seat]) -> str | None:
    """The one uncoded household of the same village whose place this family takes, if there is one."""
    uncoded = {
        seat.household_id
        for member in family.members
        if (seat := seats.get(member.identity.number)) and seat.household_code is None and seat.village == family.village
    }
    return uncoded.pop() if len(uncoded) == 1 else None


def registered_elsewhere(families: Iterable[Family], villages: Mapping[str, str], *, within: str) -> list[Fault]:
    """Household codes that another jurisdiction has registered; `villages` is by household code."""
    return [
        Fault(family.members[0].row, "户编号", "该户编号已在其他辖区登记", "请核对户编号；迁入的户请先由原辖区办理迁出")
        for family in families
        if not villages.get(family.code, within).startswith(within)
    ]


def recorded_dead(families: Iterable[Family], dead: Collection[str]) -> list[Fault]:
    """People whom the register knows to have died; `dead` are their ID numbers."""
    return [
        Fault(member.row, "证件号码", "此人已登记死亡", "请删去此人，或在系统中更正死亡登记")
        for family in families
        for member in family.members
        if member.identity.number in dead
    ]


def numbers_of(families: Iterable[Family]) -> list[str]:
    """The ID numbers of everyone in these families."""
    return [member.identity.number for family in families for member in family.members]
