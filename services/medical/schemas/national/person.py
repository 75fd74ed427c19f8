"""1101 and 2001: who a person is, and what they are entitled to."""

from typing import Any

from pydantic import Field, field_validator

from services.medical.schemas.national.field import Code, Day, NationalForm, Number
from shared.schemas import PersonName


class Extension(NationalForm):
    """exp_content：国家规范留给各地的扩展"""

    village: str | None = Field(default=None, title="参保地村（社区）代码", min_length=12, max_length=12)


class ExtendedForm(NationalForm):
    """A form whose extension may say the village."""

    exp_content: Extension | None = Field(default=None, title="扩展")

    @field_validator("exp_content", mode="before")
    @classmethod
    def _only_ours(cls, value: Any) -> Any:
        # Other places put text here; it says nothing to us.
        return value if isinstance(value, dict) else None


class GetPerson(ExtendedForm):
    """人员信息获取（1101）"""

    mdtrt_cert_type: Code = Field(title="就诊凭证类型")
    mdtrt_cert_no: str = Field(title="就诊凭证编号", min_length=1, max_length=50)
    psn_cert_type: Code | None = Field(default=None, title="人员证件类型")
    certno: str | None = Field(default=None, title="证件号码", max_length=50)
    psn_name: PersonName | None = Field(default=None, title="人员姓名", max_length=50)


class CheckTreatment(NationalForm):
    """人员待遇享受检查（2001）"""

    psn_no: Number = Field(title="人员编号")
    insutype: Code = Field(title="险种类型")
    med_type: Code = Field(title="医疗类别")
    begntime: Day = Field(title="开始时间")
