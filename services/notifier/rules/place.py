"""How a village is named to people of its county."""

from shared import regions

VILLAGE_DIGITS = 12
COUNTY_DIGITS = 6


def spoken(village: str) -> str:
    """Town and village, `罗庄街道龙潭社区居民委员会`: a county has many villages of one name. A wider place by its own name.

    Raises UnknownRegion.
    """
    if len(village) < VILLAGE_DIGITS:
        return regions.short_name_of(village)
    return regions.short_name_of(regions.town_of(village)) + regions.short_name_of(village)


def called(code: str) -> str:
    """The same of any code that a row may bear: a place that is over keeps its former name, and what nobody knows is its code.
    One such row must not keep a whole list from being read."""
    for name in (spoken, regions.name_of):
        try:
            return name(code)
        except regions.UnknownRegion:
            continue
    return code


def county_today(code: str) -> str:
    """The county that answers for a place now: of one that is over, its successor's. Else by its own digits."""
    heirs = (code,) if regions.exists(code) else regions.successors_of(code)
    return (heirs[0] if heirs else code)[:COUNTY_DIGITS]
