"""Where a webhook may point."""

from ipaddress import ip_address, ip_network

import pytest

from services.notifier.rules.address import WebhookAddressRefused, is_allowed, judge_resolved, judge_webhook

INTRANET = [ip_network("10.20.0.0/16")]


@pytest.mark.parametrize("address", ["https://oa.example.gov.cn/hooks", "https://oa.example.gov.cn:8443/", "https://1.1.1.1/"])
def test_public_https_is_good(address: str) -> None:
    judge_webhook(address, allowed=())


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://oa.example.gov.cn/hooks", "应使用 https"),
        ("ftp://oa.example.gov.cn/", "不是 http 或 https 网址"),
        ("oa.example.gov.cn", "不是 http 或 https 网址"),
        ("https://", "不是 http 或 https 网址"),
        ("https://[::1", "不是网址"),
        ("https://host:port/", "不是网址"),
        ("https://user:word@oa.example.gov.cn/", "网址中不能带用户名和密码"),
        ("https://127.0.0.1/", "内网或保留地址"),
        ("https://10.20.1.1/", "内网或保留地址"),
        ("https://169.254.169.254/latest", "内网或保留地址"),
        ("https://[::1]/", "内网或保留地址"),
        ("https://[::ffff:127.0.0.1]/", "内网或保留地址"),
        ("https://0.0.0.0/", "内网或保留地址"),
        ("https://224.0.0.1/", "内网或保留地址"),
        ("https://[64:ff9b::7f00:1]/", "内网或保留地址"),
        ("https://[64:ff9b::a14:101]/", "内网或保留地址"),
        ("https://[2002:7f00:1::]/", "内网或保留地址"),
        ("https://[::7f00:1]/", "内网或保留地址"),
        ("https://[fd00::1]/", "内网或保留地址"),
        ("https://[fe80::1]/", "内网或保留地址"),
        ("https://2130706433/", "IP 地址应写成常用的形式"),
        ("https://0x7f.1/", "IP 地址应写成常用的形式"),
        ("https://127.1/", "IP 地址应写成常用的形式"),
        ("https://0177.0.0.01./", "IP 地址应写成常用的形式"),
        ("https://oa.example.gov.cn:22/", "端口 22 不用于接收推送"),
        ("https://oa.example.gov.cn:5432/", "端口 5432 不用于接收推送"),
        ("https://oa.example.gov.cn:6379/", "端口 6379 不用于接收推送"),
    ],
)
def test_anything_that_leads_inside_or_nowhere_is_refused(address: str, reason: str) -> None:
    with pytest.raises(WebhookAddressRefused) as refused:
        judge_webhook(address, allowed=(), pointer="/channels/0/address")
    assert refused.value.facts == {"reason": reason}
    assert refused.value.pointer == "/channels/0/address"


def test_a_network_that_the_operator_listed_is_open_also_without_https() -> None:
    judge_webhook("http://10.20.1.1:8080/hooks", allowed=INTRANET)
    with pytest.raises(WebhookAddressRefused):
        judge_webhook("http://10.21.1.1:8080/hooks", allowed=INTRANET)


def test_a_name_is_good_only_if_everything_it_resolves_to_is() -> None:
    good, bad = ip_address("1.1.1.1"), ip_address("192.168.1.1")
    assert judge_resolved([good, good], allowed=()) == [good]
    for found in ([], [bad], [good, bad]):
        with pytest.raises(WebhookAddressRefused):
            judge_resolved(found, allowed=())


def test_an_ipv4_address_in_ipv6_clothes_is_judged_as_what_it_is() -> None:
    assert is_allowed(ip_address("::ffff:10.20.0.1"), INTRANET)
    assert not is_allowed(ip_address("::ffff:10.21.0.1"), INTRANET)
