"""ID numbers and names at rest: sealed with AES-256-GCM, looked up by a keyed hash. Neither can be had without the key.

The same key stamps what we print: a code that nobody else can make says that a paper is ours. And it marks parts of what is
sealed (a character of a name, the end of a number), so that they can be looked for.
"""

import base64
import hmac
import os
from functools import lru_cache
from hashlib import blake2b, sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared import settings

KEY_ID = b"\x01"
"""The first byte of everything sealed: which key sealed it, so that keys can be changed while old rows stay readable."""
NONCE_BYTES = 12
STAMP_BYTES = 9
"""With the sixteen of an id, forty signs of base32; to hit one by chance takes 2 to the 71 tries."""


class Unreadable(Exception):
    """What was to be unsealed was not sealed with our key, or was changed."""


@lru_cache
def _keys(secret: str) -> tuple[AESGCM, bytes, bytes, blake2b]:
    master = base64.b64decode(secret, validate=True)
    if len(master) != 32:
        raise ValueError("JISHIYU_IDENTITY_KEY must be 32 bytes in base64")

    def derive(purpose: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(master)

    purposes = (b"jishiyu identity hash 1", b"jishiyu stamp 1", b"jishiyu mark 1")
    identity, stamp, mark = (derive(purpose) for purpose in purposes)
    return AESGCM(derive(b"jishiyu seal 1")), identity, stamp, blake2b(key=mark, digest_size=8)


def _current() -> tuple[AESGCM, bytes, bytes, blake2b]:
    return _keys(settings.current().identity_key.get_secret_value())


def hash_identity(id_number: str) -> str:
    """The keyed hash by which a person is found: 64 hex digits. The number must be in canonical form (`shared.identity`)."""
    return hmac.digest(_current()[1], id_number.encode(), "sha256").hex()


def mark(part: str, *, bits: int) -> int:
    """A keyed hash of a part of what is sealed, so short that many parts share one: it narrows a search, and proves nothing."""
    keyed = _current()[3].copy()  # half as long as to begin with the key again: of a person there are thirty
    keyed.update(part.encode())
    return int.from_bytes(keyed.digest()) >> 64 - bits


def seal_bytes(plain: bytes) -> bytes:
    """Encrypt; the same bytes give a different result every time."""
    nonce = os.urandom(NONCE_BYTES)
    return KEY_ID + nonce + _current()[0].encrypt(nonce, plain, KEY_ID)


def unseal_bytes(sealed: bytes) -> bytes:
    """Decrypt. Raises Unreadable."""
    try:
        return _current()[0].decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], sealed[:1])
    except (InvalidTag, ValueError) as wrong:
        raise Unreadable from wrong


def seal(text: str) -> bytes:
    """Encrypt text."""
    return seal_bytes(text.encode())


def unseal(sealed: bytes) -> str:
    """Decrypt text. Raises Unreadable."""
    return unseal_bytes(sealed).decode()


def stamp(kind: str, thing: UUID) -> str:
    """The code on a printed paper of this kind (`settlement-sheet`): 40 signs, A-Z and 2-7, that carry the thing's id."""
    return base64.b32encode(thing.bytes + _stamped(kind, thing.bytes)).decode()


def find_stamped(kind: str, code: str) -> UUID | None:
    """Which thing of this kind bears the code, typed in any case, with or without blanks and hyphens; None if it is not ours."""
    try:
        told = base64.b32decode(code.upper().replace(" ", "").replace("-", ""))
    except ValueError:
        return None
    thing, mark = told[:16], told[16:]
    return UUID(bytes=thing) if hmac.compare_digest(mark, _stamped(kind, thing)) else None


def _stamped(kind: str, thing: bytes) -> bytes:
    return hmac.new(_current()[2], kind.encode() + b"\0" + thing, sha256).digest()[:STAMP_BYTES]
