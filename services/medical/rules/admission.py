"""What may happen to a stay, and when: open -> settled -> (reversed) open again."""

from datetime import date
from enum import StrEnum

from shared.errors import Conflict, Forbidden, NotFound, Unprocessable


class HospitalLevel(StrEnum):
    """Grade of a hospital; 1 holds the township health centres too."""

    ONE = "1"
    TWO = "2"
    THREE = "3"


class Cause(StrEnum):
    """Why somebody is admitted; some causes keep them from admission without deposit."""

    ILLNESS = "illness"
    ACCIDENT = "accident"
    TRAFFIC = "traffic"
    FIGHT = "fight"
    SELF_HARM = "self_harm"


CAUSE_TITLES = {
    Cause.ILLNESS: "疾病",
    Cause.ACCIDENT: "意外伤害",
    Cause.TRAFFIC: "交通事故",
    Cause.FIGHT: "打架斗殴",
    Cause.SELF_HARM: "自伤自残",
}
CAUSES_SPOKEN = "、".join(f"{cause.value} {title}" for cause, title in CAUSE_TITLES.items())


class AdmissionStatus(StrEnum):
    """Where a stay stands."""

    OPEN = "open"
    SETTLED = "settled"


MOVES = {
    (AdmissionStatus.OPEN, AdmissionStatus.SETTLED),
    (AdmissionStatus.SETTLED, AdmissionStatus.OPEN),
}
"""Settling closes a stay, reversing its settlement opens it again; everything else is refused."""


class NoSuchAdmission(NotFound):
    """没有找到这次就诊登记"""


class AlreadyAdmitted(Conflict):
    """该患者在本院已有未结算的就诊登记"""

    mend = "已有的登记见 admission_id:请在其上继续上传费用,或先结算"


class PatientOfAnotherCounty(Forbidden):
    """患者的参保地不在本医疗机构所在的县(区)"""

    mend = "请按异地就医办理,由患者参保地经办"


class HospitalUnknown(Forbidden):
    """访问令牌没有写明医疗机构编号"""

    mend = "请使用签发给本医疗机构的令牌(org)"


class DateOutOfOrder(Unprocessable):
    """日期先后不对"""

    mend = "入院日期不晚于今天;费用日期在入院日期与今天之间;出院日期不早于入院日期和最后一笔费用,不晚于今天"


class AdmissionSettled(Conflict):
    """该次就诊已经结算,不能再上传费用"""

    mend = "如确需补记费用,请先冲正结算"


class AlreadySettled(Conflict):
    """该次就诊已经结算过"""

    mend = "请查询本次就诊,其 settlement_id 即已有的结算;如需重新结算,请先冲正"


class NothingToSettle(Conflict):
    """该次就诊还没有费用"""

    mend = "请先上传费用明细"


def must_be_own(hospital: str, org: str) -> None:
    """A hospital acts on its own stays alone; another's are not even acknowledged. Raises NoSuchAdmission."""
    if hospital != org:
        raise NoSuchAdmission


def must_fall_between(pointer: str, earliest: date, day: date, latest: date) -> None:
    """Both ends are good days. Raises DateOutOfOrder, which says them."""
    if not earliest <= day <= latest:
        told = f"应在 {earliest} 与 {latest} 之间,填写的是 {day}" if earliest > date.min else f"不得晚于 {latest},填写的是 {day}"
        raise DateOutOfOrder(pointer=pointer, detail=told)


def must_take_charges(status: AdmissionStatus) -> None:
    """Raises AdmissionSettled."""
    if status is not AdmissionStatus.OPEN:
        raise AdmissionSettled


def must_be_settleable(status: AdmissionStatus, *, line_count: int) -> None:
    """Raises AlreadySettled, NothingToSettle."""
    if (status, AdmissionStatus.SETTLED) not in MOVES:
        raise AlreadySettled
    if not line_count:
        raise NothingToSettle
