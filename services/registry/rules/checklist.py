"""The shape of a checklist (policy/checklists): what is asked of a household or a village, when, and what the answers come to.

The outer shape is that of every policy file (`shared.policy.document`). A question says which answers are proper and which mean
that something is missing; a verdict rests on questions. Nothing here is asked or answered: `rules.filling` does that.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.registry.rules.household_look import LOOKS
from shared.errors import NotFound
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Text

YES, NO, NOT_CONCERNED = "是", "否", "不涉及"

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]


class NoSuchChecklist(NotFound):
    """当地没有这份清单，或那一天还没有施行"""

    mend = "请查询本地施行的清单（GET /checklists）"


class Subject(StrEnum):
    """What a checklist is filled in for."""

    HOUSEHOLD = "household"
    VILLAGE = "village"


class AnswerKind(StrEnum):
    YES_NO = "yes-no"
    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    DATE = "date"


SUBJECT_NAMES = {Subject.HOUSEHOLD: "户", Subject.VILLAGE: "村（社区）"}
ANSWER_NAMES = {
    AnswerKind.YES_NO: "是否",
    AnswerKind.NUMBER: "数字",
    AnswerKind.CHOICE: "选择",
    AnswerKind.TEXT: "文字",
    AnswerKind.DATE: "日期",
}


class When(Draft):
    """在什么情形下问：写了的各项同时符合，一项之内写了几个的，符合其中一个即可"""

    known: tuple[str, ...] = Field(default=(), title="登记册或平台所知的情形", description="household_look 所列，值为“是”的")
    answered: Mapping[str, tuple[str, ...]] = Field(default={}, title="前面的问题怎样回答")
    unless: "When | None" = Field(default=None, alias="not", title="除外")

    def keys(self) -> Iterator[tuple[str, bool]]:
        """Every question (True) and every known thing (False) that is asked about."""
        yield from ((key, True) for key in self.answered)
        yield from ((key, False) for key in self.known)
        if self.unless:
            yield from self.unless.keys()


class Question(Value):
    """一个问题"""

    key: Key = Field(title="问题代码")
    text: Text = Field(title="问题")
    section: Text = Field(title="所属部分")
    kind: AnswerKind = Field(default=AnswerKind.YES_NO, title="回答方式")
    unit: str = Field(default="", title="单位（数字必写）")
    choices: tuple[Text, ...] = Field(default=(), title="可选的回答（选择必写）")
    fails: tuple[Text, ...] = Field(
        default=(), title="哪些回答算没有实现", description="是否题不写为“否”；选择题写明，不写则都不算"
    )
    at_least: Decimal | None = Field(default=None, title="不低于", description="数字低于此数算没有实现")
    at_most: Decimal | None = Field(default=None, title="不高于")
    not_before: date | None = Field(default=None, title="不早于", description="日期早于此日算没有实现")
    not_concerned: bool = Field(default=False, title="可否回答不涉及")
    is_optional: bool = Field(default=False, title="可否不答")
    photos: Annotated[int, Field(ge=0, le=10)] = Field(default=0, title="至少几张照片")
    photos_of: tuple[Text, ...] = Field(default=(), title="拍什么")
    when: When | None = Field(default=None, title="在什么情形下问", description="不写则都问")
    prefill: str | None = Field(default=None, title="用登记册或平台所知的哪一项预填")
    answered_by: str = Field(default="", title="由谁负责", description="村档案：负责的部门")

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind is AnswerKind.CHOICE) != bool(self.choices):
            raise ValueError(f"{self.key}：选择题写且只有选择题写 choices")
        if (self.kind is AnswerKind.NUMBER) != bool(self.unit):
            raise ValueError(f"{self.key}：数字题写且只有数字题写 unit")
        if self.kind is not AnswerKind.NUMBER and (self.at_least is not None or self.at_most is not None):
            raise ValueError(f"{self.key}：at_least、at_most 只写在数字题")
        if self.kind is not AnswerKind.DATE and self.not_before is not None:
            raise ValueError(f"{self.key}：not_before 只写在日期题")
        if unknown := set(self.fails) - set(self.allowed):
            raise ValueError(f"{self.key}：fails 不在可选的回答之内：{'、'.join(sorted(unknown))}")
        if self.prefill is not None and self.prefill not in LOOKS:
            raise ValueError(f"{self.key}：没有可预填的 {self.prefill}")
        if self.photos < len(self.photos_of):
            raise ValueError(f"{self.key}：photos 不少于 photos_of 的项数")
        return self

    @property
    def allowed(self) -> tuple[str, ...]:
        """The answers among which one is chosen; none where anything may be written."""
        match self.kind:
            case AnswerKind.YES_NO:
                return (YES, NO, *((NOT_CONCERNED,) if self.not_concerned else ()))
            case AnswerKind.CHOICE:
                return (*self.choices, *((NOT_CONCERNED,) if self.not_concerned else ()))
            case _:
                return ()

    def fault_of(self, value: str) -> str:
        """What is wrong with an answer, empty where it can be one."""
        if self.not_concerned and value == NOT_CONCERNED:
            return ""
        match self.kind:
            case AnswerKind.YES_NO | AnswerKind.CHOICE if value not in self.allowed:
                return f"应为：{'、'.join(self.allowed)}"
            case AnswerKind.NUMBER if not re.fullmatch(r"-?\d{1,9}(\.\d{1,2})?", value):
                return f"应为数字（{self.unit}），至多两位小数"
            case AnswerKind.DATE if not _is_day(value):
                return "应为日期，例如 2019-10-12"
            case AnswerKind.TEXT if len(value) > 500:
                return "至多 500 个字"
        return ""

    def is_failed_by(self, value: str) -> bool:
        """Whether a proper answer says that something is missing."""
        if value == NOT_CONCERNED:
            return False
        match self.kind:
            case AnswerKind.YES_NO:
                return value in (self.fails or (NO,))
            case AnswerKind.CHOICE:
                return value in self.fails
            case AnswerKind.NUMBER:
                number = Decimal(value)
                return (self.at_least is not None and number < self.at_least) or (
                    self.at_most is not None and number > self.at_most
                )
            case AnswerKind.DATE:
                return self.not_before is not None and date.fromisoformat(value) < self.not_before
            case _:
                return False

    @property
    def proper(self) -> str:
        """What a good answer is, for whoever asks."""
        told = [
            f"不低于 {self.at_least} {self.unit}" if self.at_least is not None else "",
            f"不高于 {self.at_most} {self.unit}" if self.at_most is not None else "",
            f"不早于 {self.not_before}" if self.not_before else "",
        ]
        return "，".join(filter(None, told))


class VerdictRule(Value):
    """一项结论：由哪些问题得出"""

    verdict: Key = Field(title="结论代码")
    title: Text = Field(title="结论名称")
    of: tuple[Key | tuple[Key, ...], ...] = Field(
        min_length=1, title="由哪些问题得出", description="一项写成数组的，其中一个实现即可"
    )

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(key for part in self.groups for key in part)

    @property
    def groups(self) -> Sequence[tuple[str, ...]]:
        return [part if isinstance(part, tuple) else (part,) for part in self.of]


class FillingExample(Draft):
    """算例：这样的户这样回答，得出什么结论"""

    title: Text = Field(title="说明")
    known: tuple[str, ...] = Field(default=(), title="已知的情形")
    answers: Mapping[str, str] = Field(title="回答")
    differs: bool = Field(default=False, title="是否只写与第一个算例不同的回答")
    verdicts: Mapping[str, str] = Field(
        title="应得的结论", description="met 实现、unmet 未实现、not-concerned 不涉及、cannot-say 不能判断"
    )


class Checklist(Document):
    """一份清单"""

    checklist: Key = Field(title="清单代码")
    of: Subject = Field(title="填写对象", description="household 户、village 村")
    is_computed: bool = Field(default=False, title="是否由登记册自动得出", description="不入户填写")
    settles_assurances: bool = Field(default=False, title="是否用作“两不愁三保障”的核实依据")
    evidence_days: Annotated[int, Field(gt=0, le=1100)] = Field(default=366, title="作为依据的有效天数")
    questions: tuple[Question, ...] = Field(min_length=1, title="问题")
    verdicts: tuple[VerdictRule, ...] = Field(min_length=1, title="结论")
    examples: tuple[FillingExample, ...] = Field(min_length=1, title="算例")

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        seen: set[str] = set()
        for question in self.questions:
            if question.key in seen:
                raise ValueError(f"问题 {question.key} 写了两次")
            for key, is_question in question.when.keys() if question.when else ():
                if key not in (seen if is_question else LOOKS):
                    raise ValueError(f"{question.key}：when 中没有{'前面的问题' if is_question else '可知的情形'} {key}")
            if self.is_computed and question.prefill is None:
                raise ValueError(f"{question.key}：自动得出的清单，每个问题都写 prefill")
            seen.add(question.key)
        if unknown := {key for rule in self.verdicts for key in rule.keys} - seen:
            raise ValueError(f"结论所指的问题没有写：{'、'.join(sorted(unknown))}")
        self.must_know({each.reference for each in (*self.questions, *self.verdicts)})
        return self

    def question(self, key: str) -> Question:
        return next(each for each in self.questions if each.key == key)

    def settles_until(self, filled_on: date) -> date | None:
        """The last day on which answers of a day are evidence of the five assurances."""
        return filled_on + timedelta(days=self.evidence_days) if self.settles_assurances else None

    def answers_of(self, example: FillingExample) -> dict[str, str]:
        """An example's answers, those that it leaves to the first example included."""
        return {**(self.examples[0].answers if example.differs else {}), **example.answers}


def _is_day(value: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)) and bool(date.fromisoformat(value))
    except ValueError:
        return False
