"""Rules that go by income: a deductible that is a share of it, costs above a share of it, and ratios by what a household has."""

from dataclasses import replace

import pytest

from services.medical.rules.facts import facts_of, stay_of
from shared.policy.batch.run import settle_columns
from shared.policy.clauses import Policy, Stay
from shared.policy.evaluate import settle
from shared.policy.explain import explained
from shared.policy.income import IncomeNeeded, IncomeNotPublished
from shared.policy.load import load_text
from shared.policy.prove import differences
from shared.policy.source import PolicyFileRefused
from tests.builders.columns import columns_of

FILE = """\
policy: income-2020
title: 按收入的政策
region: "3713"
in_force: {from: 2020-01-01, to: 2021-12-31}
persons: {monitored: 监测对象}
levels: {"1": 一级}
references:
  doc: {document: 文件, clause: 第一条, address: 公报, trust: printed}
incomes:
  residents:
    title: 居民人均可支配收入
    per_head: {2019: 20000, 2020: 21000.50}
    reference: doc
layers:
  - layer: serious
    title: 大病保险
    payer: 甲方
    base: in_policy
    per: year
    deductible: {share: 50%, of: published_income, table: residents}
    ratio: 60%
    reference: doc
  - layer: aid
    title: 因病致贫救助
    payer: 乙方
    for: {persons: [monitored], costs_over_income: {costs: year_in_policy, share: 50%, of: household_income}}
    base: in_policy
    deductible: {share: 25%, of: household_income}
    ratio:
      - {when: {amounts: {income: {to: 5000}}}, is: 80%}
      - is: 50%
    reference: doc
examples:
  - name: 起付线是上一年公布收入的一半
    reference: doc
    facts: {on: 2020-05-01, region: "371311", level: "1", total: 30000, in_policy: 30000}
    expected: {serious: 12000, patient: 18000}
  - name: 收入低的家庭，费用超过年收入的一半
    reference: doc
    facts:
      {on: 2021-05-01, region: "371311", level: "1", persons: [monitored], total: 30000, in_policy: 30000,
       income: 5000, members: 3}
    expected: {serious: 11699.85, aid: 11640.12}      # (30000 - 10500.25) x 60%；(18300.15 - 15000 x 25%) x 80%
"""


def the_policy(text: str = FILE) -> Policy:
    return load_text(text, file="income.yaml")


def a_bill(yuan: int = 30_000, **changes: object) -> Stay:
    given = {"year": 2020, "income_fen": 5_000_00, "members": 3}
    return replace(Stay("371311", "1", frozenset({"monitored"}), yuan * 100, yuan * 100), **(given | changes))


def test_the_examples_come_out():
    policy = the_policy()
    assert all(not differences(policy, example) for example in policy.examples)


def test_the_sentence_names_the_income_its_year_and_the_share():
    policy = the_policy()
    told = explained(policy, settle(policy, a_bill()))["shares"]
    assert "2019年居民人均可支配收入 20,000.00 元的 50%" in told[0]["sentence"]
    assert told[0]["deductible"]["of"] == "2019年居民人均可支配收入" and told[0]["deductible"]["of_fen"] == 20_000_00
    assert "家庭年收入（3 人） 15,000.00 元的 25%" in told[1]["sentence"]
    below = explained(policy, settle(policy, a_bill(9_000)))["shares"][0]["sentence"]
    assert "没有超过起付线 10,000.00 元" in below
    healthy = explained(policy, settle(policy, replace(a_bill(), persons=frozenset())))["shares"][1]["sentence"]
    assert "本年度政策范围内费用超过家庭年收入的 50%" in healthy


@pytest.mark.parametrize(("yuan", "aid"), [(7_500, 0), (7_501, 3_000_80)])
def test_costs_must_be_more_than_the_share_of_the_income(yuan: int, aid: int):
    assert settle(the_policy(), a_bill(yuan)).shares[1].paid_fen == aid


