"""A visit beside what is on file: what is left out is filled in, what is milder or otherwise is refused."""

from uuid import UUID

import pytest

from services.registry.rules.assurance import Assurance, AssuranceFinding, Finding, IncomeEvidence, IncomeNotSteady
from services.registry.rules.evidence import VisitEvidence
from services.registry.rules.judging import Asked, Stage
from services.registry.rules.on_file import (
    BookSays,
    ChecklistSays,
    ChecklistSaysOtherwise,
    IncomeContradictsBook,
    NotTheNewestFilling,
    completed,
)

FILLING = UUID("0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10")


def a_stage(*asks: Asked) -> Stage:
    told = {"stage": "visit", "kind": "visit", "title": "入户核实", "by": ["village"], "asks": list(asks), "reference": "x"}
    return Stage.model_validate(told)


def a_checklist(**findings: str) -> ChecklistSays:
    told = {
        Assurance(key.replace("_", "-")): AssuranceFinding(finding=Finding(each), note="核查表") for key, each in findings.items()
    }
    return ChecklistSays(FILLING, "核查表 2020-09-01 第 1 版", told)


def a_visit(**evidence: object) -> VisitEvidence:
    return VisitEvidence.model_validate({"kind": "visit", "people": 2, **evidence})


def a_year(year: int, fen: int, line_fen: int | None = 400_000) -> BookSays:
    return BookSays(year, 1, fen, year == 2020, line_fen, "省定标准")


def settled(told: VisitEvidence, checklist: ChecklistSays | None = None, *books: BookSays, years: int = 2) -> VisitEvidence:
    stage = a_stage(Asked.ASSURANCES, Asked.INCOME)
    return completed(stage, told, checklist=checklist, book={each.year: each for each in books}, years=years)


def test_without_anything_on_file_the_record_stays_as_it_is() -> None:
    told = a_visit(assurances={"food": {"finding": "met"}})
    assert settled(told) == told


def test_what_the_officer_left_out_comes_from_the_checklist_and_keeps_what_was_written() -> None:
    told = settled(a_visit(assurances={"food": {"finding": "unmet", "note": "水断了"}}), a_checklist(food="met", housing="met"))
    assert told.assurances is not None and told.filling_id == FILLING
    assert {each: finding.finding.value for each, finding in told.assurances.items()} == {"food": "unmet", "housing": "met"}


@pytest.mark.parametrize("finding", ["met", "not-concerned"])
def test_an_unmet_checklist_is_not_overruled(finding: str) -> None:
    told = a_visit(assurances={"schooling": {"finding": finding}})
    with pytest.raises(ChecklistSaysOtherwise):
        settled(told, a_checklist(schooling="unmet"))
    assert settled(told, a_checklist(schooling="met")).assurances == told.assurances


def test_a_stage_that_does_not_ask_is_filled_with_nothing() -> None:
    told = completed(a_stage(), a_visit(), checklist=a_checklist(food="met"), book={2020: a_year(2020, 1)}, years=1)
    assert told == a_visit()


def test_a_filling_that_is_not_the_newest_is_not_named() -> None:
    for checklist in (None, a_checklist(food="met")):
        with pytest.raises(NotTheNewestFilling):
            settled(a_visit(filling_id="0190b8a4-7c1e-7d3a-9f60-000000000000"), checklist)


def test_the_newest_years_of_the_book_that_follow_each_other_are_taken() -> None:
    told = settled(a_visit(), None, a_year(2017, 900_000), a_year(2019, 500_000), a_year(2020, 600_000)).income
    assert told is not None
    assert [(each.year, each.per_head_fen, each.line_fen, each.is_expected) for each in told.years] == [
        (2019, 500_000, 400_000, False),
        (2020, 600_000, 400_000, True),
    ]
    assert settled(a_visit(), None, a_year(2018, 500_000), a_year(2020, 600_000)).income is None
    assert settled(a_visit(), None, a_year(2019, 500_000, None), a_year(2020, 600_000)).income is None


def test_a_year_that_cost_more_than_it_brought_is_below_every_line() -> None:
    with pytest.raises(IncomeNotSteady):
        settled(a_visit(), None, a_year(2019, -1), a_year(2020, 600_000))


def test_a_fen_more_than_the_book_is_refused_and_years_without_a_book_are_the_officer_s_word() -> None:
    def income(year: int, yuan: str) -> IncomeEvidence:
        told = {"year": year, "per_head_yuan": yuan, "line_yuan": "4000", "line_source": "省定标准"}
        return IncomeEvidence.model_validate({"years": [told]})

    with pytest.raises(IncomeContradictsBook) as refused:
        settled(a_visit(income=income(2020, "6000.01")), None, a_year(2020, 600_000))
    assert refused.value.told["book_yuan"] == "6000.00"
    assert settled(a_visit(income=income(2018, "6000.01")), None, a_year(2020, 600_000)).income == income(2018, "6000.01")
    assert settled(a_visit(income=income(2020, "6000")), None, a_year(2020, 600_000, None)).income == income(2020, "6000")
