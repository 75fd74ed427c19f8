"""The last guard before a group: what leads to a person is seen, in whatever way it is written; the rest is left alone."""

import pytest

from services.notifier.rules.personal import found_in


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("身份证 371311199003070016 已核对", "公民身份号码"),
        ("身份证 371311 19900307 001X", "公民身份号码"),
        ("身份证３７１３１１１９９００３０７００１６", "公民身份号码"),
        ("https://oa.example.gov.cn/persons/371311199003070016", "公民身份号码"),
        ("老证号 371311900307001", "公民身份号码"),
        ("请打 13900000001", "手机号码"),
        ("请打 139-0000-0001。", "手机号码"),
        ("请打 139 0000 0001", "手机号码"),
        ("请打+8613900000001", "手机号码"),
        ("卡号 6222021234567890128", "银行卡号"),
        ("卡号 6222 0212 3456 7890 128", "银行卡号"),
        ("台账尾号 1A2B3C4D", "台账或卡的尾号"),
        ("尾号：3344 的卡退回", "台账或卡的尾号"),
    ],
)
def test_what_leads_to_a_person_is_seen(text: str, what: str) -> None:
    assert found_in(text) == what


@pytest.mark.parametrize(
    "text",
    [
        "罗庄街道有 3 件工单今天到期，请登录查看：http://127.0.0.1:8080/notifier/orders/today/page",
        "龙潭社区居民委员会（371311001001）6月2日（周二）09:00 前办理",
        "2020-06-01 09:00 至 2020-06-02 18:00，共 1234567 元",
        "请登录查看：https://jishiyu.example.gov.cn/notifier/orders/01a21de7-dd4e-713c-85ad-139000000012/page",
        "拨打 12317 或 0539-8240000",
    ],
)
def test_what_a_message_to_a_group_says_is_left_alone(text: str) -> None:
    assert found_in(text) is None
