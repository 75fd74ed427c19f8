"""A file looked at before it is taken in: what it would do to each household, and when what was shown no longer holds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.registry.rules.household import Family
from services.registry.rules.register import judge_register
from shared.cells import Fault, Row, text_of
from shared.errors import Conflict

LIFETIME = timedelta(days=1)
"""A preview older than this says nothing about today's register; what it holds of people is deleted."""
KEPT = timedelta(days=30)
"""So long the rows that went back can be fetched after an import."""
NAMED = 50
"""Households that a refusal names; a page of the preview shows the others."""


class Decision(StrEnum):
    """What becomes of a household of the file."""

    CREATE = "create"
    UPDATE = "update"
    LEAVE = "leave"
    REFUSE = "refuse"


DECISION_NAMES = {
    Decision.CREATE: "新增",
    Decision.UPDATE: "更新",
    Decision.LEAVE: "无变化",
    Decision.REFUSE: "退回",
}


class ImportState(StrEnum):
    """How far a file has come."""

    RECEIVED = "received"
    COMPARING = "comparing"
    PREVIEWED = "previewed"
    COMMITTING = "committing"
    COMMITTED = "committed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    UNREADABLE = "unreadable"


STATE_NAMES = {
    ImportState.RECEIVED: "等待读取",
    ImportState.COMPARING: "正在与登记比对",
    ImportState.PREVIEWED: "可预览，待确认",
    ImportState.COMMITTING: "正在录入",
    ImportState.COMMITTED: "已录入",
    ImportState.WITHDRAWN: "已撤回",
    ImportState.EXPIRED: "已过期",
    ImportState.UNREADABLE: "文件无法读取",
}
UNDER_WAY = (ImportState.RECEIVED, ImportState.COMPARING, ImportState.COMMITTING)
"""Somebody (the job) has work to do with it."""


class NoPreview(Conflict):
    """这次导入不在待确认的状态"""

    mend = "请核对导入的状态；已撤回、已过期的，重新提交文件"


class PreviewExpired(Conflict):
    """预览已超过一天，不能再确认"""

    mend = "请重新提交文件，按新的预览确认"


class RegisterChangedSince(Conflict):
    """预览之后，文件中的一些户在登记中有了变动"""

    mend = "请重新提交文件，核对新的预览后确认"


class NothingToTakeIn(Conflict):
    """文件中没有可录入的户"""

    mend = "请下载退回的行，更正后重新提交"


@dataclass(frozen=True)
class Difference:
    """One field of which the file says otherwise than the register; `row` is None for what is the household's own.

    `before` and `after` are values as the register's file keeps them, not yet masked for anybody.
    """

    row: int | None
    name: str
    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Entry:
    """A household of the file, in the order of the file; `family` is None if its rows are not sound in themselves."""

    number: int
    code: str
    rows: Sequence[Row]
    family: Family | None
    decision: Decision
    faults: Sequence[Fault] = ()
    advice: Sequence[Fault] = ()
    differences: Sequence[Difference] = ()
    household_id: UUID | None = None
    claims: bool = False
    """The household is a provisional one, whose place this one takes."""
    basis: str = ""
    identities: Sequence[str] = ()
    """The keyed hashes of the family's numbers, beside its members, once the register was asked."""

    def returned(self, faults: Sequence[Fault]) -> "Entry":
        return replace(self, decision=Decision.REFUSE, faults=[*self.faults, *faults], differences=())


def entries_of(rows: Iterable[Row], repeated: Sequence[Fault]) -> list[Entry]:
    """The households of a file, not judged yet (`judged`); rows whose household has no readable code stand each for itself.

    `repeated`: what only the whole file shows.
    """
    groups: dict[str | int, list[Row]] = {}
    for row in rows:
        groups.setdefault(text_of(row.cells["户编号"]) or row.number, []).append(row)
    wrong = _by_row(repeated)
    return [
        Entry(
            number,
            code if isinstance(code, str) else "",
            own,
            None,
            Decision.REFUSE,
            [fault for row in own for fault in wrong.get(row.number, ())] if wrong else [],
        )
        for number, (code, own) in enumerate(groups.items(), start=1)
    ]


def judged(entries: Sequence[Entry], *, on: date, within: str, columns: frozenset[str]) -> list[Entry]:
    """Households of a file, each judged by itself; who is sound in themselves would be new, as long as the register is not asked.

    Faults that are known of the file stay.
    """
    known = [fault for entry in entries for fault in entry.faults]
    rows = [row for entry in entries for row in entry.rows]
    found = judge_register(rows, on=on, within=within, columns=columns, repeated=known)
    whole, faults = {family.code: family for family in found.families}, _by_row(found.faults)
    told = []
    for entry in entries:
        family = whole.get(entry.code)
        wrong = [fault for row in entry.rows for fault in faults.get(row.number, ())] if faults else []
        decision = Decision.REFUSE if family is None else Decision.CREATE
        told.append(Entry(entry.number, entry.code, entry.rows, family, decision, wrong))
    return told


def _by_row(faults: Iterable[Fault]) -> dict[int, list[Fault]]:
    found: dict[int, list[Fault]] = {}
    for fault in faults:
        found.setdefault(fault.row, []).append(fault)
    return found


def counts_of(entries: Sequence[Entry]) -> dict[str, int]:
    """Households by decision, rows that come in and go back, faults and advice."""
    counts = dict.fromkeys([*(each.value for each in Decision), "taken", "refused", "faults", "advice"], 0)
    for entry in entries:
        counts[entry.decision] += 1
        counts["refused" if entry.decision is Decision.REFUSE else "taken"] += len(entry.rows)
        counts["faults"] += len(entry.faults)
        counts["advice"] += len(entry.advice)
    return counts


def is_expired(previewed_at: datetime | None, *, at: datetime) -> bool:
    return previewed_at is None or at - previewed_at > LIFETIME
