"""From public entries to the county's money in its stages: each entry is a line of one or more totals, and nothing else is.

Per source and year, money that came in or was carried in, less what was set down and what was carried out, is what lies in the
pool; per budget line, what was set down less what was spent (or filled into a town's reserve) is its room. Both are the
ledger's own sums, reckoned from nothing but what was published.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.rules.effect import Effect

_K = DisclosureKind


class Stage(StrEnum):
    """How far money has come."""

    RECEIVED = "received"
    ALLOCATED = "allocated"
    SPENT = "spent"
    CARRIED_IN = "carried-in"
    """From the year before, into the pool or a line."""
    CARRIED_OUT = "carried-out"
    TOLD = "told"
    """No money moved."""


STAGE_NAMES = {
    Stage.RECEIVED: "到账",
    Stage.ALLOCATED: "安排",
    Stage.SPENT: "支出",
    Stage.CARRIED_IN: "上年结转",
    Stage.CARRIED_OUT: "结转与收回",
    Stage.TOLD: "其他公告",
}

HOUSEHOLD_KINDS = frozenset({_K.EMERGENCY_GRANT, _K.GRANT_RETURNED, _K.GRANT_RECOVERED, _K.PAYMENT, _K.PAYMENT_RETURNED})
"""Entries of which each is one household's."""


@dataclass(frozen=True, slots=True)
class Facets:
    """By what totals are kept. What does not apply is empty."""

    year: int
    """The budget year."""
    region: str
    """The village where that is public, else the town or above."""
    stage: Stage
    kind: DisclosureKind
    source: str = ""
    programme: str = ""
    project: str = ""
    line: str = ""
    what: str = ""
    """What it was spent on."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one entry adds to one total, in fen; below zero where it takes away."""

    facets: Facets
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Laid:
    """Where a budget line lies and what it is for, from the entry that set it down."""

    region: str
    project: str = ""


def parts_of(entry: PublicEntry, laid: Mapping[str, Laid]) -> list[Part]:
    """The totals that an entry belongs to. `laid`: the budget lines that it names, as far as they are known."""
    effect, sign = effect_of(entry), -1 if entry.corrects else 1
    own = Facets(
        year=entry.year or int(entry.published_on[:4]),
        region=entry.village or entry.region,
        stage=Stage.TOLD,
        kind=DisclosureKind(entry.kind),
        source=entry.source or "",
        programme=entry.programme or "",
        project=entry.project or "",
        line=entry.line or "",
    )
    match effect:
        case Effect.RECEIVED:
            parts = [_of(own, Stage.RECEIVED, entry)]
        case Effect.GIVEN_BACK:
            parts = [_of(own, Stage.RECEIVED, entry, sign=-1)]
        case Effect.ALLOCATED:
            parts = [_of(own, Stage.ALLOCATED, entry)]
        case Effect.MOVED:
            leaves, comes = _on(own, entry.line, laid), _on(own, entry.line_to, laid)
            parts = [_of(leaves, Stage.ALLOCATED, entry, sign=-1), _of(comes, Stage.ALLOCATED, entry)]
        case Effect.CARRIED:
            parts = _carried(own, entry, laid)
        case Effect.SPENT:
            parts = [_of(replace(own, what=what_of(entry)), Stage.SPENT, entry)]
        case Effect.RETURNED:
            parts = [_of(replace(own, what=what_of(entry)), Stage.SPENT, entry, sign=-1)]
        case Effect.GIVEN:
            parts = [_of(own, Stage.ALLOCATED, entry), _of(replace(own, what=what_of(entry)), Stage.SPENT, entry)]
        case Effect.SHARED_OUT:
            parts = [_of(own, Stage.RECEIVED, entry), _of(own, Stage.ALLOCATED, entry)]
        case Effect.TOLD:
            parts = [_of(own, Stage.TOLD, entry)]
    return [replace(part, amount_fen=sign * part.amount_fen) for part in parts]


def _of(facets: Facets, stage: Stage, entry: PublicEntry, *, sign: int = 1) -> Part:
    return Part(replace(facets, stage=stage), sign * entry.amount_fen)


def _on(own: Facets, line: str | None, laid: Mapping[str, Laid]) -> Facets:
    """The same on this line, where it lies."""
    known = laid.get(line or "")
    if known is None:
        return replace(own, line=line or "")
    return replace(own, line=line or "", region=known.region, project=known.project)


def _carried(own: Facets, entry: PublicEntry, laid: Mapping[str, Laid]) -> list[Part]:
    """Out of its year and into the next, through a line on either side or the pool alone."""
    leaves = _on(own, entry.line, laid)
    comes = replace(leaves, year=own.year + 1, line="")
    parts = [_of(leaves, Stage.CARRIED_OUT, entry), _of(comes, Stage.CARRIED_IN, entry)]
    if entry.line:
        parts.append(_of(leaves, Stage.ALLOCATED, entry, sign=-1))
    if entry.line_to:
        parts.append(_of(replace(comes, line=entry.line_to), Stage.ALLOCATED, entry))
    return parts


def effect_of(entry: PublicEntry) -> Effect:
    """What its amount does; of an entry from before there were effects, what its kind and the texts of then say."""
    if entry.effect:
        return Effect(entry.effect)
    kind = DisclosureKind(entry.kind)
    match kind:
        case _K.DONATION:
            return Effect.TOLD if "，折价，" in entry.reason else Effect.RECEIVED
        case _K.DONATION_USE if entry.subject.endswith(" 户"):
            return Effect.ALLOCATED
        case _K.DONATION_USE:
            return Effect.TOLD if "（物资 " in entry.subject else Effect.GIVEN
        case _K.DISTRIBUTION:
            return Effect.SHARED_OUT
        case _K.PROJECT:
            return Effect.SPENT if entry.reason.startswith("项目付款") else Effect.TOLD
        case _K.BUDGET_CHANGED:
            return Effect.CARRIED if entry.reason.endswith(("结转下年", "收回结余")) else Effect.MOVED
    return _BEFORE.get(kind, Effect.TOLD)


_BEFORE = {
    _K.EMERGENCY_GRANT: Effect.SPENT,
    _K.GRANT_RETURNED: Effect.SPENT,
    _K.PAYMENT: Effect.SPENT,
    _K.PAYMENT_RETURNED: Effect.SPENT,
    _K.MONEY_RECEIVED: Effect.RECEIVED,
    _K.CORRECTION: Effect.RECEIVED,
    _K.BUDGET: Effect.ALLOCATED,
    _K.DONATION_RETURNED: Effect.GIVEN_BACK,
}


def what_of(entry: PublicEntry) -> str:
    """What money was spent on, as the public reads it; never more than the entry itself says."""
    match DisclosureKind(entry.kind):
        case _K.EMERGENCY_GRANT | _K.GRANT_RETURNED:
            return f"急难救助（{entry.reason}）"
        case _K.PROJECT | _K.SUPPLIER_PAYMENT:
            return "项目建设"
        case _K.DONATION_USE:
            return "资助学校和集体"
        case _K.DISTRIBUTION:
            return "留归村集体"
        case _K.LOAN:
            return "小额信贷与贴息"
    return entry.reason
