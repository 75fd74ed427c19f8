"""What every policy file has: where each value comes from, as people read it."""

import pytest

from shared.policy.document import Reference
from shared.policy.written import in_full_width


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("第十四条:启动应急响应,及时救助;妥善安置", "第十四条：启动应急响应，及时救助；妥善安置"),
        ("不超过25平方米,3个月取90天", "不超过25平方米，3个月取90天"),
        ("www.fh.gov.cn, 1,000 元", "www.fh.gov.cn, 1,000 元"),
        ("见 http://a.cn/x,y", "见 http://a.cn/x,y"),
        ("键: 值", "键: 值"),
    ],
)
def test_chinese_is_read_with_full_width_signs_and_everything_else_as_it_stands(typed, read):
    assert in_full_width(typed) == read


def test_a_reference_is_spoken_with_full_width_signs():
    told = {
        "document": "自然灾害救助条例",
        "clause": "第十四条:及时提供临时住所",
        "address": "中国政府网",
        "trust": "printed",
    }

    assert Reference.model_validate(told).spoken == "自然灾害救助条例：第十四条：及时提供临时住所"
