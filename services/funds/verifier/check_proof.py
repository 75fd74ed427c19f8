"""Check a day's disclosure proof, offline. One file, Python 3.11 or later, nothing to install.

    python check_proof.py proof-2020-06-01.json            # the file in itself: every entry leads to the root
    python check_proof.py proof-2020-06-01.json 5dc9da79…  # and the root is the one that you noted or saw printed

It shares no code with the platform on purpose: it follows RFC 9162, section 2.1.3.2, so that a citizen need not trust the
platform's own arithmetic. Exit status 0 if all is well, 1 if anything differs, 2 if the file cannot be read.
"""

# ruff: noqa: T201  a program for the terminal prints

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any


def root_from_path(entry: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that this entry leads to, by RFC 9162, section 2.1.3.2. Raises ValueError for a path of the wrong length."""
    if not 0 <= index < size:
        raise ValueError("序号不在树内")
    fn, sn = index, size - 1
    reached = sha256(b"\x00" + entry).digest()
    for neighbour in path:
        if sn == 0:
            raise ValueError("证明路径过长")
        if fn & 1 or fn == sn:
            reached = sha256(b"\x01" + neighbour + reached).digest()
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            reached = sha256(b"\x01" + reached + neighbour).digest()
        fn, sn = fn >> 1, sn >> 1
    if sn:
        raise ValueError("证明路径过短")
    return reached


def faults(proof: dict[str, Any], expected_root: str | None = None) -> list[str]:
    """Everything that does not fit, in Chinese; empty if the proof holds."""
    root, size, entries = proof["root"], proof["size"], proof["entries"]
    wrong = []
    if expected_root and expected_root.lower() != root:
        wrong.append(f"根哈希与所给的不同：文件中为 {root}")
    if size != len(entries):
        wrong.append(f"文件称有 {size} 条，实有 {len(entries)} 条")
    if not entries and root != sha256().hexdigest():
        wrong.append("没有条目，根哈希却不是空树的根")
    for at, entry in enumerate(entries):
        text = entry["canonical"]
        try:
            if entry["index"] != at:
                raise ValueError(f"序号应为 {at}")
            reached = root_from_path(text.encode(), at, size, [bytes.fromhex(neighbour) for neighbour in entry["path"]])
            if reached.hex() != root:
                raise ValueError("内容与根哈希不符，条目被改动过")
            if json.loads(text)["published_on"] != proof["date"]:
                raise ValueError("条目不属于这一天")
        except ValueError as difference:
            wrong.append(f"第 {at + 1} 条：{difference}")
    return wrong


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2):
        print("用法：python check_proof.py 凭证文件.json [根哈希]")
        return 2
    try:
        proof = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
        wrong = faults(proof, arguments[1] if len(arguments) == 2 else None)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as unreadable:
        print(f"凭证文件无法识别：{unreadable!r}")
        return 2
    for line in wrong:
        print(f"不符  {line}")
    if wrong:
        return 1
    final = "当日已封存" if proof.get("is_sealed") else "当日尚未封存，之后还可能增加条目"
    print(f"相符  {proof['date']} 共 {proof['size']} 条（{final}），根哈希 {proof['root']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
