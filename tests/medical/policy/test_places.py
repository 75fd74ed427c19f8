"""The places that we ship: which file rules which day, who of 罗庄 has the fund, and how far each file can be trusted."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from deploy.policy.__main__ import main
from deploy.policy.held import not_held
from deploy.policy.trust import put_table, trust_table, values
from services.medical.store.policies import FOLDER, shelf
from shared.policy.clauses import Policy, Stay, Trust
from shared.policy.evaluate import LevelUnknown, PlaceUnknown, SchemeUnknown, VisitUnknown, settle
from shared.policy.prove import differences

FILES = sorted(FOLDER.glob("*.yaml"))
OF_RESIDENTS = [policy for policy in shelf().policies if "resident" in policy.words.schemes]
BY_REGION = {
    region: sorted(policies, key=lambda policy: policy.term.start)
    for region, policies in groupby(sorted(OF_RESIDENTS, key=lambda policy: policy.region), lambda policy: policy.region)
}


def luozhuang(day: date) -> Policy:
    return shelf().find_for("371311001001", admitted_on=day, discharged_on=day)


@pytest.mark.parametrize("region", BY_REGION)
def test_the_terms_of_a_place_follow_one_another_without_a_gap(region: str):
    for policy, successor in pairwise(BY_REGION[region]):
        assert policy.term.end and policy.term.end + timedelta(days=1) == successor.term.start


@pytest.mark.parametrize("region", ["3713", "3703", "370305"])
def test_a_place_is_ruled_from_the_first_day_of_2017(region: str):
    assert BY_REGION[region][0].term.start == date(2017, 1, 1)


def test_a_county_s_own_file_goes_before_its_city_s():
    assert shelf().find("370305001001", date(2019, 5, 1)).name == "linzi-2019"
    assert shelf().find("370302001001", date(2019, 5, 1)).name == "zibo-2019"


def test_luozhuang_s_fund_begins_on_new_year_s_day_of_2019():
    assert "backstop" not in [layer.name for layer in luozhuang(date(2018, 12, 31)).layers]
    assert "backstop" in [layer.name for layer in luozhuang(date(2019, 1, 1)).layers]


def test_the_fund_pays_for_stays_and_not_for_chronic_visits():
    policy = luozhuang(date(2019, 6, 1))
    bill = next(example.stay for example in policy.examples if example.expected.get("backstop"))

    visit = settle(policy, replace(bill, visit="chronic"))
    assert next(share.paid_fen for share in visit.shares if share.turn.layer.name == "backstop") == 0


@pytest.mark.parametrize("policy", OF_RESIDENTS, ids=lambda policy: policy.name)
def test_a_file_has_cases_of_the_poor_and_of_others(policy: Policy):
    poor = [example for example in policy.examples if example.stay.persons & {"enrolled", "low-income", "extreme-poverty"}]

    assert len(policy.examples) >= 8 and poor and len(poor) < len(policy.examples)


@pytest.mark.parametrize("policy", shelf().policies, ids=lambda policy: policy.name)
def test_a_promise_that_is_wrong_by_one_fen_is_noticed(policy: Policy):
    for example in policy.examples:
        for name, fen in example.expected.items():
            wrong = replace(example, expected={**example.expected, name: fen + 1})
            assert differences(policy, wrong) == {name: (fen + 1, fen)}


WITHOUT_A_RATE = {"sanming_2017.yaml": {"100000"}, "sanming_2019.yaml": {"100000", "5000"}}
"""Where a layer without a published rate begins: it pays nothing by itself on either side of the line."""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_number_of_a_file_is_held_by_an_example(file: Path):
    numbers = {number for _, number in not_held(file.read_text("utf-8"), file=file.name)}

    assert numbers == WITHOUT_A_RATE.get(file.name, set())


def test_a_wrong_example_is_refused_with_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "dezhou_2019.yaml"
    path.write_text((FOLDER / "dezhou_2019.yaml").read_text("utf-8").replace("basic: 6650 ", "basic: 6650.01 "), "utf-8")

    assert main(["check", str(path)]) == 1
    assert "的 basic 写的是 6650.01 元，按本文件算出 6650.00 元" in capsys.readouterr().out


def test_the_table_of_trust_on_the_format_page_is_current():
    page = (FOLDER / "README.md").read_text("utf-8")

    assert put_table(page, trust_table(FILES)) == page, "run `make policy-trust`"


def test_what_is_counted_is_each_value_with_its_source():
    policy = shelf().find("371402", date(2019, 5, 1))
    counted = [reference.trust for reference in values(policy)]

    assert counted.count(Trust.SEED) == 6  # the order of the six payers is the city's own
    assert counted.count(Trust.PRINTED) == 3  # serious illness of the poor: threshold, tiers, no yearly limit


@pytest.mark.parametrize(
    ("region", "day", "name"),
    [("371311", date(2024, 6, 1), "linyi-employee-2024"), ("371402", date(2020, 6, 1), "dezhou-employee-2019")],
)
def test_employees_have_a_file_of_their_own_beside_the_residents(region: str, day: date, name: str):
    assert shelf().find(region, day, scheme="employee").name == name
    assert "resident" in shelf().find(region, day).words.schemes
    assert shelf().find_for(region, admitted_on=day, discharged_on=day, scheme="employee").name == name


def test_before_its_first_day_an_employee_is_refused_with_the_schemes_that_are_known():
    policy = shelf().find("371311", date(2020, 6, 1), scheme="employee")
    with pytest.raises(SchemeUnknown) as refused:
        settle(policy, Stay("371311", "2", frozenset(), 100_00, 100_00, scheme="employee"))
    assert "resident" in refused.value.facts["known"]


def test_what_was_not_printed_of_employees_is_refused():
    policy = shelf().find("371311", date(2024, 6, 1), scheme="employee")
    stay = Stay("371311", "2", frozenset(), 100_00, 100_00, scheme="employee")
    with pytest.raises(VisitUnknown):
        settle(policy, replace(stay, visit="outpatient"))
    with pytest.raises(PlaceUnknown):
        settle(policy, replace(stay, place="out_of_city"))
    dezhou = shelf().find("371402", date(2020, 6, 1), scheme="employee")
    with pytest.raises(LevelUnknown) as refused:
        settle(dezhou, replace(stay, region="371402"))
    assert refused.value.facts["known"] == {"3": "三级医疗机构"}
