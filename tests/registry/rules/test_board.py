"""Figures of the register: every household once, and nothing of a few households in public."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.registry.rules.board import Cell, Dimension, hidden, last_month_end, month_ends, values_of, with_shares
from services.registry.rules.timing import SMALL

figures = st.lists(st.integers(0, 60), min_size=1, max_size=12).map(
    lambda counts: [Cell(Dimension.CAUSE, str(at), count, 3 * count) for at, count in enumerate(counts)]
)


@given(figures)
def test_a_small_figure_is_never_shown_and_cannot_be_told_from_the_whole(cells: list[Cell]) -> None:
    shown = hidden(cells)
    away = [before for before, after in zip(cells, shown, strict=True) if after.households is None]
    assert not any(cell.households and cell.households < SMALL for cell in shown)
    if away and len(away) < len([cell for cell in cells if cell.households]):
        # Whoever takes what is shown from the whole learns the sum of two or more, of which none is as good as told.
        assert len(away) >= 2
        assert sum(cell.households or 0 for cell in away) >= 2 * SMALL


@given(figures)
def test_nothing_is_hidden_without_need(cells: list[Cell]) -> None:
    if all(not cell.households or cell.households >= SMALL for cell in cells):
        assert hidden(cells) == cells
    assert all((cell.persons is None) == (cell.households is None) for cell in hidden(cells))


def test_the_next_smallest_figure_is_hidden_with_a_single_small_one() -> None:
    cells = [Cell(Dimension.CAUSE, key, count, count) for key, count in (("因病", 40), ("因残", 9), ("因学", 2), ("因灾", 0))]
    assert [cell.households for cell in hidden(cells)] == [40, None, None, 0]


def test_shares_are_of_the_households_of_the_whole() -> None:
    cells = [Cell(Dimension.CAUSE, "因病", 1, 9), Cell(Dimension.CAUSE, "因残", 2, 1)]
    assert [cell.share_per_mille for cell in with_shares(cells, whole=3)] == [333, 667]
    assert [cell.share_per_mille for cell in with_shares(cells, whole=0)] == [None, None]


def test_a_trend_has_the_ends_of_months_and_the_day_itself() -> None:
    assert month_ends(date(2020, 3, 9), months=3) == [date(2020, 1, 31), date(2020, 2, 29), date(2020, 3, 9)]
    assert last_month_end(date(2020, 3, 1)) == date(2020, 2, 29)


def test_a_household_in_neither_state_has_a_place_on_the_board() -> None:
    assert values_of(Dimension.WATCH)["none"] == "不在监测"
    assert list(values_of(Dimension.POVERTY).values())[:2] == ["未脱贫", "返贫"]
