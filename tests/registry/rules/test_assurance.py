"""The test of leaving: all five assurances, income above the line in every year that the place asks for."""

from typing import Any

import pytest

from services.registry.rules.assurance import (
    Assurance,
    AssuranceFinding,
    AssuranceNotJudged,
    AssuranceUnmet,
    Finding,
    IncomeEvidence,
    IncomeNotShown,
    IncomeNotSteady,
    IndependenceEvidence,
    NotYetIndependent,
    UnmetWithoutReason,
    check_assurances,
    check_findings,
    check_income,
    check_independence,
)

ALL_MET = dict.fromkeys(Assurance, Finding.MET)


def test_a_household_with_all_five_may_leave_and_one_without_pupils_too() -> None:
    check_assurances(ALL_MET)
    check_assurances(ALL_MET | {Assurance.SCHOOLING: Finding.NOT_CONCERNED})


@pytest.mark.parametrize("assurance", list(Assurance))
def test_any_one_unmet_or_unjudged_keeps_it(assurance: Assurance) -> None:
    with pytest.raises(AssuranceUnmet):
        check_assurances(ALL_MET | {assurance: Finding.UNMET})
    with pytest.raises(AssuranceNotJudged):
        check_assurances({each: found for each, found in ALL_MET.items() if each is not assurance})


def test_a_no_has_a_reason_and_only_schooling_may_not_concern() -> None:
    told = {each: AssuranceFinding(finding=Finding.MET) for each in Assurance}
    check_findings(told)
    with pytest.raises(UnmetWithoutReason):
        check_findings(told | {Assurance.HOUSING: AssuranceFinding(finding=Finding.UNMET)})
    with pytest.raises(AssuranceNotJudged):
        check_findings(told | {Assurance.FOOD: AssuranceFinding(finding=Finding.NOT_CONCERNED)})


def earned(*years: tuple[int, str, str]) -> IncomeEvidence:
    rows: list[dict[str, Any]] = [
        {"year": year, "per_head_yuan": per_head, "line_yuan": line, "line_source": "省定标准"} for year, per_head, line in years
    ]
    return IncomeEvidence.model_validate({"years": rows})


def test_the_line_itself_is_not_above_the_line() -> None:
    check_income(earned((2020, "4000.01", "4000.00")), years=1)
    with pytest.raises(IncomeNotSteady):
        check_income(earned((2020, "4000.00", "4000.00")), years=1)


def test_steady_means_every_year_that_the_place_asks_for() -> None:
    good = earned((2019, "3800", "3400"), (2020, "5200", "4000"))
    check_income(good, years=2)
    with pytest.raises(IncomeNotSteady):
        check_income(earned((2019, "3300", "3400"), (2020, "5200", "4000")), years=2)
    with pytest.raises(IncomeNotShown):
        check_income(earned((2018, "3800", "3200"), (2020, "5200", "4000")), years=2)
    with pytest.raises(IncomeNotShown):
        check_income(None, years=1)


def test_independence_is_the_county_s_average_or_plainly_not_poor() -> None:
    def told(per_head: str, plainly: str = "") -> IndependenceEvidence:
        form = {"per_head_yuan": per_head, "county_average_yuan": "15500", "average_source": "公报", "plainly_not_poor": plainly}
        return IndependenceEvidence.model_validate(form)

    check_independence(told("15500"))
    check_independence(told("9000", "县城两套商品房"))
    with pytest.raises(NotYetIndependent):
        check_independence(told("15499.99"))
    with pytest.raises(IncomeNotShown):
        check_independence(None)
