"""What outsiders seal for us: a JWE (RFC 7516, ECDH-ES with A256GCM) to a service's public key.

A department's event crosses a bus that others read, so a person outside the register is named in it only so; what somebody says
to 12317 is sealed before it is stored. Each service that takes such things has a private key of its own
(`JISHIYU_SEAL_KEY_FILE`); everybody gets the public one.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from shared import settings
from shared.errors import Unprocessable

ALGORITHM, ENCRYPTION = "ECDH-ES", "A256GCM"


class _LimitOfFiles(jwe.JWERegistry):
    """For what we sealed ourselves, be it a photo of sixty million pixels that was rewritten. What outsiders seal has 64 KB."""

    max_ciphertext_length = 256 * 2**20


_OF_FILES = _LimitOfFiles(algorithms=[ALGORITHM, ENCRYPTION])
_OF_OUTSIDERS = jwe.JWERegistry(algorithms=[ALGORITHM, ENCRYPTION])


class UnreadableEnvelope(Unprocessable):
    """加密的当事人身份无法解开"""

    mend = "请用平台当前公布的公钥（GET /keys）重新加密，算法 ECDH-ES，加密方式 A256GCM"


def public_keys() -> dict[str, Any]:
    """The key set to seal to, as a JWKS document; empty where no key is configured."""
    key = _private_key()
    return {"keys": [key.as_dict(private=False, use="enc", alg=ALGORITHM)] if key else []}


def seal_for(keys: dict[str, Any], content: dict[str, str]) -> str:
    """What an outsider does: seal `{id_number, name}` to the newest published key; a compact JWE."""
    return seal_bytes_for(keys, json.dumps(content, ensure_ascii=False).encode()).decode()


def seal_bytes_for(keys: dict[str, Any], content: bytes) -> bytes:
    """The same of a file."""
    key = KeySet.import_key_set(keys).keys[0]  # type: ignore[arg-type]
    header = {"alg": ALGORITHM, "enc": ENCRYPTION} | ({"kid": key.kid} if key.kid else {})
    return jwe.encrypt_compact(header, content, key, algorithms=[ALGORITHM, ENCRYPTION]).encode()


def open_envelope(sealed: str) -> dict[str, Any]:
    """The content. Raises UnreadableEnvelope, which says nothing about the content."""
    try:
        content = json.loads(_opened(sealed.encode(), _OF_OUTSIDERS))
    except ValueError:
        raise UnreadableEnvelope from None
    if not isinstance(content, dict):
        raise UnreadableEnvelope(reason="内容应为 JSON 对象")
    return content


def open_bytes(sealed: bytes) -> bytes:
    """What was sealed as it is, a file. Raises UnreadableEnvelope."""
    return _opened(sealed, _OF_FILES)


def _opened(sealed: bytes, known: jwe.JWERegistry) -> bytes:
    key = _private_key()
    if key is None:
        raise UnreadableEnvelope(reason="平台未配置解密密钥")
    try:
        return jwe.decrypt_compact(sealed, key, registry=known).plaintext or b""
    except (JoseError, ValueError):
        raise UnreadableEnvelope from None


def _private_key() -> ECKey | None:
    path = settings.current().seal_key_file
    return _read(path) if path else None


@lru_cache
def _read(path: Path) -> ECKey:
    return ECKey.import_key(json.loads(path.read_text("utf-8")))
