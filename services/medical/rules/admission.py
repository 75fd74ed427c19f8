"""What may happen to a stay or a visit, and when: open -> discharged -> settled -> (reversed) where it was before."""

from datetime import date
from enum import StrEnum

from shared.errors import Conflict, Forbidden, NotFound, Unprocessable


class HospitalLevel(StrEnum):
    """The three national grades, which every place knows; a place's file may name others (`rules.hospital.level_for`)."""

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


class Scheme(StrEnum):
    """Under which basic insurance somebody is insured."""

    RESIDENT = "resident"
    EMPLOYEE = "employee"


class Visit(StrEnum):
    """What kind of treatment a bill is for."""

    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"
    CHRONIC = "chronic"
    """门诊慢特病."""


VISITS_SPOKEN = "inpatient 住院、outpatient 普通门诊、chronic 门诊慢特病"
SCHEMES_SPOKEN = "resident 城乡居民、employee 职工"


class DischargeReason(StrEnum):
    """How somebody left, after the national list of ways of leaving (离院方式)."""

    ON_ADVICE = "1"
    TRANSFERRED = "2"
    TO_COMMUNITY = "3"
    AGAINST_ADVICE = "4"
    DIED = "5"
    OTHER = "9"


DISCHARGES_SPOKEN = "1 医嘱离院、2 医嘱转院、3 医嘱转社区或乡镇卫生院、4 非医嘱离院、5 死亡、9 其他"


class AdmissionStatus(StrEnum):
    """Where a stay stands."""

    OPEN = "open"
    DISCHARGED = "discharged"
    SETTLED = "settled"
    CANCELLED = "cancelled"


STATUSES_SPOKEN = "open 在院未结算；discharged 已出院未结算；settled 已结算；cancelled 已撤销"

MOVES = {
    (AdmissionStatus.OPEN, AdmissionStatus.DISCHARGED),
    (AdmissionStatus.OPEN, AdmissionStatus.SETTLED),
    (AdmissionStatus.OPEN, AdmissionStatus.CANCELLED),
    (AdmissionStatus.DISCHARGED, AdmissionStatus.OPEN),
    (AdmissionStatus.DISCHARGED, AdmissionStatus.SETTLED),
    (AdmissionStatus.SETTLED, AdmissionStatus.OPEN),
    (AdmissionStatus.SETTLED, AdmissionStatus.DISCHARGED),
}
"""Settling closes a stay, reversing its settlement puts it back to where it was; everything else is refused."""


class NoSuchAdmission(NotFound):
    """没有找到这次就诊登记"""


class AlreadyAdmitted(Conflict):
    """该患者在本院已有未结算的就诊登记"""

    mend = "已有的登记见 admission_id：请在其上继续上传费用，或先结算"


class PatientOfAnotherCounty(Forbidden):
    """患者的参保地不在本医疗机构所在的县（区）"""

    mend = "请按异地就医办理，由患者参保地经办"


class HospitalUnknown(Forbidden):
    """访问令牌没有写明医疗机构编号"""

    mend = "请使用签发给本医疗机构的令牌（org）"


class DateOutOfOrder(Unprocessable):
    """日期先后不对"""

    mend = "入院日期不晚于今天；费用日期在入院日期与今天之间；出院日期不早于入院日期和最后一笔费用，不晚于今天"


class AdmissionSettled(Conflict):
    """该次就诊已经结算，不能再上传费用"""

    mend = "如确需补记费用，请先冲正结算"


class AdmissionCancelled(Conflict):
    """该次就诊登记已经撤销"""

    mend = "请重新办理入院登记"


class NotInHospital(Conflict):
    """该次就诊不在院，不能办理此项"""

    mend = "只有在院未出院的住院可以办理；已出院的请先撤销出院，已结算的请先冲正结算"


class NotDischarged(Conflict):
    """该次就诊还没有办理出院"""

    mend = "请先办理出院，或在结算时填写 discharged_on"


