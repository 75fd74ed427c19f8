"""Numbers that people read out: `H-371311001001-0012` is the twelfth house that its village gave a number, `G-371311-2020-0007`
the seventh renovation of the county's year (a public number, and so without a village). `Q` is a household that moves,
`K` a lot."""

from enum import StrEnum, unique

COUNTY_DIGITS = 6


@unique
class Series(StrEnum):
    """The letter of each kind of thing, never twice on the platform (funds has its own): a number says what it is of."""

    HOUSE = "H"
    RENOVATION = "G"
    APPRAISAL = "J"
    DISPUTE = "Y"
    RELOCATION = "Q"
    LOT = "K"


def year_of_county(region: str, year: int) -> str:
    """What a county's numbers of a year are counted under."""
    return f"{region[:COUNTY_DIGITS]}-{year}"


def number_of(series: Series, counted_under: str, sequence: int) -> str:
    """`counted_under`: a village, or a county's year."""
    return f"{series}-{counted_under}-{sequence:04}"
