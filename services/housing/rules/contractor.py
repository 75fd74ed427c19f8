"""Who builds: construction companies and trained rural craftsmen (农村建筑工匠), and whether one may build today."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from shared.errors import Conflict, NotFound, Unprocessable
from shared.money import half_up


class ContractorKind(StrEnum):
    COMPANY = "company"
    CRAFTSMAN = "craftsman"


CONTRACTOR_NAMES = {ContractorKind.COMPANY: "施工企业", ContractorKind.CRAFTSMAN: "农村建筑工匠"}


class NoSuchContractor(NotFound):
    """没有登记过这家施工方"""


class ContractorKnown(Conflict):
    """这个证号的施工方已经登记"""

    mend = "请直接选用已登记的施工方；证书换发的，登记新的证号"


class ContractorBarred(Conflict):
    """这家施工方已被停止承接危房改造"""

    mend = "请另选施工方；处理完毕的，由县区恢复"


class LicenceExpired(Unprocessable):
    """施工方的资质或培训证书在签约当日无效"""

    mend = "请登记换发的证书，或另选施工方"


def must_be_fit(*, is_barred: bool, valid_until: date | None, on: date) -> None:
    """Raises ContractorBarred, LicenceExpired."""
    if is_barred:
        raise ContractorBarred(pointer="/contractor_id")
    if valid_until is not None and valid_until < on:
        raise LicenceExpired(pointer="/contractor_id", valid_until=valid_until.isoformat())


def per_m2(cost_fen: int | None, area_m2: Decimal | None) -> int | None:
    """What a square metre of floor cost, in fen, half a fen upwards; None where the cost or the floor is not known."""
    if cost_fen is None or not area_m2:
        return None
    return half_up(Fraction(cost_fen) / Fraction(area_m2))
