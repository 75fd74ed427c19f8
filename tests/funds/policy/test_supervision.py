"""Every rule of supervision reproduces its own examples; a file that asks for what nobody knows is refused, with its line."""

from datetime import date
from itertools import chain

import pytest

from services.funds.rules.supervision_fact import FACTS
from services.funds.rules.supervision_rule import SupervisionPolicy, Theme
from services.funds.store.supervision_policy import FOLDER, list_supervision_policies, rules_of
from shared.policy.document import read_document
from shared.policy.source import PolicyFileRefused

RULES = [rule for policy in list_supervision_policies() for rule in policy.rules]
TODAY = date(2020, 6, 1)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule)
def test_a_rule_finds_what_is_odd_and_nothing_in_what_is_fine(rule):
    assert [facts for facts in rule.examples.odd if not rule.judge(rule.read(facts))] == []
    assert [facts for facts in rule.examples.fine if rule.judge(rule.read(facts))] == []
    assert "不详" not in rule.spoken(rule.read(rule.examples.odd[0]))


def test_every_subject_and_every_theme_has_a_rule():
    assert {rule.about for rule in RULES} == set(FACTS)
    assert {rule.theme for rule in RULES} == set(Theme)
    assert len({rule.rule for rule in RULES}) == len(RULES)


def test_a_place_s_own_file_replaces_a_rule_and_drops_another(tmp_path, monkeypatch):
    own = (FOLDER / "pace.yaml").read_text("utf-8").replace('region: ""', 'region: "371311"').replace("over: 10}", "over: 3}")
    head = own.replace("policy: supervision-pace", "policy: supervision-luozhuang") + "\ndrops: [invoice-used-twice]\n"
    (tmp_path / "luozhuang.yaml").write_text(head, "utf-8")
    policies = [read_document(SupervisionPolicy, path) for path in chain(FOLDER.glob("*.yaml"), tmp_path.glob("*.yaml"))]
    monkeypatch.setattr("services.funds.store.supervision_policy._read", lambda: tuple(policies))

    here, there = ({held.rule.rule: held for held in rules_of(region, TODAY).held} for region in ("371311", "371312"))

    waits = {"提出后工作日": 5}
    assert here["payment-waits-for-review"].judge(waits) and not there["payment-waits-for-review"].judge(waits)
    assert here["payment-waits-for-review"].policy == "supervision-luozhuang"
    assert "invoice-used-twice" in there and "invoice-used-twice" not in here


@pytest.mark.parametrize(
    ("written", "wrong", "said"),
    [
        ("fact: 提出后工作日, over", "fact: 提出后天数, over", "没有这些项目"),
        ("over: 10}", "over: 十}", "不是整数"),
        ("{fact: 支出进度, below: 时间进度, by: 20%}", "{fact: 支出进度, below: 时间进度, by: 20}", "不是百分数"),
        ("{fact: 支出进度, below: 时间进度, by: 20%}", "{fact: 支出进度, before: 时间进度}", "不能这样比较"),
        ("reference: idle", "reference: nowhere", "references 中没有"),
        ("says: 完工 {完工后天数} 天没有验收", "says: 完工 {完工天数} 天没有验收", "没有这些项目"),
    ],
)
def test_a_file_that_asks_for_what_nobody_knows_is_refused(tmp_path, written, wrong, said):
    whole = (FOLDER / "pace.yaml").read_text("utf-8")
    assert written in whole
    (tmp_path / "wrong.yaml").write_text(whole.replace(written, wrong), "utf-8")
    with pytest.raises(PolicyFileRefused, match=said):
        read_document(SupervisionPolicy, tmp_path / "wrong.yaml")
