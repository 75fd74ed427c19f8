"""The conditions of data-quality rules, as a policy file writes them, and as they are held against a household.

A condition names a field and one question: `is`, `is_not`, `is_filled`, `from`/`to`, `matches`, `matches_not`, `outside_list`,
`same_as`, `differs_from`, `before`, `after`, `less_than`, `more_than`, `fails`. What is empty answers no to every question but
`is_filled: false`. `years` shifts the date that is compared with, `by` is a margin. Conditions of a list hold together; `any_of`
holds where one of its lists does; `members` counts the members of whom a list holds (`twice`: two
of them say the same in a field); `household` asks a person's household.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from services.registry.rules.quality_check import CHECKS
from services.registry.rules.quality_field import SEPARATOR, Values, Whole, words_of
from shared.policy.shape import Draft

Judge = Callable[[Values, Whole], bool]
Lists = Mapping[str, frozenset[str]]


def _is_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as wrong:
        raise ValueError(f"不是正确的正则表达式（{wrong}）") from None
    return text


Pattern = Annotated[str, AfterValidator(_is_pattern)]


class Condition(Draft):
    """One question about a field, or a group of conditions."""

    field: str | None = None
    is_one_of: tuple[str, ...] | None = Field(default=None, alias="is", min_length=1)
    is_not: tuple[str, ...] | None = Field(default=None, min_length=1)
    is_filled: bool | None = None
    least: int | None = Field(default=None, alias="from")
    most: int | None = Field(default=None, alias="to")
    matches: Pattern | None = None
    matches_not: Pattern | None = None
    outside_list: str | None = None
    same_as: str | None = None
    differs_from: str | None = None
    before: str | None = None
    after: str | None = None
    less_than: str | None = None
    more_than: str | None = None
    fails: str | None = None
    of: Literal["self", "head", "household"] = "self"
    years: int = 0
    by: int = Field(default=0, ge=0)
    any_of: tuple[tuple["Condition", ...], ...] = ()
    members: tuple["Condition", ...] = ()
    at_least: int | None = Field(default=None, ge=1)
    at_most: int | None = Field(default=None, ge=0)
    twice: str | None = None
    household: tuple["Condition", ...] = ()

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        ranged = self.least is not None or self.most is not None
        asked = sum(getattr(self, name) is not None for name in _QUESTIONS) + ranged
        groups = sum(bool(group) for group in (self.any_of, self.members, self.household))
        if (self.field is None) == (groups == 0) or (self.field is not None and asked != 1) or groups > 1:
            raise ValueError("一个条件写一个 field 和一个问题，或者写 any_of、members、household 之一")
        if bool(self.members) != (self.at_least is not None or self.at_most is not None or self.twice is not None):
            raise ValueError("members 须写 at_least、at_most 或 twice")
        if self.fails is not None and self.fails not in CHECKS:
            raise ValueError(f"fails 应为 {'、'.join(CHECKS)} 之一")
        if self.years and not (self.before or self.after):
            raise ValueError("years 只用于 before、after")
        if self.by and not (self.less_than or self.more_than):
            raise ValueError("by 只用于 less_than、more_than")
        return self

    @property
    def other(self) -> str | None:
        """The field that the question compares with."""
        return self.same_as or self.differs_from or self.before or self.after or self.less_than or self.more_than

    @property
    def asks_one_field(self) -> bool:
        """Whether it looks at nothing but its own field of the subject."""
        return self.field is not None and self.other is None and self.fails is None

    def judge(self, lists: Lists) -> Judge:
        """This condition, ready to be asked. Raises ValueError for a list that is not there."""
        if self.any_of:
            return _either([together(way, lists) for way in self.any_of])
        if self.household:
            of_household = together(self.household, lists)
            return lambda own, whole: of_household(whole.household, whole)
        if self.members:
            of_member = together(self.members, lists)
            return self._repeated(of_member, self.twice) if self.twice else self._counted(of_member)
        if self.other:
            return self._compared(self.other)
        return self._asked(lists)

    def _counted(self, of_member: Judge) -> Judge:
        least, most = self.at_least or 0, self.at_most

        def judge(own: Values, whole: Whole) -> bool:
            count = sum(of_member(member, whole) for member in whole.members)
            return count >= least and (most is None or count <= most)

        return judge

    @staticmethod
    def _repeated(of_member: Judge, field: str) -> Judge:
        def judge(own: Values, whole: Whole) -> bool:
            told = [member.get(field, "") for member in whole.members if of_member(member, whole)]
            return len(told) > len(set(told))

        return judge

    def _asked(self, lists: Lists) -> Judge:
        field = self.field or ""
        if self.is_filled is not None:
            filled = self.is_filled
            return lambda own, whole: (own.get(field, "") != "") is filled
        if self.is_one_of:
            wanted = frozenset(self.is_one_of)
            return lambda own, whole: (
                (value := own.get(field)) is not None
                and (value in wanted or (SEPARATOR in str(value) and not wanted.isdisjoint(words_of(value))))
            )
        if self.is_not:
            unwanted = frozenset(self.is_not)
            return lambda own, whole: bool(words := words_of(own.get(field))) and unwanted.isdisjoint(words)
        if self.outside_list:
            if self.outside_list not in lists:
                raise ValueError(f"没有名为 {self.outside_list} 的可选值表")
            allowed = lists[self.outside_list]
            return lambda own, whole: (value := own.get(field)) not in allowed and not allowed.issuperset(words_of(value))
        if self.fails:
            is_wrong = CHECKS[self.fails]
            return lambda own, whole: is_wrong(own)
        if pattern := self.matches or self.matches_not:
            fits, wanted_fit = re.compile(pattern).fullmatch, self.matches is not None
            return lambda own, whole: (value := own.get(field, "")) != "" and (fits(str(value)) is not None) is wanted_fit
        least, most = self.least, self.most

        def lies_within(own: Values, whole: Whole) -> bool:
            number = number_of(own.get(field))
            return number is not None and (least is None or number >= least) and (most is None or number <= most)

        return lies_within

    def _compared(self, other: str) -> Judge:
        field, of, holds = self.field or "", self.of, self._comparison()

        def judge(own: Values, whole: Whole) -> bool:
            against = own if of == "self" else whole.household if of == "household" else whole.head
            if against is None or (of == "head" and against is own):
                return False
            mine, theirs = own.get(field, ""), against.get(other, "")
            return mine != "" and theirs != "" and holds(mine, theirs)

        return judge

    def _comparison(self) -> Callable[[str | int, str | int], bool]:
        years = self.years
        if self.same_as:
            return lambda mine, theirs: str(mine) == str(theirs)
        if self.differs_from:
            return lambda mine, theirs: str(mine) != str(theirs)
        if self.before:
            return lambda mine, theirs: str(mine) < years_later(str(theirs), years)
        if self.after:
            return lambda mine, theirs: str(mine) > years_later(str(theirs), years)
        if self.less_than:
            return lambda mine, theirs: _in_order(mine, theirs, self.by)
        return lambda mine, theirs: _in_order(theirs, mine, self.by)

    def fields(self, about: str) -> Iterable[tuple[str, str]]:
        """Every field that is asked for, with whose it is: `person`, `head`, `members` or `household`."""
        for condition in (each for way in self.any_of for each in way):
            yield from condition.fields(about)
        for condition in self.members:
            yield from condition.fields("members")
        if self.twice:
            yield "members", self.twice
        for condition in self.household:
            yield from condition.fields("household")
        if self.field:
            yield about, self.field
        if self.other:
            yield (about if self.of == "self" else self.of), self.other


_QUESTIONS = (
    "is_one_of", "is_not", "is_filled", "matches", "matches_not", "outside_list", "same_as", "differs_from", "before", "after",
    "less_than", "more_than", "fails",
)  # fmt: skip


def together(conditions: Sequence[Condition], lists: Lists) -> Judge:
    """All of these hold; what is quickest to ask is asked first."""
    judges = [condition.judge(lists) for condition in sorted(conditions, key=lambda each: each.is_filled is None)]
    if len(judges) == 1:
        return judges[0]

    def judge(own: Values, whole: Whole) -> bool:
        for each in judges:  # noqa: SIM110  a generator in `all` takes three times as long, a million people wait for it
            if not each(own, whole):
                return False
        return True

    return judge


def _either(ways: Sequence[Judge]) -> Judge:
    def judge(own: Values, whole: Whole) -> bool:
        for way in ways:  # noqa: SIM110  as in `together`
            if way(own, whole):
                return True
        return False

    return judge


def number_of(value: str | int | None) -> int | None:
    """A count or an age, as it is kept; decimals are cut off, None for what is no number."""
    if value is None or isinstance(value, int):
        return value
    whole = value.partition(".")[0]
    return int(whole) if whole.isascii() and whole.isdecimal() and len(whole) <= 9 else None


def years_later(day: str, years: int) -> str:
    """An ISO date so many years later (earlier); a comparison of texts, so that 29 February needs no calendar."""
    return f"{int(day[:4]) + years:04d}{day[4:]}" if years and day[:4].isdecimal() else day


def _in_order(lesser: str | int, greater: str | int, by: int) -> bool:
    """The lesser is less by more than this."""
    first, second = number_of(lesser), number_of(greater)
    return first is not None and second is not None and first + by < second
