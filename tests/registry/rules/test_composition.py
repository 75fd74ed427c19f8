"""What a household is made of, as the register says it."""

from datetime import date
from uuid import uuid4

import pytest

from services.registry.rules.composition import Composition, HouseholdKind, Someone, Trait, age_on, has, told, with_trait


def someone(age: int | None = 40, *classes: str, **said: str) -> Someone:
    return Someone(uuid4(), age, said, classes)


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ((someone(劳动技能="普通劳动力"),), HouseholdKind.GENERAL),
        ((someone(40, "low-income", 劳动技能="弱劳动力或半劳动力"),), HouseholdKind.ABLE_LOW_INCOME),
        ((someone(40, "low-income", 劳动技能="丧失劳动力"), someone(8)), HouseholdKind.UNABLE_LOW_INCOME),
        ((someone(70, "extreme-poverty"), someone(40, "low-income", 劳动技能="普通劳动力")), HouseholdKind.FIVE_GUARANTEES),
    ],
)
def test_a_household_is_of_one_of_the_four_kinds(members: tuple[Someone, ...], kind: HouseholdKind) -> None:
    assert Composition((), members).kind is kind


def test_labour_that_works_or_studies_is_not_idle() -> None:
    idle = someone(劳动技能="技能劳动力", **{"务工时间(月)": ""})
    working = someone(劳动技能="普通劳动力", **{"务工时间(月)": "3"})
    on_post = someone(劳动技能="普通劳动力", 公益性岗位类型="保洁")
    pupil = someone(17, 劳动技能="普通劳动力", 在校生状况="中职一年级")
    home = Composition((), (idle, working, on_post, pupil))
    assert with_trait(home, Trait.IDLE_LABOUR) == (idle,)
    assert told(home, Trait.LABOUR) == "有劳动力 4 人"


def test_who_was_never_asked_about_insurance_is_not_uninsured() -> None:
    asked = someone(**{"是否参加新农合(城乡居民医保)": "否"})
    insured = someone(**{"是否参加新农合(城乡居民医保)": "否", "是否参加城镇职工基本医疗保险": "是"})
    home = Composition((), (someone(), asked, insured))
    assert with_trait(home, Trait.UNINSURED) == (asked,)


def test_the_house_speaks_for_itself() -> None:
    home = Composition((), (), {"危房户": "是", "饮水安全": "否"})
    assert has(home, Trait.UNSAFE_HOUSE)
    assert has(home, Trait.UNSAFE_WATER)
    assert not has(Composition((), (), {"危房等级": "B"}), Trait.UNSAFE_HOUSE)


def test_years_are_full_on_the_birthday() -> None:
    assert [age_on(date(2000, 6, 2), date(2018, 6, day)) for day in (1, 2)] == [17, 18]
    assert age_on(None, date(2018, 6, 1)) is None
