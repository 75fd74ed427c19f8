"""The private keys of the public log, as the key file holds them."""

import base64
import json
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.funds.channels import settings


def signing_keys() -> list[Ed25519PrivateKey]:
    """The key that signs, and after it the former one while it is still there; none where no key is configured."""
    path = settings.current().log_key_file
    return list(_read(path)) if path else []


@lru_cache
def _read(path: Path) -> tuple[Ed25519PrivateKey, ...]:
    told = json.loads(path.read_text("utf-8"))
    keys = told.get("keys", [told])
    if any((key.get("kty"), key.get("crv")) != ("OKP", "Ed25519") for key in keys):
        raise ValueError("JISHIYU_LOG_KEY_FILE must hold Ed25519 keys (JWK, kty OKP)")
    return tuple(Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(key["d"] + "==")) for key in keys)
