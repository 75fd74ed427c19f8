"""A batch of national charge lines: serials, and one stay at a time."""

from collections import Counter
from collections.abc import Collection, Sequence

from services.medical.rules.refund import LineSettled
from shared.errors import Conflict, Unprocessable

EVERYTHING = "0000"
"""Of a withdrawal: every line that is not settled."""
LINE_NO_LIMIT = 2_000_000_000


class SerialsRepeated(Unprocessable):
    """同一次提交中有重复的费用明细流水号"""

    mend = "feedetl_sn 在一次就诊内唯一"


class SerialAlreadyRecorded(Conflict):
    """费用明细流水号已经上传过"""

    mend = "serials 列出已记入的流水号，请只提交其余的明细"


class SerialUnknown(Unprocessable):
    """没有这个费用明细流水号"""

    mend = "请核对 feedetl_sn；退费行的 init_feedetl_sn 为所退明细的流水号"


class SeveralStays(Unprocessable):
    """一次提交含有多次就诊的明细"""

    mend = "一个报文只提交一次就诊的明细"


class NothingSent(Unprocessable):
    """没有明细"""

    mend = "请至少提交一行"


class BatchTooLarge(Unprocessable):
    """一次提交的明细过多"""

    mend = "一个报文至多 2000 行，请分批提交"


def must_be_one_stay(stays: Collection[tuple[str, str]], *, count: int, limit: int) -> tuple[str, str]:
    """Number of the stay and of the person. Raises NothingSent, BatchTooLarge, SeveralStays."""
    if not count:
        raise NothingSent(pointer="/input")
    if count > limit:
        raise BatchTooLarge(pointer="/input", count=count, limit=limit)
    if len(set(stays)) > 1:
        raise SeveralStays(pointer="/input")
    return next(iter(stays))


def must_not_repeat_serials(serials: Sequence[str]) -> None:
    """Raises SerialsRepeated, naming them."""
    if len(set(serials)) < len(serials):
        times = Counter(serials)
        raise SerialsRepeated(pointer="/input/feedetail", serials=sorted(serial for serial in times if times[serial] > 1))


def must_be_new(serials: Sequence[str], known: Collection[str]) -> None:
    """Raises SerialAlreadyRecorded, naming them."""
    if known:
        raise SerialAlreadyRecorded(pointer="/input/feedetail", serials=sorted(known))


def must_be_there(unknown: Collection[str]) -> None:
    """Raises SerialUnknown, naming them."""
    if unknown:
        raise SerialUnknown(pointer="/input/data", serials=sorted(unknown)[:50])


def must_be_unsettled(settled: Collection[int]) -> None:
    """Raises LineSettled, naming them."""
    if settled:
        raise LineSettled(pointer="/input/data", line_nos=sorted(settled)[:50])


def is_line_no(serial: str) -> bool:
    """Whether a serial may be the number of a line of the REST door."""
    return serial.isascii() and serial.isdigit() and len(serial) <= 10 and 0 < int(serial) <= LINE_NO_LIMIT
