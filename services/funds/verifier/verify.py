"""Check the whole public log of disclosures, offline. One file, Python 3.11 or later, nothing to install.

    python verify.py archive.jsonl --key "公钥" --witness heads.jsonl     # everything: records, log, heads, keys, totals
    python verify.py proof.json --key "公钥" --witness heads.jsonl        # one record's proof (a household's receipt)
    python verify.py consistency.json --witness heads.jsonl              # that a later log begins with an earlier one

`--key` is the public key that you noted earlier; `--witness` (may be repeated) a file of heads that somebody outside kept:
what the platform cannot rewrite. It shares no code with the platform on purpose. It follows RFC 9162 (tree), RFC 8032
(Ed25519) and C2SP signed-note. Exit status 0 if all is well, 1 if anything differs, 2 if a file cannot be read.
"""

# ruff: noqa: T201  a program for the terminal prints

import argparse
import base64
import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any, NamedTuple

CHINA = timezone(timedelta(hours=8))
LATE = timedelta(hours=1)
"""Half an hour after midnight a day is over for the platform; what comes an hour later was put in afterwards."""
TOLD_LIMIT = 50

# Ed25519, RFC 8032 section 5.1, with points in extended coordinates.
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)  # noqa: E741  the name of the square root of -1
Point = tuple[int, int, int, int]


def _add(a: Point, b: Point) -> Point:
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, d - c, d + c, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar: int, point: Point) -> Point:
    reached: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            reached = _add(reached, point)
        point, scalar = _add(point, point), scalar >> 1
    return reached


