"""What a house is built of（农村危险房屋鉴定技术导则）: one list of words for the register, the ledger and the appraisal."""

from enum import StrEnum


class Structure(StrEnum):
    """What bears the house."""

    CONCRETE = "concrete"
    MASONRY = "masonry"
    BRICK_TIMBER = "brick-timber"
    TIMBER = "timber"
    STEEL = "steel"
    STONE = "stone"
    EARTH = "earth"
    OTHER = "other"


STRUCTURE_NAMES = {
    Structure.CONCRETE: "混凝土结构",
    Structure.MASONRY: "砌体结构",
    Structure.BRICK_TIMBER: "砖木结构",
    Structure.TIMBER: "木结构",
    Structure.STEEL: "钢结构",
    Structure.STONE: "石结构",
    Structure.EARTH: "生土结构",
    Structure.OTHER: "其他结构",
}

APPRAISED = tuple(each for each in Structure if each not in (Structure.BRICK_TIMBER, Structure.OTHER))
"""Those that the form of appraisals has signs and readings for."""


def appraised_as(structure: Structure) -> Structure:
    """By which form a house is looked at: one of bricks with a timber roof by that of masonry, one of adobe with timber columns
    is entered as timber. Raises ValueError for a structure that no form knows."""
    if structure is Structure.BRICK_TIMBER:
        return Structure.MASONRY
    if structure not in APPRAISED:
        raise ValueError("其他结构没有鉴定表，请按实际承重的构件选择结构类型")
    return structure
