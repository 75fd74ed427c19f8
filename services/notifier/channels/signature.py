"""The three headers of Standard Webhooks 1.0. The `standardwebhooks` package signs with one secret and brings four packages more;
a renewal needs two, and this is the whole of it (its reference vectors are our tests)."""

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256


def sign(body: bytes, *, message_id: str, at: datetime, secrets: Sequence[str]) -> dict[str, str]:
    """HMAC-SHA256 over `id.timestamp.body` under each secret's bytes; a receiver takes whichever it knows."""
    timestamp = str(int(at.timestamp()))
    signed = f"{message_id}.{timestamp}.".encode() + body
    digests = (hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, sha256) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests),
    }
