"""2201 to 2203, 2401 to 2405: stays and visits opened, described, ended and taken back."""

from pydantic import Field

from services.medical.schemas.national.field import Code, Day, NationalForm, Number
from services.medical.schemas.national.person import ExtendedForm


class OpenStay(ExtendedForm):
    """入院办理（2401）的 mdtrtinfo、门诊挂号（2201）的 data"""

    psn_no: Number = Field(title="人员编号")
    insutype: Code = Field(default="390", title="险种类型")
    med_type: Code | None = Field(default=None, title="医疗类别")
    begntime: Day = Field(title="开始时间")
    ipt_otp_no: str | None = Field(default=None, title="住院/门诊号", max_length=30)
    dscg_maindiag_code: str | None = Field(default=None, title="入院主诊断代码", max_length=30)
    dise_codg: str | None = Field(default=None, title="病种编码", max_length=30)


class DescribeVisit(NationalForm):
    """门诊就诊信息上传（2203）的 mdtrtinfo"""

    mdtrt_id: Number = Field(title="就诊 ID")
    psn_no: Number = Field(title="人员编号")
    med_type: Code = Field(title="医疗类别")
    dise_codg: str | None = Field(default=None, title="病种编码", max_length=30)


class Diagnosis(NationalForm):
    """诊断（diseinfo）"""

    diag_code: str = Field(default="", title="诊断代码", max_length=30)


class Discharge(NationalForm):
    """出院办理（2402）的 dscginfo"""

    mdtrt_id: Number = Field(title="就诊 ID")
    psn_no: Number = Field(title="人员编号")
    endtime: Day = Field(title="结束时间")
    dscg_way: str = Field(default="1", title="离院方式", max_length=3)
    dise_codg: str | None = Field(default=None, title="病种编码", max_length=30)


class OfStay(NationalForm):
    """只指明一次就诊：2202、2404、2405"""

    mdtrt_id: Number = Field(title="就诊 ID")
    psn_no: Number = Field(title="人员编号")
