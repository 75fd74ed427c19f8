"""A whole register file, judged: which households go in, which rows go back and why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.registry.rules.export import COLUMNS
from services.registry.rules.household import Family, check_family, families_of, repeated_people
from services.registry.rules.member import Member, read_member
from shared.cells import Fault, Row, text_of


@dataclass(frozen=True)
class Judged:
    """Families that may go in, and all rows with the faults that keep the others out."""

    rows: Sequence[Row]
    families: Sequence[Family]
    faults: Sequence[Fault]

    def without(self, more: Iterable[Fault]) -> "Judged":
        """The same file after more faults were found; households with a faulty row are out, whole."""
        more = list(more)
        spoiled = {fault.row for fault in more}
        kept = [family for family in self.families if not any(member.row in spoiled for member in family.members)]
        return Judged(self.rows, kept, sorted([*self.faults, *more], key=lambda fault: fault.row))

    @property
    def refused(self) -> list[Row]:
        """The rows that go back: the faulty ones and their whole households."""
        taken = {member.row for family in self.families for member in family.members}
        return [row for row in self.rows if row.number not in taken]


def judge_register(
    rows: Sequence[Row],
    *,
    on: date,
    within: str,
    columns: frozenset[str] = frozenset(COLUMNS),
    repeated: Sequence[Fault] | None = None,
) -> Judged:
    """Judge a file by itself; what the register already holds is asked afterwards (`Judged.without`).

    `columns` are those of ours that the file has. Whole households may be judged without the others of their file, if what only
    the whole file shows is told (`repeated`, of `find_repeated`).
    """
    members: list[Member] = []
    faults: list[Fault] = []
    broken_codes: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        read = read_member(row, on=on, within=within)
        if isinstance(read, Member):
            members.append(read)
        else:
            faults += read
            broken_codes[text_of(row.cells["户编号"])].append(row.number)
    whole = [family for family in families_of(members, columns) if family.code not in broken_codes]
    judged = Judged(rows, whole, faults)
    if repeated is None:
        repeated = repeated_people(members)
    return judged.without([*repeated, *(fault for family in whole for fault in check_family(family))])


def find_repeated(rows: Sequence[Row], *, on: date, within: str) -> list[Fault]:
    """The same person twice anywhere in a file. Only rows that write one number alike are read for it."""
    alike: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        # Of a disability card the first eighteen digits, as `read_member` takes it.
        alike[text_of(row.cells["证件号码"]).upper().replace(" ", "")[:18]].append(row)
    suspects = sorted((row for same in alike.values() if len(same) > 1 for row in same), key=lambda row: row.number)
    read = (read_member(row, on=on, within=within) for row in suspects)
    return repeated_people([member for member in read if isinstance(member, Member)])
