"""What stands on the sheet, layer by layer."""

from datetime import date
from typing import Any

import pytest

from services.medical.schemas.sheet import in_print, layers_of, payers_of
from services.medical.store.policies import get_policy
from shared.policy.clauses import Stay
from shared.policy.evaluate import settle
from shared.policy.explain import explained
from tests.builders.medical import VILLAGE


def result(*persons: str, level: str = "2", total_fen: int = 2_000_000, in_policy_fen: int = 1_800_000) -> dict[str, Any]:
    policy = get_policy(VILLAGE, date(2020, 6, 12))
    stay = Stay(VILLAGE, level, frozenset(persons), total_fen=total_fen, in_policy_fen=in_policy_fen)
    return explained(policy, settle(policy, stay))


def test_a_layer_shows_base_reckoning_ceilings_and_payment():
    first = layers_of(result("enrolled"))[0][0]

    assert (first.base, first.base_title, first.paid) == ("18,000.00", "政策范围内所余", "12,320.00")
    assert first.how == ("减起付线 400.00", "17,600.00 × 70%")
    assert first.ceilings == ("居民基本医保年度最高支付限额：150,000.00 → 137,680.00",)


def test_a_limit_by_share_is_shown_with_its_amount():
    backstop = layers_of(result("enrolled"))[0][-1]

    assert backstop.how == ("282.85 × 100%", "不超过政策范围内总费用 10%：1,800.00")


def test_a_layer_that_is_not_for_this_person_shows_no_numbers():
    aid = next(layer for layer in layers_of(result())[0] if layer.title == "医疗救助")

    assert (aid.is_entitled, aid.base, aid.how, aid.ceilings) == (False, "—", ("本次不适用",), ())
    assert "本次不适用" in aid.sentence


def test_a_layer_that_pays_nothing_says_why():
    layers = {layer.title: layer for layer in layers_of(result("enrolled", total_fen=30_000, in_policy_fen=30_000))[0]}

    assert layers["居民基本医疗保险"].how == ("减起付线 300.00",) or layers["居民基本医疗保险"].how == ("没有达到支付起点",)
    assert layers["居民基本医疗保险"].paid == "0.00"


def test_every_note_is_printed_once_and_numbered_in_the_order_of_its_first_use():
    layers, sources = layers_of(result("enrolled"))

    assert [source.number for source in sources] == list(range(1, len(sources) + 1))
    assert sorted({number for layer in layers for number in layer.notes}) == [source.number for source in sources]
    assert len({(source.document, source.clause) for source in sources}) == len(sources)
    assert all(source.reason for source in sources if source.is_inferred)


def test_a_payer_behind_two_layers_is_named_once_with_the_sum():
    shares = result("enrolled", total_fen=20_000_000, in_policy_fen=18_000_000)["shares"]
    payers = [share["payer"] for share in shares if share["paid_fen"]]
    assert payers.count("医疗救助基金") == 2

    shown = {fact.label: fact.text for fact in payers_of(shares)}

    aid_fen = sum(share["paid_fen"] for share in shares if share["payer"] == "医疗救助基金")
    assert shown["医疗救助基金"] == f"{aid_fen // 100:,}.{aid_fen % 100:02d}"


def test_a_layer_with_several_payers_and_limits_shows_each():
    share = result("enrolled")["shares"][-1]
    clause = share["reference"] | {"clause": "另一条"}
    limits = [share["limit"], share["limit"] | {"of": "year_total", "share": "20%", "limit_fen": 4_000_00, "reference": clause}]
    payers = [{"payer": "省级财政", "paid_fen": 200_00}, {"payer": "区级财政", "paid_fen": 82_85}]
    share |= {"limits": limits, "payers": payers, "steps": [share["steps"][0] | {"reference": clause}]}

    [layer], sources = layers_of({"shares": [share]})

    assert layer.how[1:] == ("不超过政策范围内总费用 10%：1,800.00", "不超过本年度医疗费总额 20%：4,000.00")
    assert [source.clause for source in sources][-1] == "另一条"
    assert [(fact.label, fact.text) for fact in payers_of([share])] == [("省级财政", "200.00"), ("区级财政", "82.85")]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("先诊疗后付费,不收押金", "先诊疗后付费，不收押金"),
        ("1,234.00 元", "1,234.00 元"),
        ("文件:第9条;见 http://a.cn:80", "文件：第9条；见 http://a.cn:80"),
    ],
)
def test_signs_after_chinese_are_those_of_print(text, printed):
    assert in_print(text) == printed
