"""Draw an allotment by lot again, offline. One file, Python 3.11 or later, nothing to install.

    python verify_lot.py lot.json                               # everything that the published file says of itself
    python verify_lot.py lot.json --pledge "承诺" --digest "摘要"  # against what you noted before the lot was drawn

`--pledge` and `--digest` are what stood in the public notice before the draw, in hex or in letters (a to p). They are what makes
the check worth something: a file that was changed as a whole agrees with itself. It shares no code with the platform on
purpose; the rules are those of FIPS 180-4 (SHA-256) and RFC 2104 (HMAC). Exit status 0 if all is well, 1 if anything differs,
2 if the file cannot be read.
"""

# ruff: noqa: T201  a program for the terminal prints

import argparse
import hashlib
import hmac
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

LETTERS = "abcdefghijklmnop"


def in_hex(told: str) -> str:
    """A digest as somebody noted it: 64 signs of hex, or 64 letters a to p. What is neither is given back as it is."""
    told = told.strip().lower()
    if len(told) == 64 and set(told) <= set("0123456789abcdef"):
        return told
    if len(told) == 64 and set(told) <= set(LETTERS):
        return "".join(f"{LETTERS.index(letter):x}" for letter in told)
    return told


def _spellings(told: str) -> set[str]:
    """Letters a to f alone could be either; then both readings are tried."""
    told = told.strip().lower()
    both = {in_hex(told)}
    if len(told) == 64 and set(told) <= set(LETTERS):
        both.add("".join(f"{LETTERS.index(letter):x}" for letter in told))
    return both


def digest_of(listed: dict[str, Any]) -> str:
    written = json.dumps(listed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def draw(listed: dict[str, Any], hidden: bytes, public_value: str) -> dict[str, tuple[str, int, str | None]]:
    """By household: its size class, its place there, and the dwelling that it drew."""
    key = hmac.new(hidden, (digest_of(listed) + "\n" + public_value).encode(), hashlib.sha256).digest()

    def order(kind: str, number: str) -> str:
        return hmac.new(key, (kind + "\n" + number).encode(), hashlib.sha256).hexdigest()

    result: dict[str, tuple[str, int, str | None]] = {}
    for size_class in {one["class"] for one in listed["households"]}:
        families = sorted(
            (one for one in listed["households"] if one["class"] == size_class), key=lambda one: order("household", one["number"])
        )
        homes = sorted(
            (one for one in listed["dwellings"] if one["class"] == size_class), key=lambda one: order("dwelling", one["number"])
        )
        got: dict[str, str] = {}
        for rounds in ("barrier-free", "low", "all"):
            for family in families:
                if family["number"] in got or not _takes_part(rounds, family["asks"]):
                    continue
                home = next((one for one in homes if _is_offered(rounds, one, listed["low_storey_most"])), None)
                if home is not None:
                    homes.remove(home)
                    got[family["number"]] = home["number"]
        for place, family in enumerate(families, start=1):
            result[family["number"]] = (size_class, place, got.get(family["number"]))
    return result


def _takes_part(rounds: str, asks: str) -> bool:
    return rounds == "all" or asks == "barrier-free" or (rounds == "low" and asks == "low")


def _is_offered(rounds: str, home: dict[str, Any], low_storey_most: int) -> bool:
    is_free, is_low = home["is_barrier_free"], home["storey"] <= low_storey_most
    return rounds == "all" or is_free or (rounds == "low" and is_low)


def faults_of(proof: dict[str, Any], *, pledge: str | None = None, digest: str | None = None) -> list[str]:
    """Everything that differs, in words; nothing where all is well. Raises KeyError for a file that is none of ours."""
    listed, faults = proof["listed"], list[str]()
    if digest_of(listed) != proof["digest"]:
        faults.append("名单与公布的名单摘要不符：名单或房源被改过")
    if digest is not None and proof["digest"] not in _spellings(digest):
        faults.append("名单摘要与您记下的不同：抽签所用的不是当时公示的名单")
    if pledge is not None and proof["pledge"] not in _spellings(pledge):
        faults.append("密值承诺与您记下的不同")
    for kind in ("households", "dwellings"):
        numbers = [one["number"] for one in listed[kind]]
        if len(set(numbers)) != len(numbers):
            faults.append("名单中有重复的搬迁编号" if kind == "households" else "名单中有重复的房号")
    if proof["hidden"] is None or proof["public_value"] is None:
        return [*faults, "还没有抽签，没有结果可以核对"]
    hidden = bytes.fromhex(proof["hidden"])
    if hashlib.sha256(hidden).hexdigest() != proof["pledge"]:
        faults.append("密值与抽签前公布的承诺不符：密值被换过")
    expected = draw(listed, hidden, proof["public_value"])
    said = {one["number"]: (one["class"], one["rank"], one["dwelling"]) for one in proof["result"]}
    if len(said) != len(proof["result"]):
        faults.append("结果中有的户出现两次")
    for number in sorted(expected.keys() | said.keys()):
        if number not in said:
            faults.append(f"{number} 参加了抽签，结果中没有")
        elif number not in expected:
            faults.append(f"{number} 不在名单中，结果中却有")
        elif said[number] != expected[number]:
            faults.append(f"{number} 应为 {_spoken(expected[number])}，公布的是 {_spoken(said[number])}")
    return faults + _unfair(listed, said)


def _unfair(listed: dict[str, Any], said: dict[str, tuple[str, int, str | None]]) -> list[str]:
    """What no result may have, whatever was drawn."""
    faults = []
    taken = [home for _, _, home in said.values() if home]
    if len(set(taken)) != len(taken):
        faults.append("有一套住房分给了两户")
    persons = {one["number"]: one["persons"] for one in listed["households"]}
    areas = {one["number"]: Decimal(one["area_m2"]) for one in listed["dwellings"]}
    for number, (_, _, home) in sorted(said.items()):
        if home is None:
            continue
        most = Decimal(listed["area_per_person_m2"]) * persons.get(number, 0)
        if home not in areas:
            faults.append(f"{number} 分得的 {home} 不在房源中")
        elif areas[home] > most:
            faults.append(f"{number} 分得 {areas[home]} 平方米，超过 {most} 平方米")
    return faults


def _spoken(drawn: tuple[str, int, str | None]) -> str:
    size_class, place, home = drawn
    return f"{size_class} 第 {place} 位，{home or '轮候'}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="抽签分房复核")
    parser.add_argument("proof", help="从公开页面下载的 lot.json")
    parser.add_argument("--pledge", help="抽签前公示的密值承诺")
    parser.add_argument("--digest", help="抽签前公示的名单摘要")
    given = parser.parse_args(arguments)
    try:
        proof = json.loads(Path(given.proof).read_text(encoding="utf-8"))
        faults = faults_of(proof, pledge=given.pledge, digest=given.digest)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as unreadable:
        print(f"读不出这份文件：{type(unreadable).__name__}")
        return 2
    if faults:
        print(f"不符，共 {len(faults)} 处：")
        for fault in faults:
            print(f"  {fault}")
        return 1
    waiting = sum(1 for one in proof["result"] if one["dwelling"] is None)
    print(f"相符：{proof['number']}，{len(proof['result'])} 户，其中轮候 {waiting} 户。")
    if given.pledge is None or given.digest is None:
        print("没有对照您在抽签前记下的承诺和摘要；请加 --pledge 和 --digest 再核对一次。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
