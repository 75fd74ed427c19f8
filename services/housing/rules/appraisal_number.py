"""Numbers that people read out: `J-371311-2020-0012` is the twelfth appraisal that was asked for in the county in 2020."""

from enum import StrEnum, unique


@unique
class AppraisalSeries(StrEnum):
    """The letter of each kind of thing: a number says by itself what it is of."""

    APPRAISAL = "J"
    DISPUTE = "Y"


def number_of(series: AppraisalSeries, region: str, year: int, sequence: int) -> str:
    return f"{series}-{region[:6]}-{year}-{sequence:04}"
