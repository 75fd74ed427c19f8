"""Family-doctor contracts and yearly examinations."""

from datetime import date
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue

from services.medical.rules.health.examination import RESULT_TITLES, Result
from services.medical.schemas.health.care import Note
from services.medical.schemas.health.person import Papers, PersonView
from shared.schemas import Form, View

_PERSON: dict[str, JsonValue] = {"id_number": "11010519491231002X", "name": "王小明", "region": "371311001001"}


class SignContract(Papers):
    """家庭医生签约"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                _PERSON
                | {
                    "doctor": "王村医",
                    "team": "罗庄街道第三家庭医生团队",
                    "package": "基础包和高血压包",
                    "starts_on": "2019-01-01",
                    "ends_on": "2019-12-31",
                }
            ]
        }
    )

    hospital: str | None = Field(
        default=None, title="签约机构编号", description="医疗机构登记时即为本院，不必填写", min_length=1, max_length=40
    )
    doctor: str = Field(title="家庭医生", min_length=1, max_length=60)
    team: str = Field(title="团队", min_length=1, max_length=100)
    package: str = Field(title="服务包", min_length=1, max_length=100)
    starts_on: date = Field(title="起始日期")
    ends_on: date = Field(title="终止日期", description="含当日")


class EndContract(Form):
    """解约"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ended_on": "2019-06-30", "reason": "迁出"}]})

    ended_on: date = Field(title="解约日期", description="当日起不再签约；不晚于今天")
    reason: str = Field(title="原因", min_length=1, max_length=200)


class ContractRecorded(View):
    """签约已登记"""

    id: UUID = Field(title="签约编号")
    starts_on: date = Field(title="起始日期")
    ends_on: date = Field(title="终止日期")
    ended_on: date | None = Field(title="解约日期")


class ContractView(PersonView):
    """一份家庭医生签约"""

    id: UUID = Field(title="签约编号")
    hospital: str | None = Field(title="签约机构编号")
    doctor: str = Field(title="家庭医生")
    team: str = Field(title="团队")
    package: str = Field(title="服务包")
    starts_on: date = Field(title="起始日期")
    ends_on: date = Field(title="终止日期")
    ended_on: date | None = Field(title="解约日期")
    end_reason: str | None = Field(title="解约原因")


class RecordExamination(Papers):
    """登记年度健康查体"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [_PERSON | {"examined_on": "2019-04-02", "result": "abnormal", "note": "血压偏高，建议复查"}]
        }
    )

    hospital: str | None = Field(
        default=None, title="查体机构编号", description="医疗机构登记时即为本院，不必填写", min_length=1, max_length=40
    )
    examined_on: date = Field(title="查体日期", description="不晚于今天")
    result: Result = Field(title="结果", description="、".join(f"{each.value} {title}" for each, title in RESULT_TITLES.items()))
    note: Note = ""


class ExaminationRecorded(View):
    """查体已登记"""

    id: UUID = Field(title="查体编号")
    year: int = Field(title="年度")


class ExaminationView(PersonView):
    """一次健康查体"""

    id: UUID = Field(title="查体编号")
    hospital: str | None = Field(title="查体机构编号")
    year: int = Field(title="年度")
    examined_on: date = Field(title="查体日期")
    result: Result = Field(title="结果")
    note: str = Field(title="说明")


class DueView(View):
    """本年度尚未查体的人"""

    person_id: UUID = Field(title="人员编号")
    name: str | None = Field(title="姓名", description="本系统的档案中没有姓名的为空，可按人员编号在登记系统查询")
    id_number_masked: str | None = Field(title="公民身份号码（掩码）")
    region: str = Field(title="居住地村（社区）代码")
    region_name: str = Field(title="居住地")
