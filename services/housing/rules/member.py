"""The members of a house (构件), counted one by one, and what their counts come to: members → parts a to d → house A to D.

The membership functions are those of 危险房屋鉴定标准 (JGJ 125-99); all of it in exact fractions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from services.housing.rules.house import Grade


class Member(StrEnum):
    """What is counted, each by the unit that the standard counts it in."""

    FOUNDATION = "foundation"
    COLUMN = "column"
    WALL = "wall"
    BEAM = "beam"
    TRUSS = "truss"
    SECONDARY_BEAM = "secondary-beam"
    SLAB = "slab"
    ENCLOSURE = "enclosure"


MEMBER_NAMES = {
    Member.FOUNDATION: "基础",
    Member.COLUMN: "柱",
    Member.WALL: "承重墙段",
    Member.BEAM: "主梁",
    Member.TRUSS: "屋架",
    Member.SECONDARY_BEAM: "次梁、檩条",
    Member.SLAB: "楼（屋）面板",
    Member.ENCLOSURE: "围护构件",
}

COUNTED_BY = {
    Member.FOUNDATION: "独立柱基以一根柱的基础、条形基础以一个自然间的单面长度为一个构件",
    Member.COLUMN: "一层高、一根",
    Member.WALL: "一层高、一个自然间的一面",
    Member.BEAM: "一个跨度、一根",
    Member.TRUSS: "一榀",
    Member.SECONDARY_BEAM: "一个跨度、一根",
    Member.SLAB: "预制板一块，现浇板一个自然间",
    Member.ENCLOSURE: "一个自然间的一面",
}


class Group(StrEnum):
    """The three parts that a counted house is made of."""

    FOUNDATION = "foundation"
    SUPERSTRUCTURE = "superstructure"
    ENCLOSURE = "enclosure"


GROUP_NAMES = {Group.FOUNDATION: "地基基础", Group.SUPERSTRUCTURE: "上部承重结构", Group.ENCLOSURE: "围护结构"}


@dataclass(frozen=True, slots=True)
class Count:
    """So many members of a kind, so many of them dangerous (Td)."""

    total: int
    dangerous: int


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a share of dangerous members turns from few to many (5 %, 30 %), how far each part counts for the house, and from
    which membership of d on a part that bears makes the whole house D."""

    few: Fraction
    many: Fraction
    caps: Mapping[Group, Fraction]
    whole_from: Fraction


Memberships = dict[Grade, Fraction]
"""How far a part or house belongs to each grade, from 0 to 1."""


def share(weights: Mapping[Member, Fraction], counts: Mapping[Member, Count]) -> Fraction:
    """Of members that weigh so much, the dangerous part; 0 where there are none of them."""
    total = sum((weights[member] * counts[member].total for member in weights if member in counts), Fraction(0))
    dangerous = sum((weights[member] * counts[member].dangerous for member in weights if member in counts), Fraction(0))
    return dangerous / total if total else Fraction(0)


def memberships(p: Fraction, scale: Scale) -> Memberships:
    """Of a part with this share of dangerous members; they add up to 1."""
    few, many = scale.few, scale.many
    belongs = dict.fromkeys(Grade, Fraction(0))
    if p == 0:
        belongs[Grade.A] = Fraction(1)
    elif p <= few:
        belongs[Grade.B] = Fraction(1)
    elif p < many:
        belongs[Grade.C] = (p - few) / (many - few)
        belongs[Grade.B] = 1 - belongs[Grade.C]
    else:
        belongs[Grade.D] = (p - many) / (1 - many)
        belongs[Grade.C] = 1 - belongs[Grade.D]
    return belongs


def leading(belongs: Memberships) -> Grade:
    """The grade that it belongs to most; of equals the worse."""
    return max(Grade, key=lambda grade: (belongs[grade], grade))


def house_memberships(parts: Mapping[Group, Memberships], scale: Scale) -> Memberships:
    """Each part counts no further than its cap: max over the parts of min(cap, membership)."""
    return {grade: max(min(scale.caps[group], belongs[grade]) for group, belongs in parts.items()) for grade in Grade}


def is_whole_house(parts: Mapping[Group, Memberships], scale: Scale) -> bool:
    """Whether a part that bears the house is dangerous as a whole."""
    return any(parts[group][Grade.D] >= scale.whole_from for group in (Group.FOUNDATION, Group.SUPERSTRUCTURE))


def percent(p: Fraction) -> str:
    """`12.50%`, rounded half up; what is reckoned with stays exact."""
    hundredths = (p * 20_000 + 1) // 2
    return f"{hundredths // 100}.{hundredths % 100:02}%"
