"""Who a national message is about."""

from collections.abc import Mapping
from datetime import date

from services.medical.rules.admission import Visit
from shared.errors import Conflict, Forbidden, Unprocessable


class CertificateUnusable(Unprocessable):
    """就诊凭证不能确定患者身份"""

    mend = "本平台按公民身份号码认定患者：身份证（02）填号码；电子凭证（01）、社保卡（03）请同时填写 certno"


class PersonNotShown(Conflict):
    """本机构还没有获取过该人员的信息"""

    mend = "请先用 1101 获取人员信息"


class NameMissing(Unprocessable):
    """没有填写人员姓名"""

    mend = "平台没有该人员的登记，请在 1101 中填写 psn_name"


class HomeUnknown(Unprocessable):
    """不知道患者的参保村（社区）"""

    mend = "请在 exp_content 中写明 village（12 位统计用区划代码），可在 1101 或 2401 中填写"


class OtherPerson(Forbidden):
    """人员编号与就诊登记不符"""

    mend = "请核对 psn_no 与 mdtrt_id"


class WrongVisit(Unprocessable):
    """医疗类别不属于这一交易"""

    mend = "住院交易（23xx、24xx）用于住院，门诊交易（22xx）用于门诊；慢特病门诊请先用 2203 上传 med_type"


class SchemeNotSettled(Unprocessable):
    """本平台不结算这一险种"""

    mend = "known 列出本平台结算的险种类型"


def must_be_of(psn_no: str, owner: str) -> None:
    """Raises OtherPerson."""
    if psn_no != owner:
        raise OtherPerson(pointer="/input/psn_no")


def must_be_visit(visit: Visit) -> None:
    """Raises WrongVisit for a stay in hospital."""
    if visit is Visit.INPATIENT:
        raise WrongVisit(pointer="/input/mdtrt_id")


def must_be_kind(visit: Visit, *, is_inpatient: bool) -> None:
    """A transaction for stays is for stays. Raises WrongVisit."""
    if (visit is Visit.INPATIENT) != is_inpatient:
        raise WrongVisit(pointer="/input/mdtrt_id", visit=visit.value)


def must_be_same(visit: Visit, asked: Visit) -> None:
    """What a visit is for was told by 2203. Raises WrongVisit."""
    if visit is not asked:
        raise WrongVisit(pointer="/input/data/med_type", visit=visit.value)


def age_of(born_on: date, on: date) -> int:
    """Whole years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def by_age(codes: Mapping[int, str], age: int) -> str:
    """The code of the oldest age that is reached."""
    return codes[max(floor for floor in codes if floor <= age)]
