"""Targets: the printed sums, the counties that became one, what is carried over."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules.target import (
    Held,
    TargetChangedMeanwhile,
    TargetOfNoTime,
    TargetWithoutReason,
    check_target,
    check_version,
    difference,
    follow,
    in_force,
    printed_targets,
)
from services.registry.rules.target_indicator import TargetUnknown, Unit, indicator_of
from services.registry.rules.target_table import TargetsPolicy
from services.registry.store.target import FOLDER, list_targets_policies
from shared.policy.document import read_document
from shared.policy.source import PolicyFileRefused

[SANMING] = [policy for policy in list_targets_policies() if policy.region == "3504"]
PRINTED = printed_targets(list_targets_policies())


def test_the_columns_and_rows_of_sanming_add_up_as_printed() -> None:
    [table] = SANMING.tables
    assert len(table.counties) == 12
    assert sum(row.registered for row in table.counties) == table.total.registered == 107_189
    assert sum(row.cut_before for row in table.counties) == table.total.cut_before == 25_046
    assert sum(row.left for row in table.counties) == table.total.left == 82_143
    assert list(table.total.by_year.values()) == [25_000, 24_000, 24_000, 9_143]
    assert all(sum(row.by_year.values()) == row.left for row in table.counties)


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("left: 327", "left: 328", "梅列区：建档立卡 391 减已减贫 64"),
        ("{2015: 100, 2016: 96", "{2015: 101, 2016: 96", "梅列区：各年任务合计 328"),
        ("2017: 24000, 2018: 9143}", "2017: 24001, 2018: 9143}", "2017 年任务：各县合计 24000，合计行写 24001"),
        ("difference: 849", "difference: 0", "相差 849"),
        ('indicator: "exits-by:industry"', 'indicator: "exits-by:magic"', "没有这种任务指标"),
    ],
)
def test_a_sum_that_does_not_agree_is_refused(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    text = (FOLDER / "sanming_2015.yaml").read_text("utf-8")
    assert right in text
    path = tmp_path / "wrong.yaml"
    path.write_text(text.replace(right, wrong, 1), "utf-8")
    with pytest.raises(PolicyFileRefused, match=told):
        read_document(TargetsPolicy, path)


def test_counties_that_became_one_are_added_up_and_said() -> None:
    [held] = [held for held in PRINTED if held.region == "350404" and held.year == 2016]
    assert held.amount == 175
    assert "梅列区 96＋三元区 79" in held.source
    below = [held for held in PRINTED if len(held.region) == 6 and held.year == 2015 and held.indicator == "exits"]
    [own] = [held for held in PRINTED if held.region == "3504" and held.year == 2015 and held.indicator == "exits"]
    assert difference(own, below) == 0
    assert difference(None, below) is None


def test_a_correction_holds_and_the_printed_number_stays_readable() -> None:
    key = ("350421", "exits", 2016, 2016)
    corrected = Held(*key, 2000, 1, "通知", "重新核定")
    [held] = [held for held in in_force(PRINTED, [corrected]) if held.key == key]
    assert (held.amount, held.version, held.others[0][:2]) == (2000, 1, (0, 1956))


def test_what_a_year_leaves_undone_the_next_owes() -> None:
    lines = follow({2015: 100, 2016: 50, 2018: 10}, {2015: 80, 2016: 90, 2017: 5}, until=2018)
    assert [(line.year, line.target, line.carried, line.owed, line.actual, line.gap) for line in lines] == [
        (2015, 100, 0, 100, 80, 20),
        (2016, 50, 20, 70, 90, 0),
        (2017, None, -20, -20, 5, 0),
        (2018, 10, -25, -15, 0, 0),
    ]
    assert [line.per_mille for line in lines] == [800, 1285, None, None]
    assert follow({}, {2015: 3}, until=2018) == []


years = st.integers(2015, 2020)


@given(st.dictionaries(years, st.integers(0, 500), min_size=1), st.dictionaries(years, st.integers(0, 500)))
def test_nothing_is_lost_between_the_years(targets: dict[int, int], actuals: dict[int, int]) -> None:
    lines = follow(targets, actuals, until=2020)
    first = min(targets)
    left = lines[-1].owed - lines[-1].actual
    assert left == sum(targets.values()) - sum(actual for year, actual in actuals.items() if first <= year <= lines[-1].year)


def test_an_indicator_says_what_it_counts_and_in_what() -> None:
    assert indicator_of("exits").title == "减贫人数"
    assert indicator_of("exits-by:industry").title == "通过产业扶持脱贫的人数"
    assert (indicator_of("done:medical:households").title, indicator_of("done:medical:households").unit) == (
        "落实医疗救助的户数",
        Unit.HOUSEHOLDS,
    )
    for wrong in ("exit", "done:medical", "done:magic:persons", "exits-by:"):
        with pytest.raises(TargetUnknown):
            indicator_of(wrong)


def test_nobody_corrects_blindly_nor_without_a_reason() -> None:
    held = Held("371311", "exits", 2020, 2020, 5, 1, "通知")
    check_version(None, replaces=None, reason="")
    check_version(held, replaces=1, reason="重新核定")
    for before, replaces in ((held, None), (held, 0), (None, 1)):
        with pytest.raises(TargetChangedMeanwhile):
            check_version(before, replaces=replaces, reason="重新核定")
    with pytest.raises(TargetWithoutReason):
        check_version(held, replaces=1, reason="")
    for since, until in ((2021, 2020), (2000, 2020)):
        with pytest.raises(TargetOfNoTime):
            check_target(since, until)
