"""Every example of every lines file, and which number holds where documents disagree."""

from datetime import date
from pathlib import Path

import pytest

from services.registry.rules.line import LineKind, LinesPolicy, NoLine, find_line, get_line
from services.registry.store.line import list_line_policies
from services.registry.store.watch_policy import list_watch_policies, rules_in_force
from shared.policy.document import read_document
from shared.policy.source import PolicyFileRefused

POLICIES = list_line_policies()
EXAMPLES = [(policy, example) for policy in POLICIES for example in policy.examples]


@pytest.mark.parametrize(("policy", "example"), EXAMPLES, ids=[f"{p.policy}: {e.name}" for p, e in EXAMPLES])
def test_a_lines_file_keeps_its_examples(policy: LinesPolicy, example: object) -> None:
    line = get_line(POLICIES, example.line, region=policy.region, year=example.year)  # type: ignore[attr-defined]
    assert line.amount_fen == example.expected_fen  # type: ignore[attr-defined]


def test_the_narrowest_place_that_publishes_a_line_holds() -> None:
    found = [get_line(POLICIES, LineKind.POVERTY, region=place, year=2016) for place in ("370305", "371311", "650000", "430000")]
    assert [line.amount_fen for line in found] == [356_000, 295_200, 285_500, 295_200]


def test_both_numbers_are_kept_where_documents_disagree() -> None:
    line = get_line(POLICIES, LineKind.POVERTY, region="43", year=2016)
    assert [amount for amount, _ in line.others] == [285_500]
    assert "新疆" in line.others[0][1]


def test_a_share_of_a_line_that_a_place_has_not_published_is_no_line() -> None:
    assert find_line(POLICIES, LineKind.MONITORING, region="620000", year=2020) is None
    with pytest.raises(NoLine):
        get_line(POLICIES, LineKind.POVERTY, region="37", year=2050)


def test_two_numbers_without_a_choice_are_refused_with_the_file_s_name(tmp_path: Path) -> None:
    path = tmp_path / "two.yaml"
    path.write_text(
        """policy: two
title: 两个数值
region: "99"
in_force: {from: 2014-01-01}
references:
  one: {document: 甲, clause: 乙, address: 丙, trust: printed}
lines:
  - {line: poverty, year: 2018, amount: 1, reference: one}
  - {line: poverty, year: 2018, amount: 2, reference: one}
examples:
  - {name: 任一, line: poverty, year: 2018, expected: 1}
""",
        encoding="utf-8",
    )
    with pytest.raises(PolicyFileRefused) as refused:
        read_document(LinesPolicy, path)
    assert "须恰好选用" in str(refused.value)


def test_every_watch_file_loads_and_a_rule_rests_where_its_line_is_not_published() -> None:
    assert {policy.region for policy in list_watch_policies()} >= {"", "6101", "130727", "3716"}
    [there] = [held for held in rules_in_force(date(2021, 5, 1))["62"] if held.rule.income and held.rule.income.below_line]
    assert 2020 not in there.below_fen
    [later] = [held for held in rules_in_force(date(2030, 5, 1))["62"] if held.rule.income and held.rule.income.below_line]
    assert later.is_idle
