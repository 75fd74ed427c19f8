"""Notices, as officers open them and as anyone reads them; objections and their answers."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.funds.rules.notice import LINES_LIMIT, NoticeAbout, NoticeState
from shared.money import Yuan, YuanShown
from shared.notices.forms import ObjectionShown
from shared.notices.laws import Verdict
from shared.regions import AnyRegion
from shared.schemas import Form, View

ANSWER_LIMIT = 500


class PlanLine(Form):
    """公示的一行：项目、标准或措施，不写个人。"""

    who: str = Field(title="项目或对象", min_length=1, max_length=200, examples=["龙潭社区光伏电站扩建"])
    says: str = Field(title="内容", min_length=1, max_length=200, examples=["100 千瓦，2020年9月建成，受益 12 户"])
    amount_fen: Yuan | None = Field(default=None, alias="amount_yuan", title="金额（元）", examples=["350000.00"])


class OpenNotice(Form):
    """公示规划、年度计划、项目库、绩效等以文字说明的内容。"""

    region: AnyRegion = Field(title="公示范围的区划代码", examples=["371311001"])
    title: str = Field(title="标题", min_length=4, max_length=100, examples=["2020年镇街帮扶项目年度计划公示"])
    lines: list[PlanLine] = Field(title="内容", min_length=1, max_length=LINES_LIMIT)


class AnswerObjections(Form):
    """一次调查，答复同一份公示的一件或几件异议。"""

    objection_ids: list[UUID] = Field(
        title="异议编号", min_length=1, max_length=100, examples=[["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"]]
    )
    verdict: Verdict = Field(title="结论", description="resume 异议不成立，公示继续；stop 异议成立，公示中止")
    answer: str = Field(
        title="调查经过与答复",
        description="在公示页面公布，不写姓名、号码和病情",
        min_length=5,
        max_length=ANSWER_LIMIT,
        examples=["经核对分配方案和工资表，金额与标准一致，异议不成立。"],
    )
    papers: list[UUID] = Field(default=[], title="调查材料的附件编号", max_length=30)


class NoticeLineView(View):
    """One line of a notice."""

    line_id: UUID = Field(title="行编号")
    position: int = Field(title="序号")
    who: str = Field(title="对象", description="个人姓名已遮盖")
    says: str = Field(title="内容")
    amount_fen: YuanShown | None = Field(alias="amount_yuan", title="金额（元）")


class ProofView(View):
    """Where and from when until when it was posted."""

    region_name: str = Field(title="责任单位")
    outlet_name: str = Field(title="公开渠道")
    place: str = Field(title="地点")
    address: str | None = Field(title="网页地址")
    from_on: date = Field(title="张贴日期")
    until_on: date | None = Field(title="应贴到哪天", description="为空表示长期公开")
    taken_on: date | None = Field(title="撤下日期")


class OutcomeView(View):
    """What came of an objection; never who objected, nor what they wrote."""

    received_on: date = Field(title="收到日期")
    line_position: int | None = Field(title="对第几行", description="为空表示对整份公示")
    due_on: date = Field(title="答复期限")
    answered_on: date | None = Field(title="答复日期")
    verdict: Verdict | None = Field(title="结论")
    answer: str | None = Field(title="调查经过与答复")


class NoticeOfList(View):
    """One notice of a list."""

    notice_id: UUID = Field(title="公示编号")
    about: NoticeAbout = Field(title="公示事项")
    about_name: str = Field(title="公示事项名称")
    title: str = Field(title="标题")
    region: str = Field(title="区划代码")
    region_name: str = Field(title="范围")
    opened_on: date = Field(title="公示日期", description="公示期从次日起算")
    until_on: date = Field(title="公示到哪天", description="含当日；有异议暂停的日子顺延")
    state: NoticeState = Field(title="状态")
    objections: int = Field(title="异议件数")
    open_objections: int = Field(title="未答复的异议件数")


class NoticeView(NoticeOfList):
    """A notice as anyone may read it."""

    about_id: UUID = Field(title="公示事项编号")
    term: str = Field(title="公示期")
    basis: str = Field(title="依据")
    hotline: str = Field(title="监督电话")
    investigators: list[str] = Field(title="异议由谁调查")
    lines: list[NoticeLineView] = Field(title="内容")
    total_fen: YuanShown | None = Field(alias="total_yuan", title="金额合计（元）")
    proofs: list[ProofView] = Field(title="张贴记录")
    outcomes: list[OutcomeView] = Field(title="异议与处理结果")


class ObjectionLine(ObjectionShown):
    """An objection as officers see it."""

    notice_title: str = Field(title="公示标题")


class ObjectionsAnsweredView(View):
    """What an answer did."""

    notice_id: UUID = Field(title="公示编号")
    objection_ids: list[UUID] = Field(title="已答复的异议")
    state: NoticeState = Field(title="公示现在的状态")
    until_on: date = Field(title="公示到哪天")