def _x_of(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * I % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _point(told: bytes) -> Point | None:
    y = int.from_bytes(told, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


_Y = 4 * pow(5, P - 2, P) % P
BASE: Point = (_x_of(_Y, 0) or 0, _Y, 1, (_x_of(_Y, 0) or 0) * _Y % P)


def is_signed(public: bytes, text: bytes, signature: bytes) -> bool:
    """Whether this is the key's Ed25519 signature over the text."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    k = int.from_bytes(sha512(signature[:32] + public + text).digest(), "little") % Q
    left, right = _times(s, BASE), _add(r, _times(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# The tree, RFC 9162 section 2.1.


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """The log as it grows: the roots of its whole subtrees, largest first, are all that need be remembered."""

    def __init__(self) -> None:
        self.size, self.peaks = 0, list[bytes]()

    def add(self, commitment: bytes) -> None:
        reached, size = sha256(b"\x00" + commitment).digest(), self.size
        while size & 1:
            reached, size = _node(self.peaks.pop(), reached), size >> 1
        self.peaks.append(reached)
        self.size += 1

    def root(self) -> bytes:
        if not self.peaks:
            return sha256().digest()
        *others, reached = self.peaks
        for peak in reversed(others):
            reached = _node(peak, reached)
        return reached


def root_by_inclusion(leaf: bytes, position: int, size: int, path: list[bytes]) -> bytes:
    """Section 2.1.3.2. Raises ValueError for a path of the wrong length."""
    fn, sn, reached = position, size - 1, leaf
    if not 0 <= position < size:
        raise ValueError("位置不在树内")
    for neighbour in path:
        if sn == 0:
            raise ValueError("证明路径过长")
        if fn & 1 or fn == sn:
            reached = _node(neighbour, reached)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            reached = _node(reached, neighbour)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise ValueError("证明路径过短")
    return reached


def roots_by_consistency(first: int, second: int, first_root: bytes, path: list[bytes]) -> tuple[bytes, bytes]:
    """Section 2.1.4.2: the earlier and the later root that the path leads to. Raises ValueError."""
    if not 0 < first < second or not path:
        raise ValueError("条目数不成先后，或没有证明路径")
    steps = list(path) if first & (first - 1) else [first_root, *path]
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    earlier = later = steps[0]
    for step in steps[1:]:
        if sn == 0:
            raise ValueError("证明路径过长")
        if fn & 1 or fn == sn:
            earlier, later = _node(step, earlier), _node(step, later)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            later = _node(later, step)
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise ValueError("证明路径过短")
    return earlier, later


# Heads and keys: C2SP signed-note.


class Head(NamedTuple):
    origin: str
    size: int
    root: bytes
    number: int
    at: datetime
    text: str
    signatures: list[str]


def read_head(note: str) -> Head:
    """Raises ValueError."""
    text, _, signatures = note.partition("\n\n")
    origin, size, root, number, time = text.split("\n")
    at = datetime.strptime(time, "time %Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    told = int(size), base64.b64decode(root), int(number.removeprefix("number "))
    return Head(origin, *told, at, text + "\n", signatures.splitlines())


def read_key(written: str) -> tuple[str, str, bytes]:
    """Name, id and public key. Raises ValueError."""
    name, mark, told = written.strip().split("+", 2)
    key = base64.b64decode(told, validate=True)
    if key[:1] != b"\x01" or sha256(name.encode() + b"\n" + key).hexdigest()[:8] != mark:
        raise ValueError("公钥与其标识不符")
    return name, mark, key[1:]


def signer(text: str, lines: list[str], keys: list[str]) -> int | None:
    """Which of these keys signed the text."""
    for line in lines:
        _, name, told = line.split(" ")
        mark, signature = base64.b64decode(told)[:4].hex(), base64.b64decode(told)[4:]
        for at, written in enumerate(keys):
            if read_key(written)[:2] == (name, mark) and is_signed(read_key(written)[2], text.encode(), signature):
                return at
    return None


class Check:
    """One run: what is known so far, and what did not fit."""

    def __init__(self, trusted: str | None, witnessed: list[Head]) -> None:
        self.trusted, self.witnessed = trusted, witnessed
        self.seen_at = dict[int, list[Head]]()
        for head in witnessed:
            self.seen_at.setdefault(head.size, []).append(head)
        self.wrong = list[str]()
        self.log, self.size, self.keys, self.heads = "", 0, list[str](), list[Head]()
        self.last_signer, self.tree, self.totals, self.published = 0, Tree(), Counter[Any](), Counter[Any]()
        self.ids, self.at_head, self.lines, self.is_whole, self.waiting = set[str](), 0, 0, False, 0

    def fault(self, told: str) -> None:
        self.wrong.append(told)

    def take_key(self, written: str, endorsement: str) -> None:
        read_key(written)
        if self.keys:
            text, _, lines = endorsement.partition("\n\n")
            if written not in text or signer(text + "\n", lines.splitlines(), self.keys[-1:]) is None:
                self.fault(f"第 {len(self.keys) + 1} 把公钥没有前一把的背书：{written}")
        self.keys.append(written)

    def trust(self) -> None:
        if self.trusted and self.trusted.strip() not in self.keys:
            self.fault("日志公钥中没有您保存的公钥，签名密钥被换过")

    def take_head(self, note: str) -> None:
        head, last = read_head(note), self.heads[-1] if self.heads else None
        told = f"树头 {head.number}"
        if head.number != (last.number + 1 if last else 1):
            self.fault(f"{told}：编号不连续，中间缺树头")
        if head.origin != self.log:
            self.fault(f"{told}：不是本日志的树头（{head.origin}）")
        if last and (head.size < last.size or head.at < last.at):
            self.fault(f"{told}：条目数或时间比前一个还早")
        by = signer(head.text, head.signatures, self.keys)
        if by is None:
            self.fault(f"{told}：签名不符，或不是日志公钥所签")
        elif by < self.last_signer:
            self.fault(f"{told}：由已停用的密钥签名")
        self.last_signer = max(self.last_signer, by or 0)
        self.heads.append(head)

    def compare_roots(self) -> None:
        """Every head and every witnessed head of the size that was just reached."""
        is_asked = self.at_head < len(self.heads) and self.heads[self.at_head].size <= self.tree.size
        if not is_asked and self.tree.size not in self.seen_at:
            return
        root = self.tree.root()
        while self.at_head < len(self.heads) and self.heads[self.at_head].size <= self.tree.size:
            head = self.heads[self.at_head]
            if head.size == self.tree.size and head.root != root:
                self.fault(f"树头 {head.number}（{head.size} 条）：与逐条重算的根哈希不符，日志被改写过")
            self.at_head += 1
        for seen in self.seen_at.get(self.tree.size, ()):
            if seen.root != root:
                self.fault(f"见证人存有树头 {seen.number}（{seen.size} 条），与现在的日志不符，历史被改写过")

    def take_record(self, told: dict[str, Any]) -> None:
        here = f"第 {told['position'] + 1} 条"
        if told["position"] != self.tree.size:
            self.fault(f"{here}：位置不连续，前面缺记录")
        commitment, text = bytes.fromhex(told["commitment"]), told["canonical"]
        if text is None:
            self.fault(f"{here}：原文已被删除")
        else:
            if sha256(bytes.fromhex(told["salt"]) + text.encode()).digest() != commitment:
                self.fault(f"{here}：原文或盐值与承诺不符，记录被改动过")
            self.read_record(here, text)
        self.tree.add(commitment)
        self.compare_roots()

    def read_record(self, here: str, text: str) -> None:
        entry = json.loads(text)
        if entry["id"] in self.ids:
            self.fault(f"{here}：与前面的记录重复")
        self.ids.add(entry["id"])
        if entry["amount_yuan"] != f"{entry['amount_fen'] // 100}.{entry['amount_fen'] % 100:02d}":
            self.fault(f"{here}：金额的元与分不一致")
        before = self.heads[self.at_head - 1] if self.at_head else None
        if before and entry["published_on"] < _day(before.at - LATE):
            self.fault(f"{here}：公示日期 {entry['published_on']} 早于它之前的树头，是事后补插的")
        group = _group(entry, entry.get("region", entry.get("town")), entry["published_on"][:4])
        self.totals[group] += entry["amount_fen"]
        self.totals[("条数", *group)] += 1

    def take_waiting(self, text: str) -> None:
        self.waiting += 1
        entry = json.loads(text)
        if self.heads and entry["published_on"] < _day(self.heads[-1].at - LATE):
            self.fault(f"公示 {entry['number']}（{entry['published_on']}）没有记入日志，是绕过日志插入的")

    def take_total(self, told: dict[str, Any]) -> None:
        group = _group(told, told["region"], str(told["year"]))
        self.published[group] += told["amount_fen"]
        self.published[("条数", *group)] += told["entries"]

    def take(self, told: dict[str, Any]) -> None:
        match told["is"]:
            case "archive":
                self.log, self.size = told["log"], told["size"]
            case "key":
                self.take_key(told["public"], told["endorsement"])
            case "head":
                self.take_head(told["note"])
            case "record":
                if not self.tree.size:
                    self.compare_roots()
                self.take_record(told)
            case "waiting":
                self.take_waiting(told["canonical"])
            case "total":
                self.take_total(told)
            case "end":
                self.is_whole = told["lines"] == self.lines
        self.lines += 1

    def finish(self) -> None:
        self.trust()
        if not self.tree.size:
            self.compare_roots()
        if not self.is_whole:
            self.fault("文件不完整，请重新下载")
        if self.tree.size != self.size or (self.heads and self.heads[-1].size != self.size):
            self.fault(f"应有 {self.size} 条，实有 {self.tree.size} 条")
        for group in sorted(set(self.totals) | set(self.published), key=str):
            if self.totals[group] != self.published[group]:
                self.fault(f"合计不符 {group}：公布 {self.published[group]}，逐条重算 {self.totals[group]}")
        for seen in self.witnessed:
            if seen.size > self.tree.size or seen.number > len(self.heads):
                self.fault(f"见证人存有树头 {seen.number}（{seen.size} 条），现在的日志没有它，末尾被截断过")
            elif self.heads[seen.number - 1].text != seen.text:
                self.fault(f"见证人存有的树头 {seen.number} 与日志中的不同，树头被重签过")
            if signer(seen.text, seen.signatures, self.keys) is None:
                self.fault(f"见证人存有的树头 {seen.number} 不是日志公钥所签，签名密钥被换过")


def _group(entry: dict[str, Any], region: str, year: str) -> tuple[Any, ...]:
    return year, region, entry["kind"], entry.get("source"), entry.get("programme"), entry.get("project")


def _day(at: datetime) -> str:
    return at.astimezone(CHINA).date().isoformat()


def check_proof(told: dict[str, Any], check: Check) -> str:
    """One record's proof, or that of two heads."""
    path = [bytes.fromhex(step) for step in told["path"]]
    if told["kind"] == "consistency":
        first, second = bytes.fromhex(told["first_root"]), bytes.fromhex(told["second_root"])
        roots = {told["first"]: first, told["second"]: second}
        if told["first"] == told["second"]:
            holds = first == second
        elif told["first"] == 0:
            holds = first == sha256().digest()
        else:
            holds = roots_by_consistency(told["first"], told["second"], first, path) == (first, second)
        if not holds:
            check.fault("较晚的日志不是在较早的日志之后增加的，历史被改写过")
        said = f"{told['second']} 条的日志以 {told['first']} 条的日志开头"
    else:
        for key in told["keys"]:
            check.take_key(key["public"], key["endorsement"])
        check.trust()
        head = read_head(told["note"])
        commitment = sha256(bytes.fromhex(told["salt"]) + told["canonical"].encode()).digest()
        if commitment.hex() != told["commitment"]:
            check.fault("原文或盐值与承诺不符，记录被改动过")
        if root_by_inclusion(sha256(b"\x00" + commitment).digest(), told["position"], head.size, path) != head.root:
            check.fault("记录不在这个树头之下")
        if signer(head.text, head.signatures, check.keys) is None:
            check.fault("树头签名不符，或不是日志公钥所签")
        roots, said = (
            {head.size: head.root},
            f"记录在日志第 {told['position'] + 1} 条，树头 {head.number}（{head.size} 条）已签名",
        )
    for seen in check.witnessed:
        if roots.get(seen.size, seen.root) != seen.root:
            check.fault(f"见证人存有树头 {seen.number}（{seen.size} 条），根哈希与此不同")
    return said


def read_witnessed(paths: list[Path]) -> Iterator[Head]:
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            if line.strip():
                yield read_head(json.loads(line)["note"])


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="离线核对公示日志", add_help=True)
    parser.add_argument("file", type=Path, help="archive.jsonl、凭条或证明（.json）")
    parser.add_argument("--key", help="您保存的日志公钥")
    parser.add_argument("--witness", type=Path, action="append", default=[], help="见证人保存的树头文件（可多个）")
    given = parser.parse_args(arguments)
    try:
        check = Check(given.key, list(read_witnessed(given.witness)))
        with given.file.open(encoding="utf-8") as file:
            first = file.readline()
            if first.startswith('{"is":'):
                check.take(json.loads(first))
                for line in file:
                    check.take(json.loads(line))
                check.finish()
                said = f"日志 {check.log}：{check.tree.size} 条记录、{len(check.heads)} 个树头、{len(check.keys)} 把公钥，"
                said += f"{len(check.totals) // 2} 项合计"
                said += f"；另有 {check.waiting} 条刚公示、待记入" if check.waiting else ""
            else:
                said = check_proof(json.loads(first + file.read()), check)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as unreadable:
        print(f"文件无法识别：{unreadable!r}")
        return 2
    for line in check.wrong[:TOLD_LIMIT]:
        print(f"不符  {line}")
    if len(check.wrong) > TOLD_LIMIT:
        print(f"不符  另有 {len(check.wrong) - TOLD_LIMIT} 处，未列出")
    if check.wrong:
        return 1
    print(f"相符  {said}")
    if check.witnessed:
        print(f"相符  与见证人保存的 {len(check.witnessed)} 个树头一致")
    else:
        print("提示  没有给出见证人保存的树头（--witness），不能排除整本重写")
    if not check.trusted and check.keys:
        print(f"提示  没有给出您保存的公钥（--key），本次采用文件中的：{check.keys[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
