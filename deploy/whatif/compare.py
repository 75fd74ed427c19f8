"""A recorded year against the same year under a draft: who pays what, who gains and loses, what is decided otherwise."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from deploy.whatif.masking import LEAST, masked
from deploy.whatif.scope import Concerned, concerned
from deploy.whatif.verify import Verified, verify
from services.medical.rules.recorded import RecordedYear, opening_of
from shared.money import split
from shared.policy.batch.columns import Codes, Columns, Fen, Marks, Rows
from shared.policy.batch.run import Results, settle_columns
from shared.policy.batch.split import scaled
from shared.policy.batch.year_end import YearEnd, close_years
from shared.policy.clauses import Layer, Policy

NOBODY = "一般参保居民"
WORST = 10
_SPLIT_LIMIT_FEN = 1 << 40
_WEIGHT_LIMIT = 1 << 20


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount before and after, in fen."""

    title: str
    before_fen: int
    after_fen: int

    @property
    def difference_fen(self) -> int:
        return self.after_fen - self.before_fen


@dataclass(frozen=True, slots=True)
class Side:
    """Bills of which the patient bears less (or more): how many, how much together, and in the middle. Masked: only None."""

    count: int | None
    sum_fen: int | None
    median_fen: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """One class of person, or one level of hospital. `is_masked` where one of its counts may not be shown."""

    title: str
    bills: int | None
    unchanged: int | None
    gain: Side
    loss: Side


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision that comes out otherwise for so many people; None where the number is too small to be shown."""

    title: str
    gained: int | None
    lost: int | None


@dataclass(frozen=True, slots=True)
class Worst:
    """A bill of which the patient bears much more; the end of its number, and no word of who it is."""

    settlement: str
    level: str
    difference_yuan: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that a draft changes of a year."""

    draft: Policy
    year: int
    recorded: RecordedYear
    concerned: Concerned
    verified: Verified
    bills: int
    people: int
    total_fen: int
    payers: tuple[Sum, ...]
    layers: tuple[Sum, ...]
    patient: Sum
    year_end: tuple[tuple[str, int], ...]
    """What year-end rules would pay besides, by title: they are not in the sums, for no year was closed by the old rules here."""
    refused: dict[str, int]
    by_class: tuple[Group, ...]
    by_level: tuple[Group, ...]
    worst: tuple[Worst, ...]
    decisions: tuple[Decision, ...]
    one_by_one: int


def compare(recorded: RecordedYear, draft: Policy, kept: Sequence[Policy]) -> Comparison:
    verified = verify(recorded, kept)  # first, so that its columns are gone when the draft's come
    of_place = concerned(recorded, draft, kept)
    opening = opening_of(recorded, draft.counters())
    columns = recorded.columns.taken(of_place.rows, opening=opening)
    results = settle_columns(draft, columns)
    done = np.flatnonzero(results.refused == 0)
    rows = of_place.rows[done]
    before, after = recorded.patient_fen[rows], results.patient_fen[done]
    change: Fen = after - before
    words = _words(draft, kept)
    person = columns.person[done]
    return Comparison(
        draft=draft,
        year=recorded.year,
        recorded=recorded,
        concerned=of_place,
        verified=verified,
        bills=len(done),
        people=len(np.unique(person)),
        total_fen=_total(columns, done),
        payers=_payers(recorded, rows, draft, results, done),
        layers=_layers(recorded, rows, draft, results, done),
        patient=Sum("个人负担", int(before.sum()), int(after.sum())),
        year_end=_year_end(close_years(draft, columns, results)),
        refused=_refused(results),
        by_class=_groups(_classes(columns, done, words[0]), change),
        by_level=_groups(_levels(columns, done, words[1]), change),
        worst=_worst(recorded, rows, columns, done, change, words[1]),
        decisions=_decisions(recorded, rows, draft, results, done, person, columns.people),
        one_by_one=results.one_by_one,
    )


def _words(draft: Policy, kept: Iterable[Policy]) -> tuple[dict[str, str], dict[str, str]]:
    persons, levels = dict(draft.persons), dict(draft.levels)
    for policy in kept:
        persons = {**policy.persons, **persons}
        levels = {**policy.levels, **levels}
    return persons, levels


def _total(columns: Columns, done: Rows) -> int:
    is_done = np.zeros(len(columns), np.bool_)
    is_done[done] = True
    return int(columns.total_fen[done].sum()) + sum(stay.total_fen for row, stay in columns.whole.items() if is_done[row])


def _payers(recorded: RecordedYear, rows: Rows, draft: Policy, results: Results, done: Rows) -> tuple[Sum, ...]:
    after: dict[str, int] = {}
    for at, layer in enumerate(draft.layers):
        for payer, fen in _by_payer(layer, results.paid_fen[at, done]).items():
            after[payer] = after.get(payer, 0) + fen
    before = {payer: int(fen[rows].sum()) for payer, fen in recorded.payers.items()}
    return tuple(Sum(name, before.get(name, 0), after.get(name, 0)) for name in {**after, **before})


