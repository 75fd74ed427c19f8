"""Notices, as officers post them and as anyone reads them; objections and their answers."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.registry.rules.evidence import Paper
from shared.notices.forms import SAID_LIMIT, ObjectionShown
from shared.notices.laws import Verdict
from shared.schemas import Form, View

LINES_LIMIT = 200


class PostNotice(Form):
    """张贴一份公示或公告：名单由平台生成并遮盖。"""

    procedure_ids: list[UUID] = Field(
        title="程序编号",
        description="同一种程序、同一环节的各户",
        min_length=1,
        max_length=LINES_LIMIT,
        examples=[["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"]],
    )
    place: str = Field(title="张贴的地方", min_length=2, max_length=100, examples=["龙潭社区村务公开栏"])
    posted_on: date = Field(title="张贴日期", examples=["2020-09-01"])
    photo_id: UUID = Field(title="张贴照片的附件编号", examples=["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"])


class EndNotice(Form):
    """期满后结束公示。"""

    papers: list[Paper] = Field(default=[], title="材料", description="如公示期满的照片", max_length=30)


class AnswerObjections(Form):
    """一次调查，答复一件或几件异议。"""

    objection_ids: list[UUID] = Field(
        title="异议编号", min_length=1, max_length=100, examples=[["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"]]
    )
    verdict: Verdict = Field(title="结论", description="resume 异议不成立，公示继续；stop 异议成立，公示中止")
    answer: str = Field(
        title="调查经过与答复",
        description="凭回执号可以看到，不要写姓名、号码等个人信息",
        min_length=5,
        max_length=SAID_LIMIT,
        examples=["经入户调查，该户符合条件，异议不成立。"],
    )
    papers: list[Paper] = Field(default=[], title="调查材料", max_length=30)


class NoticeLineView(View):
    """One household of a notice."""

    line_id: UUID = Field(title="行编号")
    shown_as: str = Field(title="户主", description="姓名已遮盖")
    village_name: str = Field(title="村（社区）")
    members: int | None = Field(title="家庭人数")
    target_name: str = Field(title="拟认定为")
    until_on: date = Field(title="公示到哪天", description="含当日；有异议暂停的日子顺延")
    is_held: bool = Field(title="是否因异议暂停")
    ended_on: date | None = Field(title="结束日期")
    is_stopped: bool = Field(title="是否因异议成立中止")


class NoticeView(View):
    """A notice as anyone may read it."""

    notice_id: UUID = Field(title="公示编号")
    kind: str = Field(title="种类", examples=["notice", "announcement"])
    title: str = Field(title="名称")
    procedure_title: str = Field(title="程序")
    region: str = Field(title="区划代码")
    region_name: str = Field(title="范围")
    place: str = Field(title="张贴的地方")
    posted_on: date = Field(title="张贴日期")
    begun_on: date = Field(title="起算日期", description="公示期从次日起算")
    term: str = Field(title="公示期")
    basis: str = Field(title="依据")
    investigators: list[str] = Field(title="异议由谁调查")
    is_over: bool = Field(title="是否已结束")
    lines: list[NoticeLineView] = Field(title="名单")


class NoticeLineOfList(View):
    """One notice of a list."""

    notice_id: UUID = Field(title="公示编号")
    title: str = Field(title="名称")
    procedure_title: str = Field(title="程序")
    region: str = Field(title="区划代码")
    region_name: str = Field(title="范围")
    posted_on: date = Field(title="张贴日期")
    until_on: date = Field(title="公示到哪天")
    households: int = Field(title="户数")
    is_held: bool = Field(title="是否有异议待处理")
    is_over: bool = Field(title="是否已结束")


class NoticeLeftView(View):
    """A household whose notice could not be ended, and why."""

    procedure_id: UUID = Field(title="程序编号")
    code: str = Field(title="原因代码")
    reason: str = Field(title="原因")


class NoticeEndedView(View):
    """What ending a notice came to."""

    ended: list[UUID] = Field(title="已结束公示的程序")
    left: list[NoticeLeftView] = Field(title="尚不能结束的程序")


class ObjectionLine(ObjectionShown):
    """An objection as officers see it."""

    line_id: UUID | None = Field(title="对哪一户")


class ObjectionsAnsweredView(View):
    """What an answer did."""

    objection_ids: list[UUID] = Field(title="已答复的异议")
    resumed: list[UUID] = Field(title="公示继续的程序")
    stopped: list[UUID] = Field(title="公示中止的程序")
    still_held: list[UUID] = Field(title="还有其他异议、仍暂停的程序")
