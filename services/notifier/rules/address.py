"""Where a webhook may point: never into our own network by way of us, unless the operator named that network.

Whoever may register an address could otherwise make this service knock on doors that only it can reach (SSRF). Government
receivers do live on internal networks, so the operator lists theirs; everything else there stays shut.
"""

import re
from collections.abc import Collection, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from shared.errors import Unprocessable

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NAT64: Final = IPv6Network("64:ff9b::/96")
COMPATIBLE: Final = IPv6Network("::/96")
BELOW_1024: Final = frozenset({80, 443})
NOT_FOR_WEB: Final = frozenset(
    {
        1433,
        1521,
        2049,
        2375,
        2376,
        2379,
        2380,
        3306,
        3389,
        4222,
        5432,
        5672,
        5900,
        6379,
        6443,
        8222,
        9092,
        9200,
        10250,
        11211,
        27017,
    }
)
"""Ports of databases, brokers, container engines and remote desktops: no system takes webhooks there."""


class WebhookAddressRefused(Unprocessable):
    """系统推送地址不可用"""

    mend = "请填写 https 开头的公网地址；内网接收系统须由平台运维先把其网段列入允许范围"


def is_allowed(address: Address, allowed: Collection[Network]) -> bool:
    """Whether we may knock there: a public address, or one in a network that the operator listed."""
    ways = _led_to(address)
    if any(ways[-1] in network for network in allowed):
        return True
    return all(each.is_global and not each.is_multicast for each in ways)


def _led_to(address: Address) -> list[Address]:
    """An address, and the IPv4 address that a gateway or the machine itself makes of it. Of a mapped one that alone counts."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    inner = address.sixtofour or (address.teredo[1] if address.teredo else None)
    if address in NAT64 or (address in COMPATIBLE and int(address) > 1):
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    # Told first, so that a listed network is asked about the address that is connected to.
    return [inner, address] if inner else [address]


def judge_webhook(address: str, *, allowed: Collection[Network], pointer: str | None = None) -> None:
    """What can be judged before the name is resolved. Raises WebhookAddressRefused with the reason."""
    parts = _split(address, pointer)
    host = parts.hostname or ""
    literal = literal_of(host)
    if literal is None and re.fullmatch("0x[0-9a-f]*|[0-9]+", host.rstrip(".").rpartition(".")[2]):
        raise WebhookAddressRefused(pointer=pointer, reason="IP 地址应写成常用的形式")
    port = parts.port or (80 if parts.scheme == "http" else 443)
    if port in NOT_FOR_WEB or (port < 1024 and port not in BELOW_1024):
        raise WebhookAddressRefused(pointer=pointer, reason=f"端口 {port} 不用于接收推送")
    if literal is not None and not is_allowed(literal, allowed):
        raise WebhookAddressRefused(pointer=pointer, reason="内网或保留地址")
    if parts.scheme == "http" and not _is_listed(literal, allowed):
        raise WebhookAddressRefused(pointer=pointer, reason="应使用 https")


def judge_resolved(addresses: Iterable[Address], *, allowed: Collection[Network]) -> list[Address]:
    """The addresses to knock at, as a name resolved to them. Raises WebhookAddressRefused if any is out of bounds."""
    found = list(dict.fromkeys(addresses))
    if not found or not all(is_allowed(address, allowed) for address in found):
        raise WebhookAddressRefused(reason="域名指向内网或保留地址")
    return found


def literal_of(host: str) -> Address | None:
    """The IP address that a host is written as; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _split(address: str, pointer: str | None) -> SplitResult:
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        raise WebhookAddressRefused(pointer=pointer, reason="不是网址") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise WebhookAddressRefused(pointer=pointer, reason="不是 http 或 https 网址")
    if parts.username or parts.password:
        raise WebhookAddressRefused(pointer=pointer, reason="网址中不能带用户名和密码")
    return parts


def _is_listed(address: Address | None, allowed: Collection[Network]) -> bool:
    return address is not None and any(address in network for network in allowed)