def _by_payer(layer: Layer, paid: Fen) -> dict[str, int]:
    """What each payer of a layer bears, bill by bill by largest remainder as `Share.by_payer`."""
    if len(layer.payers) == 1:
        return {layer.payer: int(paid.sum())}
    whole = int(np.lcm.reduce([payer.share.denominator for payer in layer.payers]))
    weights = [payer.share.numerator * (whole // payer.share.denominator) for payer in layer.payers]
    small = paid < (_SPLIT_LIMIT_FEN if whole < _WEIGHT_LIMIT else 0)
    parts = scaled(paid[small], [np.full(int(small.sum()), weight, np.int64) for weight in weights])
    sums = [int(part.sum()) for part in parts]
    for fen in paid[~small].tolist():
        sums = [one + more for one, more in zip(sums, split(fen, weights), strict=True)]
    return {payer.title: fen for payer, fen in zip(layer.payers, sums, strict=True)}


def _layers(recorded: RecordedYear, rows: Rows, draft: Policy, results: Results, done: Rows) -> tuple[Sum, ...]:
    after = {layer.name: int(results.paid_fen[at, done].sum()) for at, layer in enumerate(draft.layers)}
    titles = {name: paid.title for name, paid in recorded.layers.items()} | {one.name: one.title for one in draft.layers}
    before = {name: int(paid.paid_fen[rows].sum()) for name, paid in recorded.layers.items()}
    return tuple(Sum(titles[name], before.get(name, 0), after.get(name, 0)) for name in {**after, **before})


def _year_end(closed: Iterable[YearEnd]) -> tuple[tuple[str, int], ...]:
    return tuple((one.layer.title, one.paid_fen) for one in closed)


def _refused(results: Results) -> dict[str, int]:
    counts = np.bincount(results.refused, minlength=len(results.refusals) + 1).tolist()
    return dict(zip(results.refusals, counts[1:], strict=True))


def _classes(columns: Columns, done: Rows, titles: Mapping[str, str]) -> list[tuple[str, Marks]]:
    """A bill of somebody who belongs to several classes counts in each."""
    kind = columns.kind[done]
    found = []
    for name in sorted({name for stay in columns.kinds for name in stay.persons}):
        found.append((titles.get(name, name), np.array([name in stay.persons for stay in columns.kinds], np.bool_)[kind]))
    return [*found, (NOBODY, np.array([not stay.persons for stay in columns.kinds], np.bool_)[kind])]


def _levels(columns: Columns, done: Rows, titles: Mapping[str, str]) -> list[tuple[str, Marks]]:
    kind = columns.kind[done]
    levels = sorted({stay.level for stay in columns.kinds})
    return [
        (titles.get(level, level), np.array([stay.level == level for stay in columns.kinds], np.bool_)[kind]) for level in levels
    ]


def _groups(parts: Iterable[tuple[str, Marks]], change: Fen) -> tuple[Group, ...]:
    found = []
    for title, marks in parts:
        own = change[marks]
        gains, losses = own[own < 0], own[own > 0]
        counts = [len(own) - len(gains) - len(losses), len(gains), len(losses)]
        if sum(counts):
            found.append((title, len(own), counts, gains, losses))
    groups = []
    for (title, bills, counts, gains, losses), is_small in zip(found, masked([one[1] for one in found]), strict=True):
        hidden = [True] * 3 if is_small else masked(counts)
        groups.append(
            Group(
                title,
                None if is_small else bills,
                None if hidden[0] else counts[0],
                _side(gains, hidden[1]),
                _side(losses, hidden[2]),
            )
        )
    return tuple(groups)


def _side(amounts: Fen, is_hidden: bool) -> Side:
    if is_hidden:
        return Side(None, None, None)
    if not len(amounts):
        return Side(0, 0, 0)
    # The middle one, the smaller of two: an amount that somebody really has, and no half fen.
    middle = int(np.partition(amounts, (len(amounts) - 1) // 2)[(len(amounts) - 1) // 2])
    return Side(len(amounts), int(amounts.sum()), middle)


def _worst(
    recorded: RecordedYear, rows: Rows, columns: Columns, done: Rows, change: Fen, titles: Mapping[str, str]
) -> tuple[Worst, ...]:
    order = np.argsort(-change, kind="stable")[:WORST]
    found = []
    for at in order.tolist():
        if change[at] > 0:
            level = columns.kinds[columns.kind[done[at]]].level
            end = recorded.id_of(int(rows[at])).hex[-8:]
            found.append(Worst(f"…{end}", titles.get(level, level), int(change[at]) // 100))
    return tuple(found)


def _decisions(
    recorded: RecordedYear,
    rows: Rows,
    draft: Policy,
    results: Results,
    done: Rows,
    person: Codes,
    people: int,
) -> tuple[Decision, ...]:
    """Of people: of somebody with a right in any bill of the year the right counts."""

    def somebody(marks: Marks) -> Marks:
        who = np.zeros(people, np.bool_)
        who[person[marks]] = True
        return who

    titles = {name: paid.title for name, paid in recorded.layers.items()} | {one.name: one.title for one in draft.layers}
    found = []
    nothing = np.zeros(len(rows), np.bool_)
    for name, title in titles.items():
        before = somebody(recorded.layers[name].is_entitled[rows] if name in recorded.layers else nothing)
        place = results.layers.index(name) if name in results.layers else None
        after = somebody(results.is_entitled[place, done] if place is not None else nothing)
        found.append((f"享有“{title}”", before, after))
    found.append(("越过负担预警线", somebody(recorded.crosses_line[rows]), somebody(results.crosses_line[done])))
    decisions = []
    for title, before, after in found:
        gained, lost = int((after & ~before).sum()), int((before & ~after).sum())
        decisions.append(Decision(title, *(None if 0 < count < LEAST else count for count in (gained, lost))))
    return tuple(decisions)