def test_costs_may_be_held_against_the_published_income_too():
    published = "costs_over_income: {costs: total, share: 50%, of: published_income, table: residents}"
    text = FILE.replace("costs_over_income: {costs: year_in_policy, share: 50%, of: household_income}", published)
    policy = the_policy(text[: text.index("  - name: 收入低")])
    assert [settle(policy, a_bill(yuan)).shares[1].is_entitled for yuan in (10_000, 10_001)] == [False, True]
    told = explained(policy, settle(policy, a_bill(1)))["shares"][1]["sentence"]
    assert "本次医疗费总额超过上一年居民人均可支配收入的 50%" in told


def test_a_year_s_deductible_is_taken_once():
    policy = the_policy()
    one = settle(policy, a_bill(8_000))
    two = settle(policy, a_bill(8_000, so_far=dict(one.drawn)))
    assert one.shares[0].paid_fen + two.shares[0].paid_fen == settle(policy, a_bill(16_000)).shares[0].paid_fen == 3_600_00


def test_an_income_that_nobody_said_is_asked_for_only_of_whom_the_rule_is_for():
    policy = the_policy()
    with pytest.raises(IncomeNeeded):
        settle(policy, a_bill(income_fen=None))
    with pytest.raises(IncomeNeeded) as refused:
        settle(policy, a_bill(members=0))
    assert refused.value.pointer == "/members"
    assert settle(policy, replace(a_bill(income_fen=None), persons=frozenset())).shares[0].paid_fen == 12_000_00


def test_a_year_whose_income_is_not_in_the_file_is_refused_with_what_is_known():
    with pytest.raises(IncomeNotPublished) as refused:
        settle(the_policy(), a_bill(year=2022))
    assert refused.value.facts["year"] == 2021 and refused.value.facts["known"] == [2019, 2020]


def test_columns_give_what_single_bills_give_also_where_an_income_is_not_known():
    policy = the_policy()
    bills = [
        replace(a_bill(yuan, year=year, income_fen=income, members=members), persons=persons)
        for yuan in (7_501, 30_000, 500_000)
        for year in (2020, 2021, 2022)
        for income, members in ((5_000_00, 3), (5_000_01, 1), (None, 3), (9_000_00, 0))
        for persons in (frozenset(), frozenset({"monitored"}))
    ]
    results = settle_columns(policy, columns_of((str(at), str(at), stay) for at, stay in enumerate(bills)))
    for at, stay in enumerate(bills):
        try:
            expected = [share.paid_fen for share in settle(policy, stay).shares]
        except (IncomeNeeded, IncomeNotPublished):
            expected = [0, 0]
            assert results.refused[at]
        assert results.paid_fen[:, at].tolist() == expected, stay


def test_facts_come_back_as_they_were():
    assert stay_of(facts_of(a_bill())) == a_bill()


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("table: residents}", "table: farmers}", 20, "收入表 farmers 没有定义"),
        (", table: residents}", "}", 20, "table 只与 of: published_income 同用"),
        ("share: 25%, of: household_income}", "share: 25%, of: household_income, table: residents}", 28, "table 只与"),
        ("of: household_income}\n    ratio", "of: wages}\n    ratio", 28, "of 的值 wages 不可用"),
        ("costs: year_in_policy", "costs: everything", 26, "costs 的值 everything 不可用"),
        ("    reference: doc\nlayers", "    reference: other\nlayers", 13, "依据 other 没有定义"),
        ("2020: 21000.50", "去年: 21000.50", 12, "不是整数"),
        (
            "examples:\n",
            "burden_lines:\n  - {when: {amounts: {income: {to: 1}}}, is: 1, reference: doc}\nexamples:\n",
            34,
            "这里的条件不能按收入",
        ),
    ],
)
def test_what_does_not_fit_is_complained_of_with_its_line_and_a_mend(old: str, new: str, line: int, said: str):
    assert old in FILE
    with pytest.raises(PolicyFileRefused) as refused:
        the_policy(FILE.replace(old, new, 1))
    [complaint, *_] = refused.value.complaints
    assert said in complaint.wrong and complaint.mend and complaint.line == line, str(refused.value)
