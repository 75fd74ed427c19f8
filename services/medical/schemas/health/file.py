"""Opening a health file, and reading it."""

from datetime import date, datetime
from uuid import UUID

from pydantic import ConfigDict, Field

from services.medical.rules.health.file import OUTCOME_TITLES, Outcome
from services.medical.rules.health.programme import Kind, TreatmentClass
from services.medical.schemas.health.person import NOTE_LENGTH, Papers, PersonView
from shared.schemas import Form, View


class OpenFile(Papers):
    """建健康档案：一人一项目一档"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id_number": "11010519491231002X",
                    "name": "王小明",
                    "region": "370305001005",
                    "programme": "gastric-cancer",
                    "diagnosed_on": "2017-03-02",
                    "hospital": "H37030500001",
                    "treatment_class": "kept-in-hospital",
                    "doctor": "李医生",
                }
            ]
        }
    )

    programme: str = Field(title="健康项目代码", description="见 /health/programmes", min_length=1, max_length=60)
    diagnosed_on: date = Field(title="诊断（确认需求）日期", description="不晚于今天")
    opened_on: date | None = Field(
        default=None, title="纳入日期", description="按这一天适用的项目文件建档；不填即今天，补录时填写，不早于诊断日期"
    )
    hospital: str | None = Field(
        default=None, title="定点医院编号", description="医疗机构建档时即为本院，不必填写", min_length=1, max_length=40
    )
    treatment_class: TreatmentClass | None = Field(
        default=None, title="救治分类", description="只用于大病集中救治；诊断时未定的可稍后改定"
    )
    doctor: str = Field(default="", title="负责医生", max_length=60)


class ClassifyPatient(Form):
    """改定救治分类"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "treatment_class": "long-rehabilitation",
                    "decided_on": "2017-06-01",
                    "note": "手术后病情平稳，可以在家康复",
                }
            ]
        }
    )

    treatment_class: TreatmentClass = Field(title="救治分类")
    decided_on: date = Field(title="改定日期", description="不晚于今天")
    note: str = Field(title="理由", min_length=1, max_length=NOTE_LENGTH)


class TransferPatient(Form):
    """变更定点医院"""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"hospital": "H37030500009", "moved_on": "2017-06-01", "note": "转镇卫生院康复管理"}]}
    )

    hospital: str = Field(title="新的定点医院（管理机构）编号", min_length=1, max_length=40)
    moved_on: date = Field(title="变更日期", description="不晚于今天")
    note: str = Field(title="理由", min_length=1, max_length=NOTE_LENGTH)


class CloseFile(Form):
    """结案"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"outcome": "cured", "closed_on": "2017-08-01", "note": ""}]})

    outcome: Outcome = Field(
        title="转归", description="、".join(f"{each.value} {title}" for each, title in OUTCOME_TITLES.items())
    )
    closed_on: date = Field(title="结案日期", description="不晚于今天")
    note: str = Field(default="", title="说明", max_length=NOTE_LENGTH)


class FileRecorded(View):
    """已登记：只给出办理结果，不回显病情"""

    id: UUID = Field(title="健康档案编号")
    next_due_on: date | None = Field(title="下次随访日期", description="没有随访要求的为空")
    is_treated_free: bool = Field(title="是否免费救治")
    closed_on: date | None = Field(title="结案日期")


class FileLine(PersonView):
    """一份健康档案"""

    id: UUID = Field(title="健康档案编号")
    programme: str = Field(title="健康项目代码")
    programme_title: str = Field(title="健康项目")
    kind: Kind = Field(title="项目类别")
    hospital: str | None = Field(title="定点医院编号")
    doctor: str = Field(title="负责医生")
    diagnosed_on: date = Field(title="诊断日期")
    treatment_class: TreatmentClass | None = Field(title="救治分类")
    finding: str | None = Field(title="最近一次随访结果代码")
    level: int | None = Field(title="危险性等级", description="0 至 5 级，只用于严重精神障碍")
    next_due_on: date | None = Field(title="下次随访日期")
    is_overdue: bool = Field(title="随访是否逾期")
    screening: str | None = Field(title="筛查结果", description="fit 合格；unfit 不宜")
    is_treated_free: bool = Field(title="是否免费救治")
    treated_on: date | None = Field(title="开始救治（服务）日期")
    outcome: Outcome | None = Field(title="转归")
    closed_on: date | None = Field(title="结案日期")
    opened_on: date = Field(title="建档日期")
    ticked: list[str] = Field(title="清单已完成的项", description="八个一等，按人合计")
    lacking: list[str] = Field(title="清单未完成的项")


class EntryView(View):
    """档案中的一条记录"""

    kind: str = Field(
        title="事项", description="opened / class / diagnosis / review / assessment / visit / screening / … / closed"
    )
    kind_title: str = Field(title="事项名称")
    code: str = Field(title="结果代码")
    level: int | None = Field(title="危险性等级")
    done_on: date = Field(title="日期")
    due_on: date | None = Field(title="应随访日期")
    is_late: bool = Field(title="是否逾期完成")
    next_due_on: date | None = Field(title="下次随访日期")
    by: str = Field(title="登记人")
    hospital: str | None = Field(title="登记医院")
    note: str = Field(title="说明")
    recorded_at: datetime = Field(title="登记时间")


class StepView(View):
    """救治方案的一步"""

    no: int = Field(title="序号")
    what: str = Field(title="内容")
    doctor: str = Field(title="负责医生")
    is_treatment: bool = Field(title="是否治疗")
    due_on: date = Field(title="计划日期")
    done_on: date | None = Field(title="完成日期")
    is_overdue: bool = Field(title="是否逾期未完成")


class TickView(View):
    """清单的一项"""

    item: str = Field(title="项目代码")
    title: str = Field(title="项目")
    done_on: date | None = Field(title="完成日期")
    by: str | None = Field(title="登记人")
    note: str = Field(title="说明")


class FileView(FileLine):
    """一份健康档案的全部内容"""

    policy: str = Field(title="适用文件")
    policy_version: str = Field(title="文件版本")
    steps: list[StepView] = Field(title="救治方案", description="一户一案、一人一法")
    entries: list[EntryView] = Field(title="记录")
    checklist: list[TickView] = Field(title="清单", description="八个一；当地没有公布的为空")
