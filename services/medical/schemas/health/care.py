"""What is done for a patient: the plan and its steps, the eight ones, judgements, visits, operations, services."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from services.medical.rules.health.file import CARE_TITLES, JUDGEMENT_TITLES, Care, Judgement, Screening
from services.medical.schemas.health.person import NOTE_LENGTH
from shared.schemas import Form, View

STEPS_LIMIT = 20

Note = Annotated[str, Field(title="说明", max_length=NOTE_LENGTH)]
Level = Annotated[int | None, Field(title="危险性等级", description="0 至 5 级，只用于严重精神障碍", ge=0, le=5)]


class PlannedStep(Form):
    """方案的一步"""

    what: str = Field(title="内容", description="如住院手术、术后复查、送药上门", min_length=1, max_length=NOTE_LENGTH)
    due_on: date = Field(title="计划日期")
    doctor: str = Field(default="", title="负责医生", description="不填即为方案的负责医生", max_length=60)
    is_treatment: bool = Field(default=True, title="是否治疗", description="完成第一步治疗之日计为开始救治，用于进度统计")


class PlanTreatment(Form):
    """制定或补充救治方案"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "doctor": "李医生",
                    "steps": [
                        {"what": "入院手术", "due_on": "2017-03-20"},
                        {"what": "出院后家庭医生上门", "due_on": "2017-04-20", "is_treatment": False},
                    ],
                }
            ]
        }
    )

    doctor: str = Field(title="负责医生", min_length=1, max_length=60)
    steps: list[PlannedStep] = Field(title="步骤", description="接在已有步骤之后", min_length=1, max_length=STEPS_LIMIT)


class PlanRecorded(View):
    """方案已登记"""

    first_no: int = Field(title="新增第一步的序号")
    last_no: int = Field(title="新增最后一步的序号")


class CompleteStep(Form):
    """登记一步完成"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"done_on": "2017-03-21", "note": "手术顺利"}]})

    done_on: date = Field(title="完成日期", description="不早于诊断日期，不晚于今天")
    note: Note = ""


class TickItem(Form):
    """登记清单的一项完成"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"item": "card", "done_on": "2017-03-05", "note": ""}]})

    item: str = Field(title="清单项目代码", description="见 /health/programmes 的 checklist", min_length=1, max_length=60)
    done_on: date = Field(title="完成日期", description="不晚于今天")
    note: Note = ""


class RecordJudgement(Form):
    """登记诊断、复核诊断或评估"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"judgement": "review", "done_on": "2019-05-06", "doctor": "张主任", "note": "维持原诊断"},
                {
                    "judgement": "assessment",
                    "done_on": "2019-05-06",
                    "doctor": "张主任",
                    "finding": "fairly-stable",
                    "level": 1,
                    "note": "",
                },
            ]
        }
    )

    judgement: Judgement = Field(
        title="事项", description="、".join(f"{each.value} {told}" for each, told in JUDGEMENT_TITLES.items())
    )
    done_on: date = Field(title="日期", description="不晚于今天")
    doctor: str = Field(title="医生", min_length=1, max_length=60)
    finding: str | None = Field(default=None, title="病情分类代码", description="评估必填，见项目的 findings", max_length=60)
    level: Level = None
    note: Note = ""


class VisitPatient(Form):
    """登记一次随访"""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"done_on": "2019-08-06", "finding": "controlled", "visitor": "王村医", "note": ""}]}
    )

    done_on: date = Field(title="随访日期", description="不早于建档日期，不晚于今天")
    finding: str = Field(
        title="随访结果代码", description="见项目的 findings；没有访到本人为 not-met", min_length=1, max_length=60
    )
    level: Level = None
    visitor: str = Field(title="随访人", min_length=1, max_length=60)
    note: Note = ""


class RecordCare(Form):
    """登记筛查、手术、康复服务或辅助器具"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"care": "screening", "done_on": "2017-05-10", "screening": "fit", "what": "双眼白内障，视力 0.1"},
                {"care": "aid", "done_on": "2019-05-10", "what": "普通轮椅一辆"},
            ]
        }
    )

    care: Care = Field(title="事项", description="、".join(f"{each.value} {title}" for each, title in CARE_TITLES.items()))
    done_on: date = Field(title="日期", description="不晚于今天")
    screening: Screening | None = Field(
        default=None, title="筛查结果", description="筛查必填：fit 合格、unfit 不宜；其他事项不填"
    )
    what: str = Field(title="内容", description="手术名称、服务内容、器具名称", min_length=1, max_length=NOTE_LENGTH)
