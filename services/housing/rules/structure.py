"""What a house is built of（农村危险房屋鉴定表的结构类型）."""

from enum import StrEnum


class Structure(StrEnum):
    """What bears the house. A house of bricks with a timber roof is masonry, one of adobe with timber columns is timber."""

    CONCRETE = "concrete"
    MASONRY = "masonry"
    TIMBER = "timber"
    STEEL = "steel"
    STONE = "stone"
    EARTH = "earth"


STRUCTURE_NAMES = {
    Structure.CONCRETE: "混凝土结构",
    Structure.MASONRY: "砌体结构",
    Structure.TIMBER: "木结构",
    Structure.STEEL: "钢结构",
    Structure.STONE: "石结构",
    Structure.EARTH: "生土结构",
}
