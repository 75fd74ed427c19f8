"""Where a webhook may point: never into our own network by way of us, unless the operator named that network.

Whoever may register an address could otherwise make this service knock on doors that only it can reach (SSRF). Government
receivers do live on internal networks, so the operator lists theirs; everything else there stays shut.
"""

from collections.abc import Collection, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from shared.errors import Unprocessable

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class WebhookAddressRefused(Unprocessable):
    """系统推送地址不可用"""

    mend = "请填写 https 开头的公网地址；内网接收系统须由平台运维先把其网段列入允许范围"


def is_allowed(address: Address, allowed: Collection[Network]) -> bool:
    """Whether we may knock there: a public address, or one in a network that the operator listed."""
    seen = address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
    if any(seen in network for network in allowed):
        return True
    return seen.is_global and not seen.is_multicast


def judge_webhook(address: str, *, allowed: Collection[Network], pointer: str | None = None) -> None:
    """What can be judged before the name is resolved. Raises WebhookAddressRefused with the reason."""
    parts = _split(address, pointer)
    literal = literal_of(parts.hostname or "")
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
