"""Heads of the public log as signed notes: C2SP `tlog-checkpoint`, `signed-note` and `tlog-cosignature`, versions of 2025.

A head is text that a person can read and a witness can keep: the log's name, its size, its root, then its number and the time.
The key that signs is known by four bytes of SHA-256(name, newline, kind, public key), as in Go's checksum database.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.errors import Conflict, NotFound, Refusal, Unprocessable

SALT_BYTES = 32
KEY_BYTES = 32
SIGNS = b"\x01"
"""A key of this kind signs notes with Ed25519."""
WITNESSES = b"\x04"
"""A key of this kind signs that it saw a note, and when."""
WITNESS_CLOCK_AHEAD_S = 600


class NoSuchHead(NotFound):
    """没有这个树头"""

    mend = "请从树头列表中选择编号"


class NoSuchPosition(NotFound):
    """日志中没有这个位置"""

    mend = "位置从 0 起，应小于最新树头的条目数"


class NotLoggedYet(NotFound):
    """这条公示还没有记入日志"""

    mend = "公示后数秒内记入，请稍后再试；若一直如此，请向审计监督部门反映"


class HeadTooSmall(Unprocessable):
    """所选树头在这条公示之前，证明不了它"""

    mend = "请选择条目数大于该位置、且不超过最新树头的 size"


class SizesInWrongOrder(Unprocessable):
    """两个树头的条目数不成先后"""

    mend = "first 应不大于 second，second 应不超过最新树头的条目数"


class LogDamaged(Conflict):
    """日志缺少节点，给不出证明"""

    mend = "数据库中的日志可能被改动，请保留现场并向审计监督部门反映"


class UnknownWitness(Unprocessable):
    """不是本平台登记的见证人"""

    mend = "请核对见证人名称与公钥，并请平台运维先登记公钥"


class CosignatureWrong(Unprocessable):
    """见证签名与这个树头不符"""

    mend = "请对树头原文逐字节签名（C2SP tlog-cosignature，含末尾换行）"


class WitnessedFromTheFuture(Refusal):
    """见证时间在将来"""

    mend = "请校准见证方的时钟"


class KeyNotEndorsed(Conflict):
    """新的签名密钥没有旧密钥背书"""

    mend = "请在密钥文件中把旧私钥放在新私钥之后，待背书记入后再移走旧私钥"


def commit(salt: bytes, canonical: str) -> bytes:
    """The commitment to a record: SHA-256(salt ‖ text). It says nothing of the text to whom the salt was not told."""
    return sha256(salt + canonical.encode()).digest()


def key_id(name: str, public: bytes, *, kind: bytes = SIGNS) -> str:
    """The eight hex digits by which a note names its key."""
    return sha256(name.encode() + b"\n" + kind + public).hexdigest()[:8]


def written_key(name: str, public: bytes, *, kind: bytes = SIGNS) -> str:
    """A public key as it is handed on: `name+033de0ae+base64`."""
    return f"{name}+{key_id(name, public, kind=kind)}+{base64.b64encode(kind + public).decode()}"


@dataclass(frozen=True, slots=True)
class Head:
    """What a head says."""

    origin: str
    number: int
    """Heads are numbered without gaps from 1, so that none can be missing unseen."""
    size: int
    root: bytes
    signed_at: datetime

    @property
    def text(self) -> str:
        """What is signed, with the newline at its end."""
        root = base64.b64encode(self.root).decode()
        at = self.signed_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return f"{self.origin}\n{self.size}\n{root}\nnumber {self.number}\ntime {at}\n"


def signed_note(head: Head, key: Ed25519PrivateKey) -> str:
    """The head with its signature, as it is published."""
    text = head.text
    return f"{text}\n{signature_line(head.origin, key, text)}\n"


def signature_line(name: str, key: Ed25519PrivateKey, text: str) -> str:
    """`— name base64(key id ‖ signature)`."""
    mark = bytes.fromhex(key_id(name, public_of(key)))
    return f"\u2014 {name} {base64.b64encode(mark + key.sign(text.encode())).decode()}"


def public_of(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def endorsement_text(origin: str, new: bytes, *, at: datetime) -> str:
    """What the former key signs when another takes its place."""
    time = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{origin}/keys\n{written_key(origin, new)}\ntime {time}\n"


@dataclass(frozen=True, slots=True)
class Seen:
    """A witness's word that it saw a head at an instant."""

    witness: str
    key_id: str
    seen_at: datetime
    line: str


def judge_cosignature(line: str, text: str, *, witnesses: list[str], at: datetime) -> Seen:
    """A cosignature/v1 line over a head's text, by one of the witnesses (written keys).

    Raises UnknownWitness, CosignatureWrong, WitnessedFromTheFuture.
    """
    words = line.split(" ")
    if len(words) != 3 or words[0] != "\u2014":
        raise CosignatureWrong(pointer="/line", reason="应为一行：— 名称 base64")
    try:
        signed = base64.b64decode(words[2], validate=True)
    except (binascii.Error, ValueError):
        raise CosignatureWrong(pointer="/line", reason="不是 base64") from None
    if len(signed) != 76:
        raise CosignatureWrong(pointer="/line", reason="应为 4 字节密钥标识、8 字节时间和 64 字节签名")
    mark, stamp, signature = signed[:4].hex(), signed[4:12], signed[12:]
    known = {(name, key_id(name, key, kind=WITNESSES)): key for name, key in map(_witness, witnesses)}
    public = known.get((words[1], mark))
    if public is None:
        raise UnknownWitness(pointer="/line", witness=words[1])
    seconds = int.from_bytes(stamp)
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, f"cosignature/v1\ntime {seconds}\n{text}".encode())
    except InvalidSignature:
        raise CosignatureWrong(pointer="/line", reason="签名不符") from None
    if seconds > at.timestamp() + WITNESS_CLOCK_AHEAD_S:
        raise WitnessedFromTheFuture(pointer="/line")
    return Seen(words[1], mark, datetime.fromtimestamp(seconds, UTC), line)


def _witness(written: str) -> tuple[str, bytes]:
    name, _, key = written.split("+", 2)
    told = base64.b64decode(key, validate=True)
    if told[:1] != WITNESSES or len(told) != 1 + KEY_BYTES:
        raise ValueError(f"{name} is no witness's key: kind 4 and 32 bytes are asked for")
    return name, told[1:]
