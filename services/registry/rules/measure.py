"""From causes to measures (因户施策，“九个一批”): which measures a place's file proposes for a household, and why.

A rule fits a household of one of its kinds that has one of its causes or one of its traits, every need of it and none of its
exceptions. What fits is proposed with the reason in words; an officer may add, change and drop.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID, uuid5

from pydantic import Field, model_validator

from services.registry.rules.composition import (
    HOUSEHOLD_KIND_NAMES,
    Composition,
    HouseholdKind,
    Someone,
    Trait,
    has,
    told,
    with_trait,
)
from services.registry.rules.vocabulary import CAUSES, PersonClass
from shared.errors import NotFound
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Amount, Text


class Nature(StrEnum):
    """What kind of help a measure is; boards, targets and the six-month rule count by it."""

    MEDICAL = "medical"
    DISABILITY = "disability"
    EDUCATION = "education"
    DISASTER = "disaster"
    TRAINING = "training"
    FINANCE = "finance"
    LABOUR = "labour"
    WILL = "will"
    RELOCATION = "relocation"
    INDUSTRY = "industry"
    EMPLOYMENT = "employment"
    PUBLIC_POST = "public-post"
    ALLOWANCE = "allowance"
    SUPPORT = "support"
    INSURANCE = "insurance"
    HOUSING = "housing"
    WATER = "water"
    CARE = "care"
    OTHER = "other"


NATURE_NAMES = {
    Nature.MEDICAL: "医疗救助",
    Nature.DISABILITY: "扶残助残",
    Nature.EDUCATION: "教育资助",
    Nature.DISASTER: "灾后救助",
    Nature.TRAINING: "技能培训",
    Nature.FINANCE: "金融扶持",
    Nature.LABOUR: "劳动互助",
    Nature.WILL: "扶志",
    Nature.RELOCATION: "易地搬迁",
    Nature.INDUSTRY: "产业扶持",
    Nature.EMPLOYMENT: "转移就业",
    Nature.PUBLIC_POST: "公益性岗位",
    Nature.ALLOWANCE: "低保与补贴",
    Nature.SUPPORT: "特困供养",
    Nature.INSURANCE: "参保与保险",
    Nature.HOUSING: "住房安全",
    Nature.WATER: "饮水安全",
    Nature.CARE: "照料服务",
    Nature.OTHER: "其他",
}
DEVELOPING = frozenset({Nature.INDUSTRY, Nature.EMPLOYMENT, Nature.FINANCE, Nature.PUBLIC_POST})
"""产业、就业、金融、公益岗: what a watched household with labour must have had after six months; deployed systems check it so."""

OTHER_MEASURE = "other"
"""The key of a measure that an officer words freely."""


class NoMeasuresPolicy(NotFound):
    """该地没有生效的帮扶措施规则"""

    mend = "请联系平台管理员在帮扶措施文件中补录并注明出处"


class MeasureRule(Value):
    """One measure: what it does, for whom, who answers for it, by when, and what proves it.

    `expected_fen` is what a year of it brings, to each person concerned where `is_per_person`, as the document prints it.
    """

    measure: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
    batch: Annotated[int, Field(ge=1, le=20)] | None = None
    title: Text
    nature: Nature
    does: Text
    department: Annotated[str, Field(pattern=r"^[a-z][a-z-]*$", max_length=40)]
    of: tuple[HouseholdKind, ...] = tuple(HouseholdKind)
    causes: tuple[str, ...] = ()
    traits: tuple[Trait, ...] = ()
    needs: tuple[Trait, ...] = ()
    unless: tuple[Trait, ...] = ()
    on_request: bool = False
    term_days: Annotated[int, Field(gt=0, le=366)]
    expected_fen: Amount | None = Field(default=None, alias="expected", gt=0)
    is_per_person: bool = False
    proof: tuple[Text, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _knows_its_causes(self) -> Self:
        if unknown := set(self.causes) - CAUSES:
            raise ValueError(f"causes 中没有这些致贫原因：{'、'.join(sorted(unknown))}")
        if self.on_request and (self.causes or self.traits or self.needs):
            raise ValueError("on_request 的措施只由干部提出，不写 causes、traits、needs")
        return self


class GapLimits(Value):
    """After how many days under watch a household is listed: one without measures, one with labour and nothing to develop it."""

    without_measures_days: Annotated[int, Field(gt=0, le=366)]
    without_development_days: Annotated[int, Field(gt=0, le=732)]


class ExampleMember(Draft):
    """A member of an example's household."""

    age: int | None = None
    particulars: dict[str, str] = {}
    classes: tuple[PersonClass, ...] = ()


