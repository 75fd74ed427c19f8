"""Who a household is made of, as far as measures and credit grades ask: labour, pupils, the ill, the disabled, the insured.

Everything is read off the register: the columns of the national export (`rules.export`) and the classes of its people.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.registry.rules.vocabulary import PersonClass


class Trait(StrEnum):
    """What can be said of a household: of somebody in it, or of the house."""

    LABOUR = "labour"
    WEAK_LABOUR = "weak-labour"
    IDLE_LABOUR = "idle-labour"
    NO_LABOUR = "no-labour"
    CHILD_BEFORE_SCHOOL = "child-before-school"
    PUPIL = "pupil"
    STUDENT = "student"
    DISABLED = "disabled"
    DISABLED_CHILD = "disabled-child"
    CHRONIC_ILLNESS = "chronic-illness"
    SERIOUS_ILLNESS = "serious-illness"
    OLD = "old"
    LOW_INCOME = "low-income"
    EXTREME_POVERTY = "extreme-poverty"
    UNINSURED = "uninsured"
    UNSAFE_HOUSE = "unsafe-house"
    UNSAFE_WATER = "unsafe-water"


TRAIT_NAMES = {
    Trait.LABOUR: "有劳动力",
    Trait.WEAK_LABOUR: "弱劳动力或半劳动力",
    Trait.IDLE_LABOUR: "劳动力没有务工",
    Trait.NO_LABOUR: "全家没有劳动力",
    Trait.CHILD_BEFORE_SCHOOL: "学龄前儿童",
    Trait.PUPIL: "在校生",
    Trait.STUDENT: "中职、高职及以上在校生",
    Trait.DISABLED: "残疾",
    Trait.DISABLED_CHILD: "0-6 岁残疾儿童",
    Trait.CHRONIC_ILLNESS: "长期慢性病",
    Trait.SERIOUS_ILLNESS: "患有大病",
    Trait.OLD: "60 岁以上老人",
    Trait.LOW_INCOME: "享受低保",
    Trait.EXTREME_POVERTY: "特困供养",
    Trait.UNINSURED: "未参加基本医疗保险",
    Trait.UNSAFE_HOUSE: "住房不安全",
    Trait.UNSAFE_WATER: "饮水不安全",
}


class HouseholdKind(StrEnum):
    """The four kinds in which 三明 2015 counts its poor households (一(二))."""

    GENERAL = "general"
    ABLE_LOW_INCOME = "able-low-income"
    UNABLE_LOW_INCOME = "unable-low-income"
    FIVE_GUARANTEES = "five-guarantees"


HOUSEHOLD_KIND_NAMES = {
    HouseholdKind.GENERAL: "一般贫困户",
    HouseholdKind.ABLE_LOW_INCOME: "有劳动能力的低保贫困户",
    HouseholdKind.UNABLE_LOW_INCOME: "无劳动能力的低保户",
    HouseholdKind.FIVE_GUARANTEES: "五保户（特困供养）",
}


@dataclass(frozen=True)
class Someone:
    """A present member. `age` is in full years, None where the register does not know the birth."""

    person_id: UUID
    age: int | None
    particulars: Mapping[str, str] = field(default_factory=dict)
    classes: Collection[str] = ()


@dataclass(frozen=True)
class Composition:
    """A household as the rules see it; its main cause of poverty stands first."""

    causes: tuple[str, ...] = ()
    members: tuple[Someone, ...] = ()
    particulars: Mapping[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> HouseholdKind:
        if with_trait(self, Trait.EXTREME_POVERTY):
            return HouseholdKind.FIVE_GUARANTEES
        if not with_trait(self, Trait.LOW_INCOME):
            return HouseholdKind.GENERAL
        return HouseholdKind.UNABLE_LOW_INCOME if has(self, Trait.NO_LABOUR) else HouseholdKind.ABLE_LOW_INCOME


def age_on(born_on: date | None, on: date) -> int | None:
    """Full years on a day."""
    if born_on is None:
        return None
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


_SKILLED = frozenset({"普通劳动力", "技能劳动力"})
_WEAK = "弱劳动力或半劳动力"
_SCHOOLS_AFTER_NINE_YEARS = ("中职", "高职", "技师学院", "本科", "硕士")
_RESIDENTS = "是否参加新农合(城乡居民医保)"
_EMPLOYEES = "是否参加城镇职工基本医疗保险"


def _said(one: Someone, column: str) -> str:
    return one.particulars.get(column, "").strip()


def _is_pupil(one: Someone) -> bool:
    return _said(one, "在校生状况") not in ("", "学龄前儿童", "非在校生")


def _works(one: Someone) -> bool:
    months = _said(one, "务工时间(月)")
    return bool(_said(one, "公益性岗位类型")) or (months.isdecimal() and int(months) > 0)


def _is_labour(one: Someone) -> bool:
    return _said(one, "劳动技能") in _SKILLED


def _is_disabled(one: Someone) -> bool:
    return "残疾" in _said(one, "健康状况") or bool(_said(one, "残疾类别"))


_OF_PERSONS: Mapping[Trait, Callable[[Someone], bool]] = {
    Trait.LABOUR: _is_labour,
    Trait.WEAK_LABOUR: lambda one: _said(one, "劳动技能") == _WEAK,
    Trait.IDLE_LABOUR: lambda one: _is_labour(one) and not _works(one) and not _is_pupil(one),
    Trait.CHILD_BEFORE_SCHOOL: lambda one: _said(one, "在校生状况") == "学龄前儿童",
    Trait.PUPIL: _is_pupil,
    Trait.STUDENT: lambda one: _said(one, "在校生状况").startswith(_SCHOOLS_AFTER_NINE_YEARS),
    Trait.DISABLED: _is_disabled,
    Trait.DISABLED_CHILD: lambda one: _is_disabled(one) and one.age is not None and one.age <= 6,
    Trait.CHRONIC_ILLNESS: lambda one: "长期慢性病" in _said(one, "健康状况"),
    Trait.SERIOUS_ILLNESS: lambda one: "患有大病" in _said(one, "健康状况"),
    Trait.OLD: lambda one: one.age is not None and one.age >= 60,
    Trait.LOW_INCOME: lambda one: PersonClass.LOW_INCOME in one.classes,
    Trait.EXTREME_POVERTY: lambda one: PersonClass.EXTREME_POVERTY in one.classes,
    # Who was never asked is no finding: one of the two columns must have been answered.
    Trait.UNINSURED: lambda one: (
        bool(_said(one, _RESIDENTS) or _said(one, _EMPLOYEES)) and "是" not in (_said(one, _RESIDENTS), _said(one, _EMPLOYEES))
    ),
}
_OF_HOUSES: Mapping[Trait, Callable[[Composition], bool]] = {
    Trait.NO_LABOUR: lambda home: not any(_is_labour(one) or _said(one, "劳动技能") == _WEAK for one in home.members),
    Trait.UNSAFE_HOUSE: lambda home: home.particulars.get("危房户") == "是" or home.particulars.get("危房等级") in ("C", "D"),
    Trait.UNSAFE_WATER: lambda home: home.particulars.get("饮水安全") == "否",
}


def with_trait(home: Composition, trait: Trait) -> tuple[Someone, ...]:
    """The members of whom it holds; none for a trait of the house."""
    test = _OF_PERSONS.get(trait)
    return tuple(one for one in home.members if test(one)) if test else ()


def has(home: Composition, trait: Trait) -> bool:
    test = _OF_HOUSES.get(trait)
    return test(home) if test else bool(with_trait(home, trait))


def told(home: Composition, trait: Trait) -> str:
    """`患有大病 1 人`; of the house only its name."""
    count = len(with_trait(home, trait))
    return f"{TRAIT_NAMES[trait]} {count} 人" if count else TRAIT_NAMES[trait]