class DischargedOnAnotherDay(Conflict):
    """填写的出院日期与已办理的出院不一致"""

    mend = "请不填 discharged_on，或填写 known_discharged_on；出院日期有误的，先撤销出院"


class HasCharges(Conflict):
    """该次就诊已有费用，不能撤销"""

    mend = "请先把全部费用行退回（以负数行冲减），并冲正已有的结算"


class NotAnInpatient(Conflict):
    """门诊就诊没有此项手续"""

    mend = "门诊就诊上传费用后直接结算"


class AlreadySettled(Conflict):
    """该次就诊已经结算过"""

    mend = "请查询本次就诊，其 settlement_id 即已有的结算；如需重新结算，请先冲正"


class NothingToSettle(Conflict):
    """该次就诊没有尚未结算的费用"""

    mend = "请先上传费用明细"


def must_be_own(hospital: str, org: str) -> None:
    """A hospital acts on its own stays alone; another's are not even acknowledged. Raises NoSuchAdmission."""
    if hospital != org:
        raise NoSuchAdmission


def must_fall_between(pointer: str, earliest: date, day: date, latest: date) -> None:
    """Both ends are good days. Raises DateOutOfOrder, which says them."""
    if not earliest <= day <= latest:
        allowed = f"应在 {earliest} 与 {latest} 之间" if earliest > date.min else f"不得晚于 {latest}"
        raise DateOutOfOrder(pointer=pointer, detail=f"{allowed}，填写的是 {day}")


def must_take_charges(status: AdmissionStatus) -> None:
    """A stay takes charges until it is settled, also after discharge. Raises AdmissionSettled, AdmissionCancelled."""
    if status is AdmissionStatus.CANCELLED:
        raise AdmissionCancelled
    if status is AdmissionStatus.SETTLED:
        raise AdmissionSettled


def must_be_settleable(status: AdmissionStatus, *, line_count: int) -> None:
    """Raises AlreadySettled, NothingToSettle, AdmissionCancelled."""
    if status is AdmissionStatus.CANCELLED:
        raise AdmissionCancelled
    if (status, AdmissionStatus.SETTLED) not in MOVES:
        raise AlreadySettled
    if not line_count:
        raise NothingToSettle


def must_be_in_hospital(status: AdmissionStatus, visit: Visit) -> None:
    """Whoever is discharged or settled in between lies in hospital. Raises NotAnInpatient, NotInHospital."""
    if visit is not Visit.INPATIENT:
        raise NotAnInpatient
    if status is not AdmissionStatus.OPEN:
        raise NotInHospital(state=status.value)


def must_be_discharged(status: AdmissionStatus) -> None:
    """Raises NotDischarged, and AlreadySettled for a stay whose settlement would have to be reversed first."""
    if status is AdmissionStatus.SETTLED:
        raise AlreadySettled
    if status is not AdmissionStatus.DISCHARGED:
        raise NotDischarged


def must_be_cancellable(status: AdmissionStatus, *, total_fen: int, settled_portion: int) -> None:
    """An admission goes only while nothing is owed for it. Raises NotInHospital, HasCharges."""
    if (status, AdmissionStatus.CANCELLED) not in MOVES:
        raise NotInHospital(state=status.value)
    if total_fen or settled_portion:
        raise HasCharges


def day_of_discharge(asked: date | None, known: date | None) -> date:
    """The day by which a bill is settled. Raises NotDischarged, DischargedOnAnotherDay."""
    if known is not None:
        if asked not in (None, known):
            raise DischargedOnAnotherDay(pointer="/discharged_on", known_discharged_on=known)
        return known
    if asked is None:
        raise NotDischarged(pointer="/discharged_on")
    return asked


def put_back(*, was_discharged: bool) -> AdmissionStatus:
    """Where a stay stands once its settlement is taken back."""
    return AdmissionStatus.DISCHARGED if was_discharged else AdmissionStatus.OPEN
