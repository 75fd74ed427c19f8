"""What people say to 12317, what the desk and those who look into it write, and what each of them reads."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.notifier.rules.complaint import About, Channel, ComplaintState, HandlerLevel, Satisfaction, Verdict
from services.notifier.rules.department import Department
from shared.ids import uuid7
from shared.regions import AnyRegion
from shared.schemas import Form, View

SAID_LIMIT = 3000
WORDS_LIMIT = 2000
"""Of the desk: a reason, a summary or an answer."""


class Complain(Form):
    """任何人的举报；不必登录，不必署名。"""

    key: UUID = Field(default_factory=uuid7, title="表单编号", description="由页面给出：同一表单重复提交只记一次")
    region: AnyRegion = Field(title="反映的是哪里", description="区县、镇街或村（社区）代码", examples=["371311001"])
    said: str = Field(title="反映的情况", min_length=10, max_length=SAID_LIMIT, examples=["某村的修路款已经拨付，路至今没有修"])
    about: About = Field(default=About.NOTHING, title="针对什么")
    about_number: str = Field(default="", title="公示、项目或公告的编号", max_length=60)
    name: str = Field(default="", title="姓名", description="不写为匿名；只有监督举报受理人员能看到", max_length=60)
    contact: str = Field(default="", title="联系方式", description="不写为匿名；只有监督举报受理人员能看到", max_length=100)


class EnterComplaint(Complain):
    """受理人员代为登记的电话、来信、来访。"""

    channel: Channel = Field(title="渠道", examples=["telephone"])


class AcceptComplaint(Form):
    matter: str = Field(title="问题分类", description="政策文件列出的代码", max_length=32, examples=["money"])


class RefuseComplaint(Form):
    reason: str = Field(
        title="不予受理的理由",
        description="告知举报人，写明应向哪里反映",
        min_length=5,
        max_length=WORDS_LIMIT,
        examples=["不属于帮扶领域，请向社区居委会反映"],
    )


class HandOn(Form):
    """转给谁办；不写的按问题分类的规定。"""

    level: HandlerLevel | None = Field(default=None, title="由哪一级办理")
    region: str = Field(default="", title="办理单位的区划代码", description="转给镇街时填写，九位", pattern=r"^(\d{6}|\d{9})?$")
    department: Department | None = Field(default=None, title="由哪个部门办理")
    summary: str = Field(
        title="转办摘要",
        description="办理单位只看到这段话：不写举报人是谁，不照抄原文，不写身份证号码",
        min_length=5,
        max_length=WORDS_LIMIT,
        examples=["反映某村 2019 年修路款拨付后未开工，请核实资金去向和工程进度"],
    )


class ReportTask(Form):
    found: Verdict = Field(title="调查结论")
    report: str = Field(title="调查结果", min_length=5, max_length=4000, examples=["工程队拖延，已限期开工"])


class ExtendComplaint(Form):
    reason: str = Field(
        title="延长的理由", description="告知举报人", min_length=5, max_length=WORDS_LIMIT, examples=["须等审计报告"]
    )


class AnswerComplaint(Form):
    verdict: Verdict = Field(title="结论")
    answer: str = Field(
        title="答复",
        description="举报人凭回执号看到；不写身份证号码",
        min_length=5,
        max_length=WORDS_LIMIT,
        examples=["反映属实，已限期开工"],
    )


class RateAnswer(Form):
    satisfaction: Satisfaction = Field(title="是否满意")


class AskReview(Form):
    said: str = Field(
        title="不服的理由或新的情况", min_length=10, max_length=SAID_LIMIT, examples=["路没有修好，照片可以给你们看"]
    )


class ComplaintReceived(View):
    """举报人带走的。"""

    receipt: str = Field(title="回执号", description="凭它查询进度和答复；遗失后不能补发", examples=["K7QX-2MNA-4TLC"])
    accept_by: date = Field(title="最迟哪天告知是否受理")


class ComplaintPaperFace(View):
    """举报人交来的一份照片或文件，凭回执号看到的；不能取回。"""

    name: str = Field(title="文件名")
    size_bytes: int = Field(title="字节数", description="照片去除位置等信息以后的大小")
    filed_at: datetime = Field(title="收到时间")


class ComplaintFace(View):
    """凭回执号看到的。"""

    receipt: str = Field(title="回执号")
    place: str = Field(title="反映的是哪里")
    received_on: date = Field(title="登记日期")
    state: ComplaintState = Field(title="状态")
    state_label: str = Field(title="状态名称")
    accept_by: date = Field(title="最迟哪天告知是否受理")
    finish_by: date | None = Field(title="最迟哪天答复")
    extension: str = Field(title="延长的理由")
    refusal: str = Field(title="不予受理的理由")
    verdict_label: str = Field(title="结论")
    answer: str = Field(title="答复")
    answered_on: date | None = Field(title="答复日期")
    review_until: date | None = Field(title="最迟哪天请求复查")
    satisfaction: Satisfaction | None = Field(title="评价")
    papers: list[ComplaintPaperFace] = Field(title="已收到的照片和文件", description="凭这个回执号交来的，先收到的在前")
    papers_left: int = Field(title="还可以补交几份", description="答复以后为零")
    review_papers_left: int = Field(title="请求复查时可以附几份")


class ComplaintTaskView(View):
    """转办件：办理单位看到的全部。"""

    id: UUID = Field(title="转办件编号")
    region: str = Field(title="办理单位的区划代码")
    level: HandlerLevel = Field(title="由哪一级办理")
    department: Department | None = Field(title="由哪个部门办理")
    matter: str = Field(title="问题分类")
    summary: str = Field(title="转办摘要")
    given_at: datetime = Field(title="转办时间")
    due_on: date = Field(title="反馈期限")
    reported_at: datetime | None = Field(title="反馈时间")
    report: str = Field(title="调查结果")
    found: Verdict | None = Field(title="调查结论")
    is_withdrawn: bool = Field(title="是否已改转他处")


class ComplaintView(View):
    """受理人员看到的一件；不含举报内容。"""

    id: UUID = Field(title="举报编号")
    region: str = Field(title="反映的是哪里")
    place: str = Field(title="地名")
    channel: Channel = Field(title="渠道")
    is_anonymous: bool = Field(title="是否匿名")
    about: About = Field(title="针对什么")
    about_number: str = Field(title="公示、项目或公告的编号")
    state: ComplaintState = Field(title="状态")
    state_label: str = Field(title="状态名称")
    matter: str = Field(title="问题分类")
    received_at: datetime = Field(title="登记时间")
    accept_by: date = Field(title="受理期限")
    finish_by: date | None = Field(title="办理期限")
    round: int = Field(title="第几轮", description="复查后加一")
    verdict: Verdict | None = Field(title="结论")
    satisfaction: Satisfaction | None = Field(title="评价")
    is_late: bool = Field(title="是否逾期")
    repeats: int = Field(title="同一内容又收到几次")


class LetterView(View):
    """举报人写的一段。"""

    said: str = Field(title="反映的情况")
    name: str = Field(title="姓名")
    contact: str = Field(title="联系方式")
    is_repeated: bool = Field(title="是否他人署名再次反映", description="同一内容，由另外的人署名再次反映")


class ComplaintPaperView(View):
    """受理人员看到的一份照片或文件；打开时留痕。"""

    paper_id: UUID = Field(title="材料编号")
    name: str = Field(title="文件名")
    media_type: str = Field(title="类型")
    size_bytes: int = Field(title="字节数")
    sha256: str = Field(title="SHA-256 摘要", description="上传时原件的摘要")
    filed_by: str = Field(title="上传人", description="空为举报人自己")
    filed_at: datetime = Field(title="收到时间")
    is_repeated: bool = Field(title="是否随同一内容的另一次举报交来")


class ComplaintWhole(ComplaintView):
    """受理人员看到的一件，连同举报内容和转办情况。"""

    letters: list[LetterView] = Field(title="举报内容", description="审计监督人员看不到")
    papers: list[ComplaintPaperView] = Field(title="照片和文件", description="审计监督人员看不到")
    tasks: list[ComplaintTaskView] = Field(title="转办情况")
    extension: str = Field(title="延长的理由")
    answer: str = Field(title="答复")
    refusal: str = Field(title="不予受理的理由")


class ComplaintCount(View):
    """一类问题的公开统计。少于规定件数的不公布具体数。"""

    matter: str = Field(title="问题分类")
    title: str = Field(title="分类名称")
    received: int | None = Field(title="收到", description="空为少于公布的下限")
    answered: int | None = Field(title="已答复")
    found_true: int | None = Field(title="属实和部分属实")
    late: int | None = Field(title="逾期答复")


class ComplaintStatistics(View):
    """一地一年的公开统计。"""

    region: str = Field(title="区划代码")
    region_name: str = Field(title="地名")
    year: int = Field(title="年度")
    least: int = Field(title="少于几件不公布具体数")
    counts: list[ComplaintCount] = Field(title="按问题分类")
    total: ComplaintCount = Field(title="合计")
    median_days: int | None = Field(title="从登记到答复的天数（中位数）", description="已答复的少于下限时为空")
