"""Whose record it is: the papers as they were shown, and what a reader sees of them."""

from uuid import UUID

from pydantic import ConfigDict, Field

from shared.regions import Region
from shared.schemas import Form, PersonName, View

NOTE_LENGTH = 500


class Papers(Form):
    """本人证件"""

    id_number: str = Field(title="公民身份号码", description="只在请求体中传送，不出现在网址和日志里", max_length=40)
    name: PersonName = Field(title="姓名")
    region: Region = Field(title="居住地村（社区）代码", description="12 位统计用区划代码")


class LookUpPerson(Form):
    """按公民身份号码查询"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id_number": "11010519491231002X"}]})

    id_number: str = Field(title="公民身份号码", description="只在请求体中传送，不出现在网址和日志里", max_length=40)


class PersonView(View):
    """档案所属的人"""

    person_id: UUID | None = Field(title="人员编号", description="已在登记系统中的人才有")
    household_id: UUID | None = Field(title="户标识")
    name: str = Field(title="姓名")
    id_number_masked: str = Field(title="公民身份号码（掩码）")
    region: str = Field(title="居住地村（社区）代码")
    region_name: str = Field(title="居住地")
    classes: list[str] = Field(title="建档时的人员类别", description="enrolled / low-income / extreme-poverty / monitored …")


class FlagView(View):
    """是否免费救治"""

    id_number_masked: str = Field(title="公民身份号码（掩码）")
    is_treated_free: bool = Field(title="是否属于免费救治", description="不说明因何病种、在何项目、由何医院救治")
