"""How a village is named to people of its county."""

from shared import regions

VILLAGE_DIGITS = 12


def spoken(village: str) -> str:
    """Town and village, `罗庄街道龙潭社区居民委员会`: a county has many villages of one name. A wider place by its own name.

    Raises UnknownRegion.
    """
    if len(village) < VILLAGE_DIGITS:
        return regions.short_name_of(village)
    return regions.short_name_of(regions.town_of(village)) + regions.short_name_of(village)
