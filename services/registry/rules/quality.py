"""Data-quality rules, as policy files write them with their source, and what they find in a household. Nothing here
keeps anybody out: what the law of the file refuses, it refuses elsewhere."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from services.registry.rules.quality_condition import Condition, Judge, Lists, together
from services.registry.rules.quality_field import HOUSEHOLD_FIELDS, PERSON_FIELDS, STANDS_ON, Values, Whole
from services.registry.rules.quality_index import Index, Way, ways
from shared.policy.document import NamedRule, RuleBook
from shared.policy.shape import Draft
from shared.policy.written import Text

Changes = Mapping[str, Mapping[str, str] | Literal["没有"]]
"""An example: what is otherwise in a sound household. By relation (户: the household itself); a relation that it does not have is
somebody more, 没有 takes somebody away, a field of an empty text is taken out."""


class Severity(StrEnum):
    """A fault contradicts itself or the law and must be mended; a warning may be right as it is."""

    FAULT = "fault"
    WARNING = "warning"


SEVERITY_NAMES = {Severity.FAULT: "错误", Severity.WARNING: "提醒"}


class Example(Draft):
    """Sound households in which the rule finds something, and such in which it finds nothing."""

    odd: tuple[Changes, ...] = Field(min_length=1)
    fine: tuple[Changes, ...] = ()


class QualityRule(NamedRule):
    """What is odd about a person or a household, in which field it shows, and what to do about it."""

    title: Text
    about: Literal["person", "household"]
    severity: Severity
    field: str
    when: tuple[Condition, ...] = Field(min_length=1)
    mend: Text
    examples: Example

    @model_validator(mode="after")
    def _knows_its_fields(self) -> Self:
        known = {"person": PERSON_FIELDS, "head": PERSON_FIELDS, "members": PERSON_FIELDS, "household": HOUSEHOLD_FIELDS}
        asked = [*self.fields(), (self.about, self.field)]
        unknown = {name for of, name in asked if name not in known[of] and (of, name) != ("household", self.field)}
        if self.field not in PERSON_FIELDS | HOUSEHOLD_FIELDS:
            unknown.add(self.field)
        if unknown:
            raise ValueError(f"没有这些项目：{'、'.join(sorted(unknown))}")
        return self

    def fields(self) -> list[tuple[str, str]]:
        """What the rule looks at, with whose it is, each once."""
        return list(dict.fromkeys(field for condition in self.when for field in condition.fields(self.about)))


class QualityPolicy(RuleBook[QualityRule]):
    """Rules of data quality: of a subject, or of a place."""


@dataclass(frozen=True)
class HeldRule:
    """A rule as it holds in a place: its file and version, its clause, and the rule ready to be asked."""

    rule: QualityRule
    policy: str
    version: str
    clause: str
    judge: Judge
    ways: Sequence[Way]
    looks_at: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, rule: QualityRule, policy: QualityPolicy, version: str, lists: Lists) -> Self:
        """Raises ValueError for a list that is not there."""
        looks_at = [(of, STANDS_ON.get(name, name)) for of, name in rule.fields()]
        kept = tuple(dict.fromkeys((of, name) for of, name in looks_at if name))
        judge, its_ways = together(rule.when, lists), ways(rule.when, lists)
        return cls(rule, policy.policy, version, policy.source(rule).spoken, judge, its_ways, kept)


@dataclass(frozen=True)
class Found:
    """Something that a rule found: `member` is the place in the household's list, None for the household itself.

    `basis` is every value that the rule rests on: while it stays, what was accepted stays accepted.
    """

    held: HeldRule
    member: int | None
    value: str
    basis: tuple[str, ...]


class Ruleset:
    """The rules of a place on a day, ready to be held against one household after another."""

    def __init__(self, held: Iterable[HeldRule]) -> None:
        self.held = tuple(held)
        self.names = frozenset(each.rule.rule for each in self.held)
        self._of_household = [each for each in self.held if each.rule.about == "household"]
        self._of_person = [each for each in self.held if each.rule.about == "person"]
        self._households = Index([each.ways for each in self._of_household])
        self._persons = Index([each.ways for each in self._of_person])

    def find(self, whole: Whole) -> list[Found]:
        """Everything that is odd, the household's own first, then member by member."""
        found = list[Found]()
        for held, at in self.odd_in(whole):
            own = whole.household if at is None else whole.members[at]
            told = _shown(held.rule.field, whole) if at is None else str(own.get(held.rule.field, ""))
            found.append(Found(held, at, told, _basis(held, own, whole)))
        return found

    def odd_in(self, whole: Whole) -> Iterator[tuple[HeldRule, int | None]]:
        """The same, without what it rests on: the rule, and the place of the member or None for the household itself."""
        for place in self._households.that_may_fit(whole.household):
            if self._of_household[place].judge(whole.household, whole):
                yield self._of_household[place], None
        for at, member in enumerate(whole.members):
            for place in self._persons.that_may_fit(member):
                if self._of_person[place].judge(member, whole):
                    yield self._of_person[place], at


def _shown(field: str, whole: Whole) -> str:
    if field in HOUSEHOLD_FIELDS:
        return str(whole.household.get(field, ""))
    return "、".join(str(member[field]) for member in whole.members if member.get(field, "") != "")


def _basis(held: HeldRule, own: Values, whole: Whole) -> tuple[str, ...]:
    told: list[str] = []
    for of, field in held.looks_at:
        of_whom: Sequence[Values | None] = (
            whole.members if of == "members" else [whole.head if of == "head" else whole.household if of == "household" else own]
        )
        told.append("、".join(sorted(str(each.get(field, "")) for each in of_whom if each is not None)))
    return tuple(told)
