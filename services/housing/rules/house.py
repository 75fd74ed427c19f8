"""The words of a house survey: its parts, how they are, and the four grades (农村危险房屋鉴定技术导则)."""

from enum import StrEnum


class Part(StrEnum):
    """What is looked at, from the ground up."""

    SITE = "site"
    FOUNDATION = "foundation"
    WALLS = "walls"
    ROOF = "roof"
    ENCLOSURE = "enclosure"


PART_NAMES = {
    Part.SITE: "场地",
    Part.FOUNDATION: "地基基础",
    Part.WALLS: "墙体",
    Part.ROOF: "屋盖",
    Part.ENCLOSURE: "围护结构",
}


class Condition(StrEnum):
    """How a part is, from good to bad."""

    SOUND = "sound"
    FLAWED = "flawed"
    FAILING = "failing"
    FAILED = "failed"


CONDITION_NAMES = {
    Condition.SOUND: "完好",
    Condition.FLAWED: "个别构件危险",
    Condition.FAILING: "局部危险",
    Condition.FAILED: "整体危险",
}


class Grade(StrEnum):
    """A is safe, D must not be lived in. Their order is the alphabet's."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class HouseState(StrEnum):
    """Whether it is still there."""

    STANDING = "standing"
    DEMOLISHED = "demolished"
    MERGED = "merged"
    """It was kept twice; the other record goes on."""


HOUSE_STATE_NAMES = {
    HouseState.STANDING: "在用",
    HouseState.DEMOLISHED: "已拆除",
    HouseState.MERGED: "重复登记，已并入另一处",
}


class PhotoView(StrEnum):
    """What a photo of a house shows."""

    FRONT = "front"
    ROOF = "roof"
    INNER_WALL = "inner-wall"
    OUTER_WALL = "outer-wall"


VIEW_NAMES = {PhotoView.FRONT: "正面", PhotoView.ROOF: "屋面", PhotoView.INNER_WALL: "内墙", PhotoView.OUTER_WALL: "外墙"}
