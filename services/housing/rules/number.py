"""Numbers that people read out: `H-371311001001-0012` is the twelfth house that its village gave a number, `G-371311-2020-0007`
the seventh renovation of the county's year (a public number, and so without a village). `Q` is a household that moves,
`K` a lot."""

from enum import StrEnum, unique


@unique
class Series(StrEnum):
    """The letter of each kind of thing, never twice on the platform (funds has its own): a number says what it is of."""

    HOUSE = "H"
    RENOVATION = "G"
    RELOCATION = "Q"
    LOT = "K"


def number_of(series: Series, region: str, sequence: int) -> str:
    return f"{series}-{region}-{sequence:04}"
