"""Numbers that people read out: `B-371311-2020-0012` is the twelfth budget line that the county gave a number in 2020."""

from enum import StrEnum, unique


@unique
class Series(StrEnum):
    """The letter of each kind of thing, never twice: a number says by itself what it is of."""

    ASSET = "A"
    BUDGET_LINE = "B"
    DONATION = "D"
    GRANT_APPLICATION = "E"
    DONATION_FUND = "F"
    ALLOCATION = "L"
    PROJECT = "P"
    RECOVERY = "R"
    DISTRIBUTION = "S"
    SUBSIDY_BILL = "T"
    DONATION_USE = "U"
    RESERVE_REFILL = "W"
    LOAN = "X"


def number_of(series: Series, region: str, year: int, sequence: int) -> str:
    return f"{series}-{region}-{year}-{sequence:04}"