class MeasureExample(Draft):
    """A household, and what is proposed for it by this file."""

    title: Text
    causes: tuple[str, ...] = ()
    particulars: dict[str, str] = {}
    members: tuple[ExampleMember, ...]
    expected: tuple[str, ...]


class MeasuresPolicy(Document):
    """One place's measures. The narrowest file around a village holds there alone; `gaps` stands in the nation's file."""

    terms: str
    """The reference of every `term_days` and `proof`: where the document names none, one that says so."""
    measures: tuple[MeasureRule, ...] = Field(min_length=1)
    gaps: GapLimits | None = None
    examples: tuple[MeasureExample, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know([self.terms, *(rule.reference for rule in self.measures), *([self.gaps.reference] if self.gaps else [])])
        names = Counter(rule.measure for rule in self.measures)
        if twice := [name for name, count in names.items() if count > 1]:
            raise ValueError(f"measure 重复：{'、'.join(twice)}")
        if OTHER_MEASURE in names:
            raise ValueError(f"{OTHER_MEASURE} 留给干部自拟的措施")
        if (self.gaps is not None) != (not self.region):
            raise ValueError("gaps 写在全国文件中，各地文件不写")
        for example in self.examples:
            if unknown := set(example.expected) - set(names):
                raise ValueError(f"算例“{example.title}”中没有这些措施：{'、'.join(sorted(unknown))}")
        return self

    def find(self, measure: str) -> MeasureRule | None:
        return next((rule for rule in self.measures if rule.measure == measure), None)


@dataclass(frozen=True)
class Proposal:
    """A measure that fits, the members whom it concerns (none: the whole household), and why."""

    rule: MeasureRule
    persons: tuple[Someone, ...]
    why: str

    @property
    def expected_fen(self) -> int | None:
        if self.rule.expected_fen is None:
            return None
        return self.rule.expected_fen * (len(self.persons) or 1) if self.rule.is_per_person else self.rule.expected_fen


def propose(policy: MeasuresPolicy, home: Composition) -> list[Proposal]:
    """What the file says for this household, in the file's order; the measures of its main cause first."""
    found = [proposal for rule in policy.measures if (proposal := _proposed(rule, home))]
    main = home.causes[0] if home.causes else None
    return sorted(found, key=lambda proposal: main not in proposal.rule.causes)


def _proposed(rule: MeasureRule, home: Composition) -> Proposal | None:
    if rule.on_request or home.kind not in rule.of:
        return None
    causes = [cause for cause in home.causes if cause in rule.causes]
    traits = [trait for trait in rule.traits if has(home, trait)]
    if (rule.causes or rule.traits) and not causes and not traits:
        return None
    if not all(has(home, trait) for trait in rule.needs) or any(has(home, trait) for trait in rule.unless):
        return None
    concerned = {one.person_id: one for trait in (*traits, *rule.needs) for one in with_trait(home, trait)}
    return Proposal(rule, tuple(concerned.values()), _why(home, causes, [*traits, *rule.needs]))


def _why(home: Composition, causes: Sequence[str], traits: Sequence[Trait]) -> str:
    said = []
    for cause in causes:
        said.append(f"主要致贫原因为{cause}" if cause == home.causes[0] else f"致贫原因之一为{cause}")
    said += [told(home, trait) for trait in traits]
    return "；".join(said) or f"户类型为{HOUSEHOLD_KIND_NAMES[home.kind]}"


_EXAMPLE = UUID(int=0)


def example_home(example: MeasureExample) -> Composition:
    """An example's household as the rules see it."""
    members = tuple(
        Someone(uuid5(_EXAMPLE, str(at)), one.age, one.particulars, one.classes) for at, one in enumerate(example.members)
    )
    return Composition(example.causes, members, example.particulars)


def example_failures(policy: MeasuresPolicy) -> Mapping[int, str]:
    """By the position of an example, what its file really proposes where that is not what the example says."""
    wrong = {}
    for at, example in enumerate(policy.examples):
        proposed = [proposal.rule.measure for proposal in propose(policy, example_home(example))]
        if proposed != list(example.expected):
            wrong[at] = f"算例“{example.title}”得出 {'、'.join(proposed) or '无'}"
    return wrong
