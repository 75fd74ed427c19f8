"""A policy file that cannot be meant is refused, with its line; one that only reads differently is the same version."""

from pathlib import Path

import pytest

from services.funds.store.policy import read_policy
from shared.policy.source import PolicyFileRefused

SHANDONG = Path("services/funds/policy/shandong_2018.yaml")


@pytest.fixture
def written(tmp_path, request):
    text = (request.config.rootpath / SHANDONG).read_text(encoding="utf-8")

    def write(old: str, new: str) -> Path:
        assert old in text
        path = tmp_path / "mended.yaml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("    reason: 公开报道", "    x: 公开报道", "mended.yaml:36"),
        (
            '    reason: 公开报道只说"有关手续"，没有列出目录；按乡镇临时救助卷宗的通行做法设定；县里核对本地的材料目录\n',
            "",
            "须写明理由",
        ),
        ("- {trigger: death, amount: 2000", "- {trigger: disaster, amount: 2000", "每一种致困情形"),
        ("amount: 3000, reference: reserve", "amount: 30.005, reference: reserve", "30.005 不是金额"),
        ("town_limit: {amount: 3000, reference: reserve}", "town_limit: {amount: 3000, reference: nowhere}", "没有 nowhere"),
        ("light_limit: {amount: 1000", "light_limit: {amount: 4000", "不得高于 town_limit"),
        ("- {from: 10000,", "- {from: 40000,", "从低到高"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(written, old, new, says):
    with pytest.raises(PolicyFileRefused) as refused:
        read_policy(written(old, new))
    assert says in str(refused.value)


def test_another_amount_is_another_version_and_another_example_is_not(written):
    _, version = read_policy(written("amount: 3000, reference: reserve", "amount: 3000, reference: reserve"))

    assert read_policy(written("name: 因失业，政策适用的第一天", "name: 因失业"))[1] == version
    assert read_policy(written("amount: 3000, reference: reserve", "amount: 2500, reference: reserve"))[1] != version
