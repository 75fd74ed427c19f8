"""Credit ratings as the doors take and show them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.money import YuanShown
from shared.schemas import Form, View

Paper = Annotated[str, Field(min_length=1, max_length=200)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=20)]


class RateHousehold(Form):
    """What an officer says of a household; the register says the rest."""

    borrower_id: UUID = Field(
        title="借款人", description="本户成员，年龄符合规定", examples=["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"]
    )
    answers: dict[Key, Key] = Field(
        title="回答", description="评级标准中由人回答的各项", max_length=40, examples=[{"honesty": "good", "conduct": "good"}]
    )
    barriers: dict[Key, bool] = Field(
        title="不予授信的情形",
        description="标准中的各项，有则为 true",
        max_length=20,
        examples=[{"overdue": False, "misuse": False}],
    )
    reason: str = Field(
        default="", title="说明", description="现行等级没有到期、也没有异议时提前重评的，须写明理由", max_length=500
    )
    papers: list[Paper] = Field(default=[], title="材料", max_length=20, examples=[["评议记录"]])


class DecideRating(Form):
    """The decision on a rating, by somebody else."""

    is_approved: bool = Field(title="是否同意", description="不同意的退回重评", examples=[True])
    reason: str = Field(default="", title="意见", description="退回的须写明理由", max_length=500)


class ObjectToRating(Form):
    """What the household has to say."""

    said: str = Field(
        title="异议内容", description="不写姓名、证件号码", min_length=4, max_length=1000, examples=["技能没有算上"]
    )
    said_on: date = Field(title="提出日期", examples=["2020-06-12"])
    papers: list[Paper] = Field(default=[], title="材料", max_length=20)


class AnswerObjection(Form):
    """That the grade stays, and why. A grade that is to change is rated a second time."""

    answer: str = Field(title="答复", min_length=4, max_length=1000, examples=["没有培训证书，维持原等级"])


class PointLineView(View):
    """One criterion: how many points of how many, and why."""

    criterion: str = Field(title="指标代码")
    title: str = Field(title="指标")
    dimension: str = Field(title="方面")
    dimension_name: str = Field(title="方面名称")
    points: int = Field(title="得分")
    of: int = Field(title="满分")
    why: str = Field(title="为什么")
    clause: str = Field(title="依据")


class CreditObjectionView(View):
    """An objection and its answer."""

    objection_id: UUID = Field(title="异议编号")
    said: str = Field(title="异议内容")
    said_on: date = Field(title="提出日期")
    papers: list[str] = Field(title="材料")
    state: str = Field(title="状态")
    state_name: str = Field(title="状态名称")
    answer: str = Field(title="答复")
    answered_by: str = Field(title="答复人")
    answered_at: datetime | None = Field(title="答复时间")
    second_rating_id: UUID | None = Field(title="复评的评级编号")


class RatingLine(View):
    """A rating without its points."""

    rating_id: UUID = Field(title="评级编号")
    household_id: UUID = Field(title="户标识")
    household_code: str | None = Field(default=None, title="户编号")
    region: str = Field(title="村（社区）代码")
    region_name: str = Field(title="所在地")
    borrower_id: UUID = Field(title="借款人")
    replaces_id: UUID | None = Field(title="所取代的评级")
    points: int = Field(title="得分", description="满分 100")
    grade: str = Field(title="等级")
    grade_title: str = Field(title="等级名称")
    limit_fen: YuanShown = Field(alias="limit_yuan", title="授信额度（元）", description="有不予授信的情形时为 0")
    term_months: int = Field(title="期限（月）")
    state: str = Field(title="状态")
    state_name: str = Field(title="状态名称")
    rated_on: date = Field(title="评级日期")
    rated_by: str = Field(title="评级人")
    decided_by: str = Field(title="审定人")
    decided_at: datetime | None = Field(title="审定时间")
    valid_until: date | None = Field(title="有效期至")
    is_valid: bool = Field(title="现在是否有效")


class RatingView(RatingLine):
    """A rating, explained point by point."""

    lines: list[PointLineView] = Field(title="各项得分")
    barriers: list[str] = Field(title="不予授信的情形")
    reason: str = Field(title="说明")
    papers: list[str] = Field(title="材料")
    decision: str = Field(title="审定意见")
    policy: str = Field(title="评级标准")
    policy_version: str = Field(title="标准版本")
    loan_clause: str = Field(title="额度与期限的依据")
    object_until: date | None = Field(title="可提出异议至")
    objections: list[CreditObjectionView] = Field(title="异议")


class OptionView(View):
    """An answer that may be given."""

    answer: str = Field(title="答案代码")
    title: str = Field(title="答案")
    points: int = Field(title="分值")


class CriterionView(View):
    """What is looked at."""

    criterion: str = Field(title="指标代码")
    title: str = Field(title="指标")
    dimension_name: str = Field(title="方面")
    of: int = Field(title="满分")
    is_asked: bool = Field(title="是否由人回答", description="否则由登记或收入台账得出")
    options: list[OptionView] = Field(title="可选的答案")
    clause: str = Field(title="依据")


class BarrierView(View):
    """What rules a loan out."""

    barrier: str = Field(title="代码")
    title: str = Field(title="情形")
    clause: str = Field(title="依据")


class GradeView(View):
    """A grade and what it is good for."""

    grade: str = Field(title="等级代码")
    title: str = Field(title="等级")
    at_least: int = Field(title="起点分")
    limit_fen: YuanShown = Field(alias="limit_yuan", title="授信额度（元）")


class StandardView(View):
    """A place's standard of rating."""

    policy: str = Field(title="标准")
    title: str = Field(title="名称")
    version: str = Field(title="版本")
    limit_fen: YuanShown = Field(alias="limit_yuan", title="最高额度（元）")
    term_months: int = Field(title="最长期限（月）")
    age_from: int = Field(title="借款人最低年龄")
    age_to: int = Field(title="借款人最高年龄")
    loan_clause: str = Field(title="额度、期限、年龄的依据")
    valid_months: int = Field(title="有效期（月）")
    objection_days: int = Field(title="异议期（天）")
    terms_clause: str = Field(title="有效期、异议期的依据")
    criteria: list[CriterionView] = Field(title="指标")
    barriers: list[BarrierView] = Field(title="不予授信的情形")
    grades: list[GradeView] = Field(title="等级")
