"""What callers send and get of appraisers."""

from datetime import date
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.schemas import Form, PersonName, View


class RegisterAppraiser(Form):
    """A person with a licence, of an institution."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "region": "371311",
                    "person": "王建国",
                    "institution": "罗庄区建筑工程质量检测站",
                    "licence": "鲁建鉴字第0132号",
                    "licensed_from_on": "2019-01-01",
                    "licensed_until_on": "2023-12-31",
                }
            ]
        }
    )

    region: str = Field(title="县区代码", pattern=r"^\d{6}$")
    person: PersonName = Field(title="姓名")
    institution: str = Field(title="鉴定机构", min_length=2, max_length=100)
    licence: str = Field(title="证书编号", min_length=2, max_length=60)
    licensed_from_on: date = Field(title="证书有效期自")
    licensed_until_on: date = Field(title="证书有效期至", description="含当天")


class EndAppraiser(Form):
    """Why an appraiser appraises no more."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ended_on": "2020-06-01", "why": "证书被吊销"}]})

    ended_on: date = Field(title="停用日期", description="自这一天起不得再查看、签署")
    why: str = Field(title="停用原因", min_length=2, max_length=200)


class AppraiserView(View):
    """An appraiser of the register."""

    id: UUID = Field(title="鉴定人标识")
    region: str = Field(title="县区代码")
    person: str = Field(title="姓名")
    institution: str = Field(title="鉴定机构")
    licence: str = Field(title="证书编号")
    licensed_from_on: date = Field(title="证书有效期自")
    licensed_until_on: date = Field(title="证书有效期至")
    ended_on: date | None = Field(title="停用日期")
    ended_why: str = Field(title="停用原因")
