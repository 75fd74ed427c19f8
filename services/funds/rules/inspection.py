"""What an inspection of an asset may find, and when its finding is mended."""

from datetime import date

from services.funds.rules.asset import AssetState
from shared.errors import Conflict, NotFound, Unprocessable


class NoSuchInspection(NotFound):
    """没有这次检查"""


class FindingIncomplete(Unprocessable):
    """检查发现问题的须写整改期限，没有问题的不写"""

    mend = "闲置、待维修、盘亏待查的填写整改期限，不早于检查日期"


class InspectedInFuture(Unprocessable):
    """检查、整改日期不能晚于今天，整改不能早于检查"""


class NothingToMend(Conflict):
    """这次检查没有需要整改的问题，或已经整改"""


def must_be_told(found: AssetState, inspected_on: date, mend_by: date | None, *, on: date) -> None:
    """Raises FindingIncomplete, InspectedInFuture."""
    if inspected_on > on:
        raise InspectedInFuture(pointer="/inspected_on")
    if found is AssetState.DISPOSED or (found is AssetState.IN_USE) is not (mend_by is None):
        raise FindingIncomplete(pointer="/mend_by")
    if mend_by is not None and mend_by < inspected_on:
        raise FindingIncomplete(pointer="/mend_by")


def must_be_open(*, mend_by: date | None, mended_on: date | None) -> None:
    """Raises NothingToMend."""
    if mend_by is None or mended_on is not None:
        raise NothingToMend


def must_be_after(inspected_on: date, mended_on: date, *, on: date) -> None:
    """Raises InspectedInFuture."""
    if not inspected_on <= mended_on <= on:
        raise InspectedInFuture(pointer="/mended_on")
