"""From figures about the register to what people read."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.registry.rules.board import DIMENSION_NAMES, NONE, Cell, Dimension, values_of, with_shares
from services.registry.schemas.board import BoardView, CellView, CountedView, PointView, PublicBoardView, PublicCountyView, Which
from services.registry.store.board import Counted, Point, Whole
from services.registry.tables import PublicCount
from shared import regions

ALL = "全部在册户"
HEADS = {"region": "辖区", "on": "统计日期", **{each.value: name for each, name in DIMENSION_NAMES.items()}}


def board_view(whole: Whole, trend: Sequence[Point], which: Which, *, region: str, on: date) -> BoardView:
    return BoardView(
        region=region,
        on=on,
        asked=asked_view(which, region=region, on=on),
        households=whole.households,
        persons=whole.persons,
        cells=_cells(with_shares(whole.cells, whole=whole.households)),
        trend=[
            PointView(day=point.day, state=point.state, name=_state(point.state), households=point.households) for point in trend
        ],
    )


def counted_view(one: Counted) -> CountedView:
    named = {each.value: name_of(each, getattr(one, each.value)) for each in Dimension if each is not Dimension.PLACE}
    return CountedView(
        household_id=one.household_id,
        region=one.region,
        region_name=regions.name_of(one.region),
        persons=one.persons,
        **named,
    )


def public_board_view(figures: Sequence[PublicCount], *, on: date | None) -> PublicBoardView:
    counties = dict.fromkeys(figure.region for figure in figures)
    return PublicBoardView(
        on=on, counties=[_county(county, [each for each in figures if each.region == county]) for county in counties]
    )


def _county(county: str, figures: Sequence[PublicCount]) -> PublicCountyView:
    [whole] = [figure for figure in figures if not figure.by]
    cells = [Cell(Dimension(each.by), each.key, each.households, each.persons) for each in figures if each.by]
    return PublicCountyView(
        county=county,
        county_name=regions.name_of(county),
        households=whole.households or 0,
        persons=whole.persons or 0,
        cells=_cells(with_shares(cells, whole=whole.households or 0)),
    )


def _cells(cells: Iterable[Cell]) -> list[CellView]:
    """In the order of the board: causes by how many there are, closed lists as they are listed, the others by their keys."""
    order = {each: list(values_of(each)) for each in Dimension}
    dimensions = list(Dimension)

    def place(cell: Cell) -> tuple[int, int, str]:
        if cell.by is Dimension.CAUSE:
            return dimensions.index(cell.by), -(cell.households or 0), cell.key
        listed = order[cell.by]
        return dimensions.index(cell.by), listed.index(cell.key) if cell.key in listed else len(listed), cell.key

    return [
        CellView(
            by=cell.by,
            key=cell.key,
            name=name_of(cell.by, cell.key),
            households=cell.households,
            persons=cell.persons,
            share_per_mille=cell.share_per_mille,
        )
        for cell in sorted(cells, key=place)
    ]


def name_of(dimension: Dimension, key: str) -> str:
    if dimension is Dimension.PLACE:
        return regions.name_of(key)
    return values_of(dimension).get(key, key)


def asked_view(which: Which, *, region: str, on: date) -> dict[str, str]:
    """What was asked for, in words, for the head of a page and the last sheet of a workbook."""
    told = {HEADS["region"]: regions.name_of(region) if region else "本人全部辖区", HEADS["on"]: on.isoformat()}
    chosen = {
        Dimension(name): value for name, value in which.model_dump(include=set(HEADS), exclude={"region", "on"}).items() if value
    }
    return told | {DIMENSION_NAMES[each]: name_of(each, value) for each, value in chosen.items()}


def _state(state: str) -> str:
    if not state:
        return ALL
    return {**values_of(Dimension.POVERTY), **values_of(Dimension.WATCH), NONE: NONE}[state]
