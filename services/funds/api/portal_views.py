"""From totals to what a page shows: sums, tables, and the flow from the source to what it was for."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from services.funds.api.flow_chart import Chart, Link, draw
from services.funds.api.portal_asked import Asked
from services.funds.api.portal_sums import Key, Namer, Sums, figure, pairs, sums
from services.funds.rules.flow import STAGE_NAMES, Stage
from services.funds.schemas.portal import Board, Figure, Table, TableRow
from services.funds.store.flow_total import Total

COUNTY_DIGITS = 6
ROWS = 40
"""Of one table of a page; the workbook has all."""
_S = Stage
BROUGHT, OUT, IDLE, UNSPENT, EARLIER, ODD = "上年结转", "结转与收回", "尚未分配", "尚未支出", "此前已安排", "其他"
REST = frozenset({OUT, IDLE, UNSPENT, EARLIER, BROUGHT, ODD})
WIDE = ("资金来源", "资金池", "专项", "项目和指标", "地区", "用途")
TRACED = ("资金来源", "专项", "项目和指标", "地区", "用途")
NARROW = ("资金来源", "专项", "用途")


def board_of(totals: Sequence[Total], asked: Asked, names: Mapping[str, str]) -> Board:
    """The page's tables."""
    namer = Namer.of(asked, names)
    moved = [one for one in totals if one.stage is not _S.TOLD]
    return Board(_sums(moved, asked), _steps(moved, asked, namer), _parts(moved, asked, namer))


def _sums(totals: Sequence[Total], asked: Asked) -> list[tuple[str, Figure]]:
    whole = sums(totals, lambda one: Key("合计", ()))
    cells = next(iter(whole.values()), {})
    told = [
        (STAGE_NAMES[stage], found)
        for stage in (_S.RECEIVED, _S.CARRIED_IN, _S.ALLOCATED, _S.CARRIED_OUT, _S.SPENT)
        if (found := figure(asked, stage, cells.get(stage)))
    ]
    fen = {stage: cells.get(stage, (0, 0))[1] for stage in Stage}
    # Of a town or a use there is only a part of what was set down: what is left is known of whole counties and their budgets.
    is_whole = len(asked.region) <= COUNTY_DIGITS and not (asked.own or asked.project or asked.what)
    if is_whole and (fen[_S.RECEIVED] or fen[_S.CARRIED_IN]) and not (asked.programme or asked.line):
        idle = fen[_S.RECEIVED] + fen[_S.CARRIED_IN] - fen[_S.ALLOCATED] - fen[_S.CARRIED_OUT]
        told.append((IDLE, Figure(idle, how="到账＋上年结转－安排－结转与收回")))
    if is_whole and fen[_S.ALLOCATED]:
        told.append((UNSPENT, Figure(fen[_S.ALLOCATED] - fen[_S.SPENT], how="安排－支出")))
    return told


def _steps(totals: Sequence[Total], asked: Asked, namer: Namer) -> list[Table]:
    """What the flow chart draws, in words and numbers."""
    spent = [one for one in totals if one.stage is _S.SPENT]
    set_down = [one for one in totals if one.stage is _S.ALLOCATED]
    return [
        _table(
            "从资金来源到资金池",
            ("资金来源", "资金池"),
            (_S.RECEIVED, _S.CARRIED_IN, _S.CARRIED_OUT),
            _pooled(totals, namer),
            asked,
        ),
        _step(
            "从资金池到专项（安排）", ("资金来源", "专项"), _S.ALLOCATED, pairs(set_down, namer.source, namer.programme), asked
        ),
        _step("从专项到项目和指标（支出）", ("专项", "项目和指标"), _S.SPENT, pairs(spent, namer.programme, namer.way), asked),
        _step("从项目和指标到地区（支出）", ("项目和指标", "地区"), _S.SPENT, pairs(spent, namer.way, namer.place), asked),
        _step("从地区到用途（支出）", ("地区", "用途"), _S.SPENT, pairs(spent, namer.place, namer.what), asked),
    ]


def _pooled(totals: Sequence[Total], namer: Namer) -> Sums:
    return {
        key: cells
        for key, cells in sums(totals, namer.source).items()
        if cells.keys() & {_S.RECEIVED, _S.CARRIED_IN, _S.CARRIED_OUT}
    }


def _step(title: str, heads: tuple[str, str], stage: Stage, cells: Mapping[tuple[Key, Key], list[int]], asked: Asked) -> Table:
    ordered = sorted(cells.items(), key=lambda one: (-one[1][1], one[0][0].name, one[0][1].name))
    rows = [
        TableRow((left.name, right.name), "", (figure(asked, stage, cell, left, right),))
        for (left, right), cell in ordered[:ROWS]
    ]
    return Table(title, heads, ("金额（元）",), rows, max(0, len(ordered) - ROWS))


def _parts(totals: Sequence[Total], asked: Asked, namer: Namer) -> list[Table]:
    of_lines = [one for one in totals if one.line and one.stage in (_S.ALLOCATED, _S.SPENT)]
    of_projects = [one for one in totals if one.project and one.stage is _S.SPENT]
    of_uses = [one for one in totals if one.stage is _S.SPENT]
    flowing = (_S.RECEIVED, _S.ALLOCATED, _S.SPENT)
    tables = [
        _table("按资金来源", ("资金来源",), flowing, sums(totals, namer.source), asked),
        _table(
            "按专项", ("专项",), (_S.ALLOCATED, _S.SPENT), _with(sums(totals, namer.programme), _S.ALLOCATED, _S.SPENT), asked
        ),
        _table("按地区", ("地区",), (_S.ALLOCATED, _S.SPENT), _with(sums(totals, namer.place), _S.ALLOCATED, _S.SPENT), asked),
        _table("按预算指标", ("预算指标",), (_S.ALLOCATED, _S.SPENT), sums(of_lines, namer.line), asked),
        _table("按项目", ("项目",), (_S.SPENT,), sums(of_projects, namer.project), asked),
        _table("按用途", ("用途",), (_S.SPENT,), sums(of_uses, namer.what), asked),
    ]
    return [table for table in tables if table.rows]


