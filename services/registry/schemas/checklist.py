"""Checklists as the doors take and show them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registry.rules.checklist import AnswerKind, Subject
from services.registry.rules.filling import Says
from shared.schemas import Form, View


class AnswerForm(Form):
    """一个问题的回答"""

    question: str = Field(title="问题代码", max_length=60, examples=["water"])
    value: str = Field(title="回答", description="是、否、不涉及，或数字、日期、选项、文字", max_length=500, examples=["自来水"])
    reason: str = Field(default="", title="原因", description="回答表示没有实现的必填", max_length=500)
    papers: list[UUID] = Field(default=[], title="照片编号", description="先上传到本户的照片与材料", max_length=10)
    is_confirmed: bool = Field(default=False, title="预填的回答已当面核对")


Answers = Annotated[list[AnswerForm], Field(title="回答", max_length=100)]


class FillChecklist(Form):
    """提交一份清单。"""

    filled_on: date = Field(title="填写（入户）日期", examples=["2020-09-01"])
    answers: Answers
    replaces_version: int | None = Field(
        default=None, title="所更正的版本", description="同一天首次提交不填；更正时填现行版本号", ge=1
    )
    reason: str = Field(default="", title="更正的理由", max_length=500)
    answerable: str = Field(default="", title="档案责任人", description="村档案必填：姓名和职务", max_length=60)


class KeepDraft(Form):
    """存为草稿：可以不全，不判断。"""

    answers: Answers


class OfferedView(View):
    """预填的回答"""

    value: str = Field(title="回答")
    source: str = Field(title="来自哪里")
    missing: str = Field(title="缺少什么")


class AnswerView(View):
    """已填的回答"""

    value: str = Field(title="回答")
    reason: str = Field(title="原因")
    papers: list[UUID] = Field(title="照片编号")
    is_confirmed: bool = Field(title="预填的回答已当面核对")
    source: str = Field(default="", title="预填自哪里", description="与预填相同的才有")


class QuestionView(View):
    """一个问题，和本户现在的回答"""

    question: str = Field(title="问题代码")
    section: str = Field(title="所属部分")
    text: str = Field(title="问题")
    kind: AnswerKind = Field(title="回答方式")
    unit: str = Field(title="单位")
    choices: list[str] = Field(title="可选的回答")
    proper: str = Field(title="要求")
    photos: int = Field(title="至少几张照片")
    photos_of: list[str] = Field(title="拍什么")
    is_optional: bool = Field(title="可否不答")
    condition: str = Field(title="在什么情形下问")
    answered_by: str = Field(title="负责的部门")
    clause: str = Field(title="依据")
    offered: OfferedView | None = Field(title="预填的回答")
    answer: AnswerView | None = Field(title="现在的回答", description="草稿的，没有草稿则为最近一次提交的")


class VerdictView(View):
    """一项结论"""

    verdict: str = Field(title="结论代码")
    title: str = Field(title="结论名称")
    says: Says = Field(title="结论", description="met 实现、unmet 未实现、not-concerned 不涉及、cannot-say 不能判断")
    says_name: str = Field(title="结论名称（可读）")
    clause: str = Field(title="依据")
    because: list[str] = Field(title="理由")


class ChecklistLine(View):
    """一份清单"""

    checklist: str = Field(title="清单代码")
    title: str = Field(title="名称")
    of: Subject = Field(title="填写对象")
    of_name: str = Field(title="填写对象名称")
    region: str = Field(title="施行地区")
    region_name: str = Field(title="施行地区名称")
    is_computed: bool = Field(title="是否由登记册自动得出")
    settles_assurances: bool = Field(title="是否用作“两不愁三保障”的核实依据")
    from_on: date = Field(title="施行日期")
    to_on: date | None = Field(title="失效日期")
    questions: int = Field(title="问题数")
    basis: list[str] = Field(title="依据")


class FillingView(View):
    """一次提交的清单"""

    filling_id: UUID = Field(title="填写编号")
    household_id: UUID | None = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    filled_on: date = Field(title="填写日期")
    version: int = Field(title="版本")
    verdicts: list[VerdictView] = Field(title="结论")
    answers: dict[str, AnswerView] = Field(title="回答")
    missing: list[str] = Field(title="没有实现的问题")
    answerable: str = Field(title="档案责任人")
    reason: str = Field(title="更正的理由")
    filled_by: str = Field(title="填写人")
    recorded_at: datetime = Field(title="登记时间")
    policy: str = Field(title="清单文件")
    policy_version: str = Field(title="清单文件版本")


class ChecklistView(View):
    """一户（或一村）的清单：要问什么，预填什么，填到哪里，结论如何"""

    checklist: ChecklistLine = Field(title="清单")
    household_id: UUID | None = Field(title="户标识")
    shown_as: str = Field(title="户主", description="村的清单为空")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    questions: list[QuestionView] = Field(title="问题")
    verdicts: list[VerdictView] = Field(title="按现在的回答得出的结论")
    draft_by: str = Field(title="草稿由谁保存", description="没有草稿的为空")
    draft_at: datetime | None = Field(title="草稿保存时间")
    newest: FillingView | None = Field(title="最近一次提交")


class DraftView(View):
    """已保存的草稿"""

    checklist: str = Field(title="清单代码")
    answered: int = Field(title="已回答的问题数")
    kept_by: str = Field(title="保存人")
    kept_at: datetime = Field(title="保存时间")


class CountView(View):
    """一项结论或一个问题的户数"""

    key: str = Field(title="代码")
    title: str = Field(title="名称")
    met: int = Field(title="实现")
    unmet: int = Field(title="未实现")
    not_concerned: int = Field(title="不涉及")
    cannot_say: int = Field(title="不能判断")


class PlaceProgressView(View):
    """一地的进度"""

    region: str = Field(title="区划代码")
    region_name: str = Field(title="名称")
    subjects: int = Field(title="应填户（村）数")
    filled: int = Field(title="已填户（村）数")
    verdicts: list[CountView] = Field(title="各项结论")


class MissingCountView(View):
    """一个问题没有实现的户数"""

    question: str = Field(title="问题代码")
    section: str = Field(title="所属部分")
    text: str = Field(title="问题")
    count: int = Field(title="没有实现的户（村）数")


class ProgressView(View):
    """清单的进度"""

    checklist: ChecklistLine = Field(title="清单")
    region: str = Field(title="辖区代码")
    region_name: str = Field(title="辖区")
    since_on: date = Field(title="自哪天起填写的")
    until_on: date = Field(title="到哪天止")
    whole: PlaceProgressView = Field(title="合计")
    places: list[PlaceProgressView] = Field(title="各地")
    missing: list[MissingCountView] = Field(title="没有实现最多的问题在前")


class FoundLine(View):
    """进度背后的一户（村）"""

    household_id: UUID | None = Field(title="户标识")
    household_code: str | None = Field(title="户编号")
    shown_as: str = Field(title="户主")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    filled_on: date | None = Field(title="填写日期", description="没有填写的为空")
    filled_by: str = Field(title="填写人")
    told: list[str] = Field(title="没有实现的")


class VillageYearView(View):
    """村档案的一年"""

    year: int = Field(title="年度")
    filled_on: date = Field(title="填写日期")
    version: int = Field(title="版本")
    answerable: str = Field(title="档案责任人")
    filled_by: str = Field(title="填写人")
    verdicts: list[VerdictView] = Field(title="结论")


class VillageItemView(View):
    """村档案的一项，逐年的数值"""

    question: str = Field(title="问题代码")
    section: str = Field(title="所属部分")
    text: str = Field(title="项目")
    answered_by: str = Field(title="负责的部门")
    clause: str = Field(title="依据")
    values: dict[int, str] = Field(title="逐年的回答")
    reasons: dict[int, str] = Field(title="逐年的说明")
    is_missing: bool = Field(title="最近一年是否没有实现")


class VillageFileView(View):
    """一村一档"""

    checklist: ChecklistLine = Field(title="清单")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="村（社区）")
    years: list[VillageYearView] = Field(title="各年度")
    items: list[VillageItemView] = Field(title="各项")
