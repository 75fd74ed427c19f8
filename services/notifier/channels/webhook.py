"""Webhooks by the Standard Webhooks specification: signed JSON over HTTP to an address that was checked when it was resolved.

Redirects are not followed and proxies of the environment are not used: either would lead where nobody checked.
"""

import asyncio
import base64
import hmac
import json
import socket
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from hashlib import sha256

import httpx

from services.notifier.channels import Letter
from services.notifier.rules.address import Address, Network, WebhookAddressRefused, judge_resolved, judge_webhook, literal_of
from services.notifier.rules.delivery import Outcome
from services.notifier.schemas.post import WebhookContact
from shared import clock

COME_BACK_LATER = frozenset({408, 409, 425, 429})
"""Answers of the 4xx class that waiting may heal; any other says that this receiver will never take this message."""


class Webhook:
    """Posts to a receiver's address. Only the status of the answer is read, never its body."""

    def __init__(self, *, allowed: Collection[Network], timeout_s: float) -> None:
        self._allowed, self._timeout_s = allowed, timeout_s
        self._tls = httpx.create_ssl_context()

    async def send(self, letter: Letter, to: WebhookContact) -> Outcome:
        try:
            async with asyncio.timeout(self._timeout_s):
                return _judge(await self._post(letter, to))
        except WebhookAddressRefused as refused:
            return Outcome(f"{refused.title}：{refused.facts['reason']}", is_final=True)
        except (TimeoutError, httpx.TimeoutException):
            return Outcome("接收系统没有及时应答")
        except (httpx.HTTPError, OSError) as failure:
            return Outcome(f"连不上接收系统（{type(failure).__name__}）")

    async def _post(self, letter: Letter, to: WebhookContact) -> int:
        judge_webhook(to.address, allowed=self._allowed)
        url = httpx.URL(to.address)
        body = _body(letter)
        headers = sign(body, message_id=str(letter.message_id), at=clock.now(), secret=to.secret) | {
            "Content-Type": "application/json",
            "Host": url.netloc.decode("ascii"),
            "User-Agent": "jishiyu-notifier",
        }
        async with httpx.AsyncClient(verify=self._tls, timeout=self._timeout_s, trust_env=False) as client:
            *others, last = await self._resolve(url)
            for address in others:
                # Of a name's several addresses (IPv6 and IPv4, mostly) one may lead nowhere.
                with suppress(httpx.ConnectError):
                    return await _knock(client, url, address, body, headers)
            return await _knock(client, url, last, body, headers)

    async def _resolve(self, url: httpx.URL) -> list[Address]:
        found = await asyncio.get_running_loop().getaddrinfo(url.host, url.port or 443, type=socket.SOCK_STREAM)
        literals = (literal_of(str(sockaddr[0])) for *_, sockaddr in found)
        return judge_resolved((literal for literal in literals if literal is not None), allowed=self._allowed)


async def _knock(client: httpx.AsyncClient, url: httpx.URL, address: Address, body: bytes, headers: dict[str, str]) -> int:
    """Post to the very address that was judged (a name may lead elsewhere a moment later), by the certificate of the name."""
    there, name = url.copy_with(host=str(address)), {"sni_hostname": url.host}
    async with client.stream("POST", there, content=body, headers=headers, extensions=name) as answer:
        return answer.status_code


def sign(body: bytes, *, message_id: str, at: datetime, secret: str) -> dict[str, str]:
    """The three headers of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body` under the secret's bytes."""
    timestamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _body(letter: Letter) -> bytes:
    told = {
        "type": f"notifier.{letter.kind}",
        "timestamp": letter.written_at.isoformat(),
        "data": {
            "message_id": str(letter.message_id),
            "case_id": str(letter.case_id) if letter.case_id else None,
            "errand_id": str(letter.errand_id) if letter.errand_id else None,
            "order_id": str(letter.order_id) if letter.order_id else None,
            "region": letter.region,
            "subject": letter.subject,
            "body": letter.body,
        },
    }
    return json.dumps(told, ensure_ascii=False).encode()


def _judge(status: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome()
    return Outcome(f"接收系统答复 {status}", is_final=status < 500 and status not in COME_BACK_LATER)
