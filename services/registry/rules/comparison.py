"""Comparison with other departments' lists (部门名单比对), as policy files write it: a list's columns, and what is a difference.

A file in `policy/compare` describes one kind of list. Their side of a rule is judged row by row (`rules.listed`), our side by one
set-based statement over the register (`store.comparison`).
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from services.registry.rules.judging import Key, Officer
from services.registry.rules.vocabulary import PersonClass
from services.registry.rules.watch import FactKind
from shared.identity import half_width
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Text

ID_NUMBER, VILLAGE = "id_number", "village"
"""The columns that we ourselves read: whose row it is, and (where a list has it) the 12-digit village."""

Age = Annotated[int, Field(ge=0, le=150)]
Field_ = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=30)]
Word = Annotated[str, Field(max_length=60), AfterValidator(half_width)]
"""As `shared.cells` reads a cell: signs are half-width. An empty word is an empty cell."""
Words = Mapping[Field_, tuple[Word, ...]]


class Side(StrEnum):
    """Who has somebody on file: both (and something does not fit), we alone, or they alone."""

    BOTH = "both"
    OURS = "ours"
    THEIRS = "theirs"


class Severity(StrEnum):
    SERIOUS = "serious"
    ORDINARY = "ordinary"
    ADVICE = "advice"


SEVERITY_NAMES = {Severity.SERIOUS: "严重", Severity.ORDINARY: "一般", Severity.ADVICE: "提示"}
SIDE_NAMES = {Side.BOTH: "双方都有，内容不一致", Side.OURS: "本平台有，部门名单没有", Side.THEIRS: "部门名单有，本平台没有"}


class Column(Draft):
    """A column of the list under any of these headings. `is_day`: it holds dates, and a cell that holds none is a fault."""

    heads: tuple[Word, ...] = Field(min_length=1)
    is_needed: bool = False
    is_day: bool = False


class OurTest(Draft):
    """What our file says of a present member: of one of these classes and none of those, with one of these sets of particulars
    and none of those, with something in one of these fields and nothing in those, of an age (both ends included), in a household
    with and without members of some classes."""

    classes: tuple[PersonClass, ...] = ()
    not_classes: tuple[PersonClass, ...] = ()
    household_with: tuple[PersonClass, ...] = ()
    household_without: tuple[PersonClass, ...] = ()
    any_of: tuple[dict[str, str], ...] = ()
    none_of: tuple[dict[str, str], ...] = ()
    filled: tuple[str, ...] = ()
    not_filled: tuple[str, ...] = ()
    age_from: Age | None = None
    age_to: Age | None = None


class FactOf(Draft):
    """What a difference is to monitoring: a fact of this kind, on the day that a column says (without one the list's day), of
    people of an age on that day."""

    kind: FactKind
    day: Field_ | None = None
    age_from: Age | None = None
    age_to: Age | None = None

    def concerns(self, born_on: date | None, *, on: date) -> bool:
        """Whether somebody born then is of the age on that day; of an unknown age they are not left out."""
        if born_on is None:
            return True
        years = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
        return (self.age_from or 0) <= years <= (150 if self.age_to is None else self.age_to)


class DifferenceRule(Value):
    """When their list and our file do not fit, how bad that is, and who is to do what about it by when.

    `where` says which of their rows count. `per: household` asks once for a household, whoever of its members is concerned.
    `shows` are the columns that tell the officer what they say; what stands there otherwise than before is asked again.
    """

    rule: Key
    title: Text
    severity: Severity
    side: Side
    per: Literal["person", "household"] = "person"
    where: Words = {}
    at_least: Annotated[int, Field(ge=1, le=50)] = 1
    ours: OurTest = OurTest()
    shows: tuple[Field_, ...] = ()
    task: Text
    who: Officer
    settle_in_working_days: Annotated[int, Field(gt=0, le=120)]
    fact: FactOf | None = None
    is_death: bool = False

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.side is Side.OURS and (self.where or self.shows or self.at_least > 1):
            raise ValueError(f"{self.rule}：side 为 ours 的，名单中没有这个人，不写 where、shows、at_least")
        if self.side is Side.THEIRS and (self.ours != OurTest() or self.per == "household" or self.fact):
            raise ValueError(f"{self.rule}：side 为 theirs 的，本平台没有这个人，不写 ours、per、fact")
        if (self.fact or self.is_death) and self.per == "household":
            raise ValueError(f"{self.rule}：fact 与 is_death 针对一个人，不写 per: household")
        if self.is_death and self.side is not Side.BOTH:
            raise ValueError(f"{self.rule}：is_death 只用于双方都有的人")
        return self

    @property
    def fields(self) -> set[str]:
        """The columns of the list that the rule reads."""
        return {*self.where, *self.shows, *([self.fact.day] if self.fact and self.fact.day else [])}


class Example(Draft):
    """A worked case: what their list says (null: the person is not on it), what our file says (null: in no household of
    ours), and which rules find a difference."""

    title: Text
    theirs: dict[str, str] | None = None
    ours: dict[str, str] | None = None
    classes: tuple[PersonClass, ...] = ()
    born_on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = "1970-03-18"
    times: Annotated[int, Field(ge=1, le=9)] = 1
    found: tuple[Key, ...]


class ComparisonPolicy(Document):
    """One kind of list: whose it is, its columns, the rows that do not count, the rules of difference."""

    kind: Key
    department: Text
    columns: dict[Field_, Column]
    not_counted: Words = {}
    rules: tuple[DifferenceRule, ...] = Field(min_length=1)
    examples: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(rule.reference for rule in self.rules)
        if ID_NUMBER not in self.columns:
            raise ValueError(f"columns 中没有 {ID_NUMBER}，无法认出名单上的人")
        heads = Counter(head for column in self.columns.values() for head in column.heads)
        if twice := [head for head, count in heads.items() if count > 1]:
            raise ValueError(f"列名写了两次：{'、'.join(twice)}")
        read = {*self.not_counted, *(field for rule in self.rules for field in rule.fields)}
        if unknown := read - set(self.columns):
            raise ValueError(f"columns 中没有 {'、'.join(sorted(unknown))}")
        names = Counter(rule.rule for rule in self.rules)
        if repeated := [name for name, count in names.items() if count > 1]:
            raise ValueError(f"rule 重复：{'、'.join(repeated)}")
        if strange := {name for each in self.examples for name in each.found} - set(names):
            raise ValueError(f"examples 中的 found 没有这样的规则：{'、'.join(sorted(strange))}")
        return self