def _with(found: Sums, *stages: Stage) -> Sums:
    return {key: cells for key, cells in found.items() if cells.keys() & set(stages)}


def _table(title: str, heads: tuple[str, ...], stages: Sequence[Stage], found: Sums, asked: Asked) -> Table:
    """A row for each key; where two names head it, the second is the pool of the first."""
    ordered = sorted(found.items(), key=lambda one: (-sum(fen for _, fen in one[1].values()), one[0].name))
    rows = [
        TableRow(
            (key.name, Namer.pool_of(key.name)) if len(heads) == 2 else (key.name,),
            asked.query(stage="", **dict(key.narrowed)),
            tuple(figure(asked, stage, cells.get(stage), key) for stage in stages),
        )
        for key, cells in ordered[:ROWS]
    ]
    return Table(title, heads, tuple(f"{STAGE_NAMES[stage]}（元）" for stage in stages), rows, max(0, len(ordered) - ROWS))


def charts_of(totals: Sequence[Total], asked: Asked, names: Mapping[str, str]) -> list[tuple[str, Chart]]:
    """The flow for a wide and for a narrow screen; empty where nothing flows."""
    namer = Namer.of(asked, names)
    is_traced = asked.is_narrow or len(asked.region) > COUNTY_DIGITS or bool(asked.own)
    spent = [one for one in totals if one.stage is _S.SPENT]
    if is_traced:
        wide = draw(_traced(spent, namer), TRACED, rest=REST, width=1180, height=460)
        narrow = draw(_path(spent, (namer.source, namer.programme, namer.what)), NARROW, rest=REST, width=360, height=460, most=6)
    else:
        wide = draw(_whole(totals, namer), WIDE, rest=REST, width=1180, height=520)
        narrow = draw(_short(totals, namer), NARROW, rest=REST, width=360, height=480, most=6)
    return [(name, chart) for name, chart in (("wide", wide), ("narrow", narrow)) if chart.bands]


def _traced(spent: Sequence[Total], namer: Namer) -> list[Link]:
    return _path(spent, (namer.source, namer.programme, namer.way, namer.place, namer.what))


def _path(spent: Sequence[Total], keys: Sequence[Callable[[Total], Key]], *, first: int = 0) -> list[Link]:
    """What was spent, from column to column."""
    links: dict[tuple[tuple[int, str], tuple[int, str]], int] = defaultdict(int)
    for one in spent:
        names = [key(one).name for key in keys]
        for at, (left, right) in enumerate(pairwise(names), start=first):
            links[(at, left), (at + 1, right)] += one.amount_fen
    return [Link(source, target, fen) for (source, target), fen in links.items()]


def _whole(totals: Sequence[Total], namer: Namer) -> list[Link]:
    """From the sources through pools to programmes as it was set down, from there on as it was spent."""
    came, left = defaultdict[str, int](int), defaultdict[str, int](int)
    into: dict[tuple[str, str], int] = defaultdict(int)
    down: dict[tuple[str, str], int] = defaultdict(int)
    for one in totals:
        pool = namer.pool(one)
        match one.stage:
            case _S.RECEIVED:
                into[namer.source(one).name, pool] += one.amount_fen
                came[pool] += one.amount_fen
            case _S.CARRIED_IN:
                into[BROUGHT, pool] += one.amount_fen
                came[pool] += one.amount_fen
            case _S.ALLOCATED:
                down[pool, namer.programme(one).name] += one.amount_fen
                left[pool] += one.amount_fen
            case _S.CARRIED_OUT:
                down[pool, OUT] += one.amount_fen
                left[pool] += one.amount_fen
    for pool in {*came, *left}:
        idle = came[pool] - left[pool]
        (down if idle > 0 else into)[(pool, IDLE) if idle > 0 else (ODD, pool)] += abs(idle)
    links = [Link((0, source), (1, pool), fen) for (source, pool), fen in into.items()]
    links += [Link((1, pool), (2, programme), fen) for (pool, programme), fen in down.items()]
    links += _unspent(totals, namer, at=2)
    spent = [one for one in totals if one.stage is _S.SPENT]
    return links + _path(spent, (namer.programme, namer.way, namer.place, namer.what), first=2)


def _short(totals: Sequence[Total], namer: Namer) -> list[Link]:
    """The same in three columns."""
    down = [one for one in totals if one.stage is _S.ALLOCATED]
    spent = [one for one in totals if one.stage is _S.SPENT]
    links = _path(down, (namer.source, namer.programme)) + _path(spent, (namer.programme, namer.what), first=1)
    return links + _unspent(totals, namer, at=1)


def _unspent(totals: Sequence[Total], namer: Namer, *, at: int) -> list[Link]:
    """What of a programme is not spent yet; what was spent beyond this year's sum was set down before."""
    left: dict[str, int] = defaultdict(int)
    for one in totals:
        if one.stage in (_S.ALLOCATED, _S.SPENT):
            left[namer.programme(one).name] += one.amount_fen if one.stage is _S.ALLOCATED else -one.amount_fen
    return [
        Link((at, name), (at + 1, UNSPENT), fen) if fen > 0 else Link((at - 1, EARLIER), (at, name), -fen)
        for name, fen in left.items()
    ]
