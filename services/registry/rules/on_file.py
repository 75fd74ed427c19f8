"""A visit of a procedure beside what is on file: the newest checklist and the income book stand in for what an officer leaves
out, and nobody writes down better than they say.

A finding that is stricter than the checklist stands: whoever was there last saw it. One that is milder needs the checklist to be
filled in anew, where each question has its photos and reasons.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.registry.rules.assurance import (
    ASSURANCE_NAMES,
    FINDING_NAMES,
    Assurance,
    AssuranceFinding,
    Finding,
    IncomeEvidence,
    IncomeNotSteady,
    YearIncome,
)
from services.registry.rules.evidence import VisitEvidence
from services.registry.rules.judging import Asked, Stage
from shared.errors import Conflict, Unprocessable
from shared.money import yuan


class ChecklistSaysOtherwise(Unprocessable):
    """填写的结论好于最近一次核查清单"""

    mend = "情况已经改变的，先重新填写核查清单（附照片和原因），再办理本环节；清单填错的，更正清单并写明理由"


class NotTheNewestFilling(Conflict):
    """所指的核查清单不是本户最近一次有效的填写"""

    mend = "请查询本户的清单，填写最近一次的填写编号，或不填，由平台采用最近一次"


class IncomeContradictsBook(Unprocessable):
    """填写的收入或标准与收入台账不一致"""

    mend = "以收入台账为准的，删去收入，由平台采用台账；台账有误的，先更正台账并写明理由"


@dataclass(frozen=True)
class ChecklistSays:
    """What the newest valid answers say of the five assurances; one of which they cannot say is not there."""

    filling_id: UUID
    source: str
    findings: Mapping[Assurance, AssuranceFinding]

    @property
    def unmet(self) -> list[Assurance]:
        return [each for each in Assurance if each in self.findings and self.findings[each].finding is Finding.UNMET]


@dataclass(frozen=True)
class BookSays:
    """A year of the income book beside the line in force; `line_fen` is None where none is published."""

    year: int
    version: int
    per_head_fen: int
    is_expected: bool
    line_fen: int | None
    line_source: str


def completed(
    stage: Stage, told: VisitEvidence, *, checklist: ChecklistSays | None, book: Mapping[int, BookSays], years: int
) -> VisitEvidence:
    """The record of a visit with what is on file filled in, as far as the stage asks for it.

    Raises NotTheNewestFilling, ChecklistSaysOtherwise, IncomeContradictsBook or IncomeNotSteady.
    """
    if told.filling_id is not None and (checklist is None or checklist.filling_id != told.filling_id):
        raise NotTheNewestFilling(pointer="/evidence/filling_id", newest=checklist.filling_id if checklist else None)
    changed: dict[str, object] = {}
    if Asked.ASSURANCES in stage.asks and checklist is not None:
        changed |= {"assurances": _findings(told.assurances or {}, checklist), "filling_id": checklist.filling_id}
    if Asked.INCOME in stage.asks:
        changed["income"] = _income(told.income, book, years)
    return told.model_copy(update=changed)


def _findings(told: Mapping[Assurance, AssuranceFinding], checklist: ChecklistSays) -> dict[Assurance, AssuranceFinding]:
    milder = [each for each in checklist.unmet if each in told and told[each].finding is not Finding.UNMET]
    if milder:
        raise ChecklistSaysOtherwise(
            pointer=f"/evidence/assurances/{milder[0].value}",
            checklist=checklist.source,
            differing=[
                f"{ASSURANCE_NAMES[each]}：填写“{FINDING_NAMES[told[each].finding]}”，{checklist.findings[each].note}"
                for each in milder
            ],
        )
    return {**checklist.findings, **told}


def _income(told: IncomeEvidence | None, book: Mapping[int, BookSays], years: int) -> IncomeEvidence | None:
    if told is None:
        return _from_book(book, years)
    for at, each in enumerate(told.years):
        held = book.get(each.year)
        if held and each.per_head_fen != held.per_head_fen:
            raise IncomeContradictsBook(
                pointer=f"/evidence/income/years/{at}/per_head_yuan",
                year=each.year,
                told_fen=each.per_head_fen,
                book_fen=held.per_head_fen,
                version=held.version,
            )
        if held and held.line_fen is not None and each.line_fen != held.line_fen:
            raise IncomeContradictsBook(
                pointer=f"/evidence/income/years/{at}/line_yuan",
                year=each.year,
                told_fen=each.line_fen,
                line_fen=held.line_fen,
                line_source=held.line_source,
            )
    return told


def _from_book(book: Mapping[int, BookSays], years: int) -> IncomeEvidence | None:
    """The newest years of the book that follow each other; None unless each stands beside a published line.

    Raises IncomeNotSteady for a year that cost more than it brought.
    """
    newest = max(book, default=0)
    found = [each for year in range(newest - years + 1, newest + 1) if (each := book.get(year)) and each.line_fen is not None]
    if len(found) < years:
        return None
    if lost := [each.year for each in found if each.per_head_fen < 0]:
        raise IncomeNotSteady(pointer="/evidence/income", below=lost, years=years)
    return IncomeEvidence(
        years=[
            YearIncome.model_validate(
                {
                    "year": each.year,
                    "per_head_yuan": yuan(each.per_head_fen),
                    "line_yuan": yuan(each.line_fen or 0),
                    "line_source": each.line_source[:200],
                    "is_expected": each.is_expected,
                }
            )
            for each in found
        ]
    )
