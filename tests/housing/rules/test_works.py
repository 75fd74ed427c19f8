"""What an inspection answers, what it finds, and when somebody looks again."""

from datetime import date

import pytest

from services.housing.rules.mode import Mode
from services.housing.rules.works import (
    AnswersMissing,
    Assurance,
    BuildersWay,
    CostMissing,
    CureDueBeforeFound,
    DefectsMissing,
    DefectsUncured,
    EndsBeforeStart,
    Flaw,
    FlawAnsweredWell,
    NotTheBuildersWay,
    Stage,
    StagesUninspected,
    WorksOutOfTime,
    must_answer,
    must_be_between,
    must_be_built,
    must_be_cured,
    must_be_inspected,
    must_be_priced,
    must_not_be_built,
    must_run_forward,
    visits_after,
)

SEEN_ON = date(2020, 8, 1)
WELL = dict.fromkeys(Assurance, True)


def test_an_inspection_answers_every_assurance():
    must_answer(WELL, [], on=SEEN_ON)
    with pytest.raises(AnswersMissing) as refused:
        must_answer({each: True for each in Assurance if each is not Assurance.EARTHQUAKE}, [], on=SEEN_ON)
    assert refused.value.facts["missing"] == ["抗震：圈梁、构造柱等抗震措施到位"]


def test_what_is_not_in_order_is_named_with_its_day():
    flaw = Flaw(Assurance.MATERIALS, "水泥标号不足", date(2020, 8, 5))
    must_answer(WELL | {Assurance.MATERIALS: False}, [flaw], on=SEEN_ON)
    with pytest.raises(DefectsMissing):
        must_answer(WELL | {Assurance.QUALITY: False}, [flaw], on=SEEN_ON)


def test_nothing_is_wrong_with_what_is_in_order_and_nothing_is_due_before_it_was_found():
    flaw = Flaw(Assurance.MATERIALS, "水泥标号不足", date(2020, 7, 31))
    with pytest.raises(FlawAnsweredWell) as refused:
        must_answer(WELL, [flaw], on=SEEN_ON)
    assert refused.value.pointer == "/defects/0/assurance"
    with pytest.raises(CureDueBeforeFound):
        must_answer(WELL | {Assurance.MATERIALS: False}, [flaw], on=SEEN_ON)


def test_an_agreement_has_a_price_where_somebody_builds():
    must_be_priced(Mode.RENT, None)
    with pytest.raises(CostMissing):
        must_be_priced(Mode.REPAIR, None)


def test_a_rebuilt_house_was_looked_at_in_four_stages_and_a_repaired_one_in_two():
    must_be_inspected(Mode.REBUILD, set(Stage))
    must_be_inspected(Mode.REPAIR, {Stage.STRUCTURE, Stage.FINISH})
    with pytest.raises(StagesUninspected) as refused:
        must_be_inspected(Mode.REBUILD, {Stage.FOUNDATION, Stage.FINISH})
    assert refused.value.facts["stages"] == ["主体结构", "屋面"]


def test_an_uncured_defect_stands_in_the_way():
    must_be_cured([])
    with pytest.raises(DefectsUncured):
        must_be_cured(["屋面渗漏"])


def test_a_day_lies_between_the_step_before_and_today():
    must_be_between(date(2020, 7, 1), since=date(2020, 7, 1), today=date(2020, 7, 1), pointer="/on")
    for day in (date(2020, 6, 30), date(2020, 7, 3)):
        with pytest.raises(WorksOutOfTime):
            must_be_between(day, since=date(2020, 7, 1), today=date(2020, 7, 2), pointer="/on")


def test_signing_starting_and_ending_follow_each_other():
    must_run_forward(date(2020, 7, 1), date(2020, 7, 1), date(2020, 7, 1))
    for wrong in ((date(2020, 7, 2), date(2020, 7, 1), date(2020, 9, 1)), (date(2020, 7, 1), date(2020, 9, 2), date(2020, 9, 1))):
        with pytest.raises(EndsBeforeStart):
            must_run_forward(*wrong)


@pytest.mark.parametrize("mode", Mode)
def test_only_repair_and_rebuilding_are_built(mode):
    if mode in (Mode.REPAIR, Mode.REBUILD):
        must_be_built(mode)
        with pytest.raises(BuildersWay):
            must_not_be_built(mode)
    else:
        must_not_be_built(mode)
        with pytest.raises(NotTheBuildersWay):
            must_be_built(mode)


def test_visits_fall_on_the_same_day_of_the_month_or_on_its_last():
    assert visits_after(date(2020, 8, 31), (12, 6)) == [date(2021, 2, 28), date(2021, 8, 31)]
