"""Every policy of public notice reproduces its own examples, and there is one for every place and day since the guideline."""

from datetime import date

import pytest

from services.funds.rules.duty import Arisen, owed_by
from services.funds.rules.publishing import Example, PublishingPolicy
from services.funds.store.publishing import FOLDER, get_publishing_policy, list_publishing_policies, read_publishing_policy
from shared.ids import uuid7
from shared.policy.source import PolicyFileRefused

EXAMPLES = [
    pytest.param(policy, example, id=f"{policy.policy}: {example.name}")
    for policy in list_publishing_policies()
    for example in policy.examples
]


@pytest.mark.parametrize(("policy", "example"), EXAMPLES)
def test_a_policy_reproduces_its_own_example(policy: PublishingPolicy, example: Example) -> None:
    arisen = Arisen(
        example.region, example.arose_on, "算例", entry=example.entry, entry_id=uuid7(), notice=example.notice, notice_id=None
    )

    owed = [(one.owner, one.outlet, one.due_on) for one in owed_by(arisen, policy)]

    assert owed == [(one.owner, one.outlet, one.due_on) for one in example.expected]
    if example.notice:
        assert policy.ends_on(policy.rule_of(example.notice).term, example.arose_on) == example.until_on


def test_every_place_has_a_policy() -> None:
    assert get_publishing_policy("371311", date(2020, 6, 1)).policy == "national-2018-disclosure"
    assert get_publishing_policy("", date(2018, 1, 1)).region == ""


def test_a_file_that_forgets_a_kind_of_entry_is_refused(tmp_path) -> None:
    whole = (FOLDER / "national_2018.yaml").read_text("utf-8")
    (tmp_path / "short.yaml").write_text(whole.replace("entries: [loan]", "entries: []"), "utf-8")

    with pytest.raises(PolicyFileRefused, match="loan"):
        read_publishing_policy(tmp_path / "short.yaml")
