"""The shape of a health policy file: programmes, follow-up rules, classes, progress, the eight ones; and what applies where.

The outer shape is that of every policy file (`shared.policy.document`). Several files apply to one place at once: the nation's
follow-up rules, the city's list and the county's; where two name the same thing, the narrower place's holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.errors import Unprocessable
from shared.policy.document import Document, Reference, Value
from shared.policy.shape import Draft
from shared.policy.written import Ratio, Text

Code = Annotated[str, Field(pattern=r"^[a-z][a-z-]*$")]


class Kind(StrEnum):
    """What a programme does for its people."""

    TREATMENT = "treatment"
    MENTAL = "mental"
    CHRONIC = "chronic"
    FREE = "free"
    REHABILITATION = "rehabilitation"


KIND_TITLES = {
    Kind.TREATMENT: "大病集中救治",
    Kind.MENTAL: "严重精神障碍管理",
    Kind.CHRONIC: "慢性病随访",
    Kind.FREE: "免费救治",
    Kind.REHABILITATION: "残疾人精准康复",
}
FOLLOWED = frozenset({Kind.MENTAL, Kind.CHRONIC})
"""Kinds whose people are visited by the calendar."""


class TreatmentClass(StrEnum):
    """How a patient is treated (分类救治)."""

    CURED_AT_ONCE = "cured-at-once"
    KEPT_IN_HOSPITAL = "kept-in-hospital"
    LONG_REHABILITATION = "long-rehabilitation"


class Decider(StrEnum):
    """Who may change a class: the hospital in charge of the patient, or the health office of the place."""

    HOSPITAL = "hospital"
    HEALTH = "health"


DECIDER_TITLES = {Decider.HOSPITAL: "定点医院", Decider.HEALTH: "卫生健康部门"}


class NoSuchProgramme(Unprocessable):
    """该地区在这一天没有这个健康项目"""

    mend = "请查询该地区的健康项目目录，填写目录中的项目代码；新增项目请补录项目文件"


class Wait(Value):
    """A time until something is due: days or months, one of the two."""

    days: Annotated[int, Field(gt=0, le=366)] | None = None
    months: Annotated[int, Field(gt=0, le=24)] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.days is None) == (self.months is None):
            raise ValueError("days 与 months 须写一个且只写一个")
        return self


class Finding(Wait):
    """What a visit found, and when the next one is due; `levels` are the danger levels that go with it."""

    code: Code
    title: Text
    levels: tuple[Annotated[int, Field(ge=0, le=5)], ...] = ()
    is_met: bool = True


class Programme(Value):
    """One list of people: a disease treated together, a condition followed up, an operation free of charge, a rehabilitation."""

    code: Code
    title: Text
    kind: Kind
    first_visit: Wait | None = None
    findings: tuple[Finding, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.kind in FOLLOWED) != bool(self.findings and self.first_visit):
            raise ValueError(f"{self.code}：随访类项目须写 first_visit 和 findings，其他项目不写")
        if self.kind is Kind.MENTAL and any(finding.is_met and not finding.levels for finding in self.findings):
            raise ValueError(f"{self.code}：精神障碍的每一种随访结果须写明对应的危险性等级 levels")
        return self


class DesignatedHospital(Value):
    programme: Code
    code: Text
    title: Text


class FreeTreatment(Value):
    """Treated free of charge: everybody in the programme, or these classes."""

    programme: Code
    classes: tuple[Text, ...] = ()


class Coverage(Value):
    """The share of those in need who are to be served by the end of a year."""

    programme: Code
    share: Ratio
    by_year: int


class ClassRule(Value):
    """A treatment class, and who may put a patient into it once the file is open."""

    code: TreatmentClass
    title: Text
    changed_by: tuple[Decider, ...] = Field(min_length=1)


class YearShare(Draft):
    year: int
    share: Ratio


class Progress(Value):
    """Which share of the whole task each year has to do (442)."""

    years: tuple[YearShare, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_all(self) -> Self:
        if sum((each.share for each in self.years), Fraction()) != 1:
            raise ValueError("各年的 share 合计须为 100%")
        return self


class ChecklistItem(Draft):
    code: Code
    title: Text


class Checklist(Value):
    items: tuple[ChecklistItem, ...] = Field(min_length=1)


class Examination(Value):
    """Whose yearly examination is free and due."""

    classes: tuple[Text, ...] = Field(min_length=1)


class FollowUpExample(Draft):
    name: Text
    programme: Code
    on: date
    finding: Code
    due: date


class ProgressExample(Draft):
    name: Text
    task: int
    year: int
    expected: int


class Examples(Draft):
    """Worked cases that the file must reproduce."""

    follow_ups: tuple[FollowUpExample, ...] = ()
    progress: tuple[ProgressExample, ...] = ()


class HealthPolicy(Document):
    """One place's health programmes between two dates."""

    programmes: tuple[Programme, ...] = ()
    hospitals: tuple[DesignatedHospital, ...] = ()
    free: tuple[FreeTreatment, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    classes: tuple[ClassRule, ...] = ()
    progress: Progress | None = None
    checklist: Checklist | None = None
    examination: Examination | None = None
    examples: Examples = Examples()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        codes = [programme.code for programme in self.programmes]
        if len(codes) != len(set(codes)):
            raise ValueError("programmes 中有重复的 code")
        if self.classes and [rule.code for rule in self.classes] != list(TreatmentClass):
            raise ValueError("classes 须依次列出一次治愈、住院维持、长期康复")
        if any(programme.findings for programme in self.programmes) and not self.examples.follow_ups:
            raise ValueError("有随访规则的文件须写 examples.follow_ups")
        if self.progress and not self.examples.progress:
            raise ValueError("有进度任务的文件须写 examples.progress")
        single = [value for value in (self.progress, self.checklist, self.examination) if value]
        values: list[Value] = [*self.programmes, *self.hospitals, *self.free, *self.coverage, *self.classes, *single]
        waits = [wait for programme in self.programmes for wait in (programme.first_visit, *programme.findings) if wait]
        self.must_know(value.reference for value in (*values, *waits))
        return self


@dataclass(frozen=True)
class InForce:
    """What applies in one place on one day, the widest place first."""

    documents: tuple[HealthPolicy, ...]
    region: str
    on: date

    @property
    def programmes(self) -> dict[str, tuple[Programme, HealthPolicy]]:
        return {programme.code: (programme, document) for document in self.documents for programme in document.programmes}

    def programme(self, code: str, *, pointer: str | None = "/programme") -> tuple[Programme, HealthPolicy]:
        """A programme and the file that has it. Raises NoSuchProgramme."""
        found = self.programmes.get(code)
        if found is None:
            raise NoSuchProgramme(pointer=pointer, programme=code, region=self.region, on=self.on.isoformat())
        return found

    def hospitals(self, programme: str) -> tuple[DesignatedHospital, ...]:
        """The designated hospitals of a programme; empty where none were published."""
        return tuple(named for document in self.documents for named in document.hospitals if named.programme == programme)

    def is_free(self, programme: str, classes: Iterable[str]) -> bool:
        """Whether a person of these classes is treated free of charge."""
        rules = [rule for document in self.documents for rule in document.free if rule.programme == programme]
        return any(not rule.classes or set(rule.classes) & set(classes) for rule in rules)

    @property
    def coverages(self) -> dict[str, tuple[Coverage, HealthPolicy]]:
        return {target.programme: (target, document) for document in self.documents for target in document.coverage}

    @property
    def classes(self) -> tuple[ClassRule, ...]:
        return next((document.classes for document in reversed(self.documents) if document.classes), ())

    @property
    def progress(self) -> tuple[Progress, Reference] | None:
        found = next((document for document in reversed(self.documents) if document.progress), None)
        return (found.progress, found.source(found.progress)) if found and found.progress else None

    @property
    def checklist(self) -> tuple[ChecklistItem, ...]:
        return next((document.checklist.items for document in reversed(self.documents) if document.checklist), ())

    @property
    def examination(self) -> tuple[Examination, Reference] | None:
        found = next((document for document in reversed(self.documents) if document.examination), None)
        return (found.examination, found.source(found.examination)) if found and found.examination else None


def in_force_at(documents: Sequence[HealthPolicy], *, region: str, on: date) -> InForce:
    """Every file that applies in `region` (a village, a county, …) on a day."""
    fitting = [document for document in documents if region.startswith(document.region) and document.covers(on)]
    return InForce(tuple(sorted(fitting, key=lambda document: (len(document.region), document.in_force.start))), region, on)
