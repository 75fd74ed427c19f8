"""Rules of supervision as policy files write them, each with its examples, and what they find among things.

Nothing here stops money: what the law forbids is refused where it is done. These rules say what a person should look at.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from pydantic import Field, model_validator

from services.funds.rules.supervision_fact import FACTS, SUBJECT_NAMES, WHOLE, Fact, FactKind, Facts, Subject, Thing, told
from shared.money import fen
from shared.policy.document import NamedRule, RuleBook
from shared.policy.shape import Draft
from shared.policy.written import Text

Judge = Callable[[Facts], bool]
WrittenFacts = dict[str, str]
"""Facts by name, as a policy file writes them."""
_SHARE = re.compile(r"(\d{1,5})(?:\.(\d{1,2}))?%")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BLANK = re.compile(r"\{([^{}]*)\}")


class Theme(StrEnum):
    """What a rule is for: the headings of the board."""

    SPEED = "speed"
    IDLE = "idle"
    LATE = "late"
    CONCENTRATION = "concentration"
    SHARED_ACCOUNT = "shared-account"
    ROUND_AMOUNT = "round-amount"
    ORDER = "order"
    SPLIT = "split"
    DEAD = "dead"
    DOUBLE = "double"


THEME_NAMES = {
    Theme.SPEED: "支出进度",
    Theme.IDLE: "资金闲置",
    Theme.LATE: "拨付、收缴迟缓",
    Theme.CONCENTRATION: "资金集中",
    Theme.SHARED_ACCOUNT: "多户同一账户",
    Theme.ROUND_AMOUNT: "整数金额",
    Theme.ORDER: "先后倒置",
    Theme.SPLIT: "化整为零",
    Theme.DEAD: "向已故人员发放",
    Theme.DOUBLE: "一事重复",
}


class Level(StrEnum):
    """A fault breaks a rule, a warning may be right and must be explained, a notice is worth a look."""

    FAULT = "fault"
    WARNING = "warning"
    NOTICE = "notice"


LEVEL_NAMES = {Level.FAULT: "疑似违规", Level.WARNING: "预警", Level.NOTICE: "提示"}


class Condition(Draft):
    """One question about one fact; what is unknown answers no, but to `is_known: false`."""

    fact: str
    is_one_of: tuple[Text, ...] | None = Field(default=None, alias="is", min_length=1)
    is_not: tuple[Text, ...] | None = Field(default=None, min_length=1)
    is_known: bool | None = None
    at_least: str | None = None
    at_most: str | None = None
    over: str | None = None
    under: str | None = None
    multiple_of: str | None = None
    before: str | None = None
    after: str | None = None
    below: str | None = None
    """Another fact; `by` is how much lower at least."""
    above: str | None = None
    by: str | None = None

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        asked = [name for name in _QUESTIONS if getattr(self, name) is not None]
        if len(asked) != 1 and set(asked) not in ({"at_least", "at_most"}, {"over", "at_most"}, {"at_least", "under"}):
            raise ValueError("一个条件写一个问题，或一个范围")
        if self.by is not None and not (self.below or self.above):
            raise ValueError("by 只用于 below、above")
        return self

    @property
    def asks_of(self) -> list[str]:
        """The facts that it looks at."""
        return [self.fact, *(other for other in (self.before, self.after, self.below, self.above) if other)]

    def judge(self, kinds: dict[str, FactKind]) -> Judge:
        """Ready to be asked. Raises ValueError where the question does not fit the fact."""
        kind = kinds[self.fact]
        if self.is_known is not None:
            return lambda facts: (self.fact in facts) is self.is_known
        if other := self.before or self.after or self.below or self.above:
            return self._compared(kind, kinds[other], other)
        if (self.is_one_of or self.is_not) is not None:
            return self._named(kind)
        return self._measured(kind)

    def _named(self, kind: FactKind) -> Judge:
        if kind is not FactKind.WORD:
            raise ValueError(f"{self.fact} 不是文字，不能写 is、is_not")
        wanted, is_one = frozenset(self.is_one_of or self.is_not or ()), self.is_one_of is not None
        return lambda facts: self.fact in facts and (facts[self.fact] in wanted) is is_one

    def _measured(self, kind: FactKind) -> Judge:
        if kind is FactKind.WORD:
            raise ValueError(f"{self.fact} 是文字，只能写 is、is_not")
        least, most, over, under, part = (
            None if bound is None else read_fact(kind, bound)
            for bound in (self.at_least, self.at_most, self.over, self.under, self.multiple_of)
        )

        def judge(facts: Facts) -> bool:
            value: Any = facts.get(self.fact)
            if value is None:
                return False
            return (
                (least is None or value >= least)
                and (most is None or value <= most)
                and (over is None or value > over)
                and (under is None or value < under)
                and (part is None or (value > 0 and value % part == 0))
            )

        return judge

    def _compared(self, kind: FactKind, other_kind: FactKind, other: str) -> Judge:
        is_days = self.before is not None or self.after is not None
        if kind is not other_kind or (kind is FactKind.DAY) is not is_days or kind is FactKind.WORD:
            raise ValueError(f"{self.fact} 与 {other} 不能这样比较")
        is_lower = self.before is not None or self.below is not None
        margin: Any = read_fact(kind, self.by) if self.by is not None else None

        def judge(facts: Facts) -> bool:
            value: Any = facts.get(self.fact)
            with_it: Any = facts.get(other)
            if value is None or with_it is None:
                return False
            low, high = (value, with_it) if is_lower else (with_it, value)
            return bool(low < high if margin is None else high - low >= margin)

        return judge


_QUESTIONS = (
    "is_one_of", "is_not", "is_known", "at_least", "at_most", "over", "under", "multiple_of", "before", "after", "below", "above",
)  # fmt: skip


def read_fact(kind: FactKind, written: str) -> Fact:
    """A value as a policy file writes it: yuan, a count, `20%`, a word, a day. Raises ValueError."""
    match kind:
        case FactKind.MONEY:
            return fen(written)
        case FactKind.SHARE if found := _SHARE.fullmatch(written):
            return int(found[1]) * WHOLE // 100 + int((found[2] or "0").ljust(2, "0"))
        case FactKind.COUNT if written.isdecimal():
            return int(written)
        case FactKind.DAY if _DAY.fullmatch(written):
            return date.fromisoformat(written)
        case FactKind.WORD:
            return written
    raise ValueError(f"{written} 不是{_KIND_WORDS[kind]}")


_KIND_WORDS = {FactKind.SHARE: "百分数（例如 20%）", FactKind.COUNT: "整数", FactKind.DAY: "日期"}


class Examples(Draft):
    """Facts in which the rule finds something, and such in which it finds nothing."""

    odd: tuple[WrittenFacts, ...] = Field(min_length=1)
    fine: tuple[WrittenFacts, ...] = Field(min_length=1)


class SupervisionRule(NamedRule):
    """What is worth a look, about what, how bad it is, what it says and how it is mended."""

    theme: Theme
    title: Text
    about: Subject
    level: Level
    when: tuple[Condition, ...] = Field(min_length=1)
    says: Text
    mend: Text
    examples: Examples

    @model_validator(mode="after")
    def _knows_its_facts(self) -> Self:
        known = FACTS[self.about]
        asked = {name for condition in self.when for name in condition.asks_of} | set(_BLANK.findall(self.says))
        asked |= {name for facts in (*self.examples.odd, *self.examples.fine) for name in facts}
        if unknown := asked - set(known):
            raise ValueError(f"{SUBJECT_NAMES[self.about]}没有这些项目：{'、'.join(sorted(unknown))}")
        for facts in (*self.examples.odd, *self.examples.fine):
            self.read(facts)
        self.judge  # noqa: B018  complains of a question that does not fit its fact
        return self

    @property
    def kinds(self) -> dict[str, FactKind]:
        return {name: of.kind for name, of in FACTS[self.about].items()}

    @property
    def judge(self) -> Judge:
        """All conditions together, ready to be asked."""
        judges = [condition.judge(self.kinds) for condition in self.when]
        return lambda facts: all(one(facts) for one in judges)

    def read(self, written: WrittenFacts) -> dict[str, Fact]:
        """An example's facts. Raises ValueError."""
        return {name: read_fact(self.kinds[name], value) for name, value in written.items()}

    def spoken(self, facts: Facts) -> str:
        """What it found, with the facts filled in."""
        return _BLANK.sub(lambda blank: told(self.kinds[blank[1]], facts[blank[1]]) if blank[1] in facts else "不详", self.says)

    def basis(self, facts: Facts) -> tuple[str, ...]:
        """What an acceptance rests on: the facts that it looks at and that do not grow by themselves."""
        known = FACTS[self.about]
        names = dict.fromkeys(name for condition in self.when for name in condition.asks_of)
        return tuple(f"{name}={facts.get(name, '')}" for name in names if not known[name].grows)


class SupervisionPolicy(RuleBook[SupervisionRule]):
    """Rules of supervision: of a subject, or of a county."""


@dataclass(frozen=True)
class HeldRule:
    """A rule as it holds in a place, with its file, version and clause, ready to be asked."""

    rule: SupervisionRule
    policy: str
    version: str
    clause: str
    judge: Judge

    @classmethod
    def of(cls, rule: SupervisionRule, policy: SupervisionPolicy, version: str) -> Self:
        return cls(rule, policy.policy, version, policy.source(rule).spoken, rule.judge)


@dataclass(frozen=True)
class Found:
    """What a rule found in a thing."""

    held: HeldRule
    thing: Thing

    @property
    def said(self) -> str:
        return self.held.rule.spoken(self.thing.facts)

    @property
    def basis(self) -> tuple[str, ...]:
        return self.held.rule.basis(self.thing.facts)


class Ruleset:
    """The rules of a place on a day."""

    def __init__(self, held: Iterable[HeldRule]) -> None:
        self.held: Sequence[HeldRule] = tuple(held)
        self.names = frozenset(each.rule.rule for each in self.held)
        self._by_subject = {subject: [each for each in self.held if each.rule.about is subject] for subject in Subject}

    def find(self, things: Iterable[Thing]) -> list[Found]:
        """Everything that is worth a look among these."""
        return [Found(held, thing) for thing in things for held in self._by_subject[thing.subject] if held.judge(thing.facts)]
