"""Check a county's exported ledger, offline. One file, Python 3.11 or later, nothing to install.

    python check_ledger.py ledger-371311-20201231.zip
    python check_ledger.py ledger-371311-20201231.zip --earlier ledger-371311-20200630.zip

Everything is recomputed from the postings: balances line by line, both sides of every transfer, what is set aside, what follows
what, reversals, closed periods; and every file against the manifest. `--earlier` (may be repeated) is an export that you kept:
what stood in it must stand in this one, line by line, which finds a history that was rewritten so that it adds up.

It shares no code with the platform on purpose. It keeps some hundred bytes a transfer in memory: a million takes half a gigabyte.
Exit status 0 if all is well, 1 if anything differs, 2 if a file cannot be read.
"""

# ruff: noqa: T201  a program for the terminal prints

import argparse
import csv
import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any, NamedTuple

FORMAT = "jishiyu-ledger-1"
CHINA = timezone(timedelta(hours=8))
TOLD_LIMIT = 50
ORIGINS = {"treasury", "donors", "operators"}
"""Where money begins: the only accounts that may be below zero."""
MAY_FOLLOW = {
    "moved": {"reversed"},
    "posted": {"reversed"},
    "reserved": {"posted", "voided", "expired"},
    "voided": set[str](),
    "expired": set[str](),
    "reversed": set[str](),
}
PHASES = {
    "moved": "直接划转",
    "reserved": "预留",
    "posted": "预留入账",
    "voided": "预留撤销",
    "expired": "预留到期释放",
    "reversed": "冲正",
}
SUMS = ("debits_posted_fen", "credits_posted_fen", "debits_pending_fen", "credits_pending_fen")
Sums = tuple[int, int, int, int]
NOTHING: Sums = (0, 0, 0, 0)


class Transfer(NamedTuple):
    """What the checks need of a transfer."""

    phase: str
    region: str
    amount: int
    follows: str
    booked_on: str
    made_at: str
    expires_at: str


class Broken(Exception):
    """A file that cannot be read at all."""


class Archive:
    """The zip: its manifest, and each of its tables row by row, counted and hashed while it is read."""

    def __init__(self, path: str, wrong: list[str]) -> None:
        self.wrong = wrong
        try:
            self.zip = zipfile.ZipFile(path)
            self.manifest = json.loads(self.zip.read("manifest.json"))
            self.files = {file["name"]: file for file in self.manifest["files"]}
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as why:
            raise Broken(f"{path} 不是账簿导出的压缩包：{why}") from None
        if self.manifest.get("format") != FORMAT:
            raise Broken(f"{path} 的格式是 {self.manifest.get('format')}，本程序只认 {FORMAT}")
        there = set(self.zip.namelist()) - {"manifest.json"}
        for name in sorted(set(self.files) - there):
            wrong.append(f"压缩包缺少文件 {name}")
        for name in sorted(there - set(self.files)):
            wrong.append(f"压缩包多出清单以外的文件 {name}")

    def table(self, name: str) -> Iterator[dict[str, Any]]:
        """Rows of a table, each value as text or as JSON has it; the file is held against the manifest at its end."""
        file = next((one for one in self.files if one.startswith(f"{name}.")), None)
        if file is None or file not in self.zip.namelist():
            return
        digest, size, rows = sha256(), 0, 0

        def lines() -> Iterator[str]:
            nonlocal size
            with self.zip.open(file) as entry:
                for line in entry:
                    digest.update(line)
                    size += len(line)
                    yield line.decode("utf-8")

        try:
            read: Iterable[dict[str, Any]] = csv.DictReader(lines()) if file.endswith(".csv") else map(json.loads, lines())
            for row in read:
                rows += 1
                yield row
        except (ValueError, zipfile.BadZipFile) as why:
            raise Broken(f"{file} 第 {rows + 1} 行之后读不出来：{why}") from None
        told = self.files[file]
        if (rows, size, digest.hexdigest()) != (told["rows"], told["bytes"], told["sha256"]):
            self.wrong.append(
                f"文件 {file} 与清单不符：实有 {rows} 行 {size} 字节，清单 {told['rows']} 行 {told['bytes']} 字节，或摘要不同"
            )

    def own_program(self) -> None:
        """The checker that lies in the zip is what the manifest says (this one may be newer)."""
        for name, told in self.files.items():
            is_program = told.get("rows") is None and name in self.zip.namelist()
            if is_program and sha256(self.zip.read(name)).hexdigest() != told["sha256"]:
                self.wrong.append(f"文件 {name} 与清单不符")


def sums_of(row: dict[str, Any]) -> Sums:
    one, two, three, four = (int(row[name]) for name in SUMS)
    return one, two, three, four


def plus(one: Sums, other: Sums) -> Sums:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3]


def yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02} 元"


def text(value: Any) -> str:
    return "" if value is None else str(value)


class Ledger:
    """One run: what is known so far, and what did not fit."""

    def __init__(self, wrong: list[str]) -> None:
        self.wrong = wrong
        self.accounts = dict[str, dict[str, Any]]()
        self.transfers = dict[str, Transfer]()
        self.followers = dict[str, str]()
        self.legs = dict[str, dict[str, Sums]]()
        self.closed = dict[tuple[int, int], str]()
        self.used_open = set[tuple[int, int]]()
        self.total = NOTHING
        self.lines = 0
        self.digests = dict[str, dict[int, str]]()
        self.wanted = dict[str, set[int]]()
        """Of each account the lines at which an earlier export is compared."""

    def fault(self, told: str) -> None:
        self.wrong.append(told)

    def name(self, account_id: str) -> str:
        account = self.accounts.get(account_id)
        if account is None:
            return f"账户 {account_id}"
        parts = (account["kind"], account["region"], account["holder"], account["source"], text(account["year"]))
        return f"账户 {account_id}（{'·'.join(part for part in parts if part and part != '0')}）"

    # Tables.

    def take_account(self, row: dict[str, Any]) -> None:
        id = row["id"]
        if id in self.accounts:
            self.fault(f"{self.name(id)}：出现两次")
        self.accounts[id] = row
        may_be_negative = text(row["may_be_negative"]).lower() == "true"
        if may_be_negative and row["kind"] not in ORIGINS:
            self.fault(f"{self.name(id)}：不是资金来源账户，却被标为可以透支")

    def take_period(self, row: dict[str, Any]) -> None:
        if text(row["is_closed"]).lower() == "true":
            self.closed[int(row["year"]), int(row["month"])] = row["closed_at"]

    def take_transfer(self, row: dict[str, Any]) -> None:
        id, follows = row["id"], text(row["follows_id"])
        if id in self.transfers:
            self.fault(f"款项 {id}：出现两次")
        one = Transfer(
            row["phase"],
            row["region"],
            int(row["amount_fen"]),
            follows,
            row["booked_on"],
            row["made_at"],
            text(row["expires_at"]),
        )
        self.transfers[id] = one
        if one.phase not in MAY_FOLLOW:
            self.fault(f"款项 {id}：没有 {one.phase} 这种环节")
        if one.amount <= 0:
            self.fault(f"款项 {id}：金额 {yuan(one.amount)}，应大于零")
        if follows:
            if follows in self.followers:
                self.fault(f"款项 {follows}：被后续处理了两次（{self.followers[follows]}、{id}）")
            self.followers[follows] = id
        made = datetime.fromisoformat(one.made_at).astimezone(CHINA)
        booked = date.fromisoformat(one.booked_on)
        if booked > made.date():
            self.fault(f"款项 {id}：记账日期 {booked} 晚于办理日期 {made.date()}")
        for month in (0, booked.month):
            closed_at = self.closed.get((booked.year, month))
            if closed_at and datetime.fromisoformat(closed_at) < datetime.fromisoformat(one.made_at):
                name = f"{booked.year}年{month}月" if month else f"{booked.year}年度"
                self.fault(f"款项 {id}：{name}已于 {closed_at} 结账，之后又记入 {booked} 的账")
        if (booked.year, booked.month) not in self.closed and (booked.year, 0) not in self.closed:
            self.used_open.add((booked.year, booked.month))

    def take_postings(self, rows: Iterable[dict[str, Any]]) -> None:
        """Account by account, line by line."""
        at, line, sums, digest, done = "", 0, NOTHING, sha256(), set[str]()
        for row in rows:
            account_id = row["account_id"]
            if account_id != at:
                if at:
                    self.end_account(at, line, sums)
                if account_id in done:
                    self.fault(f"{self.name(account_id)}：明细没有排在一起")
                done.add(account_id)
                at, line, sums, digest = account_id, 0, NOTHING, sha256()
                if account_id not in self.accounts:
                    self.fault(f"明细指向的账户 {account_id} 不在账户表中")
            line, sums = self.take_posting(row, line, sums)
            digest.update("|".join(text(value) for value in row.values()).encode() + b"\n")
            if line in self.wanted.get(at, ()):
                self.digests.setdefault(at, {})[line] = digest.hexdigest()
        if at:
            self.end_account(at, line, sums)
        for id in self.accounts:
            if id not in done:
                self.end_account(id, 0, NOTHING)

    def take_posting(self, row: dict[str, Any], last: int, before: Sums) -> tuple[int, Sums]:
        id, transfer_id, change = row["account_id"], row["transfer_id"], sums_of(row)
        line, told = int(row["line"]), f"{self.name(row['account_id'])}第 {row['line']} 行"
        if line != last + 1:
            self.fault(f"{told}：行号应为 {last + 1}，中间缺行或多行")
        after = plus(before, change)
        balance = after[0] - after[1]
        if balance != int(row["balance_fen"]):
            self.fault(f"{told}：余额应为 {yuan(balance)}，账上写 {yuan(int(row['balance_fen']))}")
        account = self.accounts.get(id)
        if account is not None:
            if account["region"] != row["region"]:
                self.fault(f"{told}：区划 {row['region']} 与账户的 {account['region']} 不同")
            if text(account["may_be_negative"]).lower() != "true" and balance - after[3] < 0:
                self.fault(f"{told}：可用余额 {yuan(balance - after[3])}，账户透支")
        if min(after) < 0:
            self.fault(f"{told}：借方、贷方或在途累计为负数")
        transfer = self.transfers.get(transfer_id)
        if transfer is None:
            self.fault(f"{told}：所属的款项 {transfer_id} 不在款项表中")
        elif transfer.booked_on != row["booked_on"]:
            self.fault(f"{told}：记账日期 {row['booked_on']} 与款项的 {transfer.booked_on} 不同")
        legs = self.legs.setdefault(transfer_id, {})
        legs[id] = plus(legs.get(id, NOTHING), change)
        self.total = plus(self.total, change)
        self.lines += 1
        return line, after

    def end_account(self, id: str, line: int, sums: Sums) -> None:
        account = self.accounts.get(id)
        if account is None:
            return
        if line != int(account["last_line"]):
            self.fault(f"{self.name(id)}：明细 {line} 行，账户记为 {account['last_line']} 行")
        kept = sums_of(account)
        if sums != kept:
            names = ("借方", "贷方", "在途转入", "预留转出")
            differs = [
                f"{name}重算 {yuan(mine)}、账上 {yuan(theirs)}"
                for name, mine, theirs in zip(names, sums, kept, strict=True)
                if mine != theirs
            ]
            self.fault(f"{self.name(id)}：{'，'.join(differs)}")

    # What all of it together must be.

    def judge_transfers(self) -> None:
        for id, one in self.transfers.items():
            legs = self.legs.get(id, {})
            posted = sum(leg[0] - leg[1] for leg in legs.values())
            pending = sum(leg[2] - leg[3] for leg in legs.values())
            if len(legs) < 2:
                self.fault(f"款项 {id}：只有 {len(legs)} 个账户的明细，应有借贷双方")
            if posted or pending:
                self.fault(f"款项 {id}：借贷不平，相差 {yuan(posted)}，在途相差 {yuan(pending)}")
            moves = sum(leg[0] for leg in legs.values()) if one.phase in ("moved", "posted", "reversed") else 0
            moves = moves or abs(sum(leg[2] for leg in legs.values()))
            if legs and moves != one.amount:
                self.fault(f"款项 {id}：金额 {yuan(one.amount)}，明细动了 {yuan(moves)}")
            if not all(fits_phase(one.phase, leg) for leg in legs.values()):
                self.fault(f"款项 {id}：明细不符合“{PHASES.get(one.phase, one.phase)}”应有的样子")
            self.judge_following(id, one, legs)

    def judge_following(self, id: str, one: Transfer, legs: dict[str, Sums]) -> None:
        is_first = one.phase in ("moved", "reserved")
        if is_first and one.follows:
            self.fault(f"款项 {id}：{PHASES[one.phase]}不应是对另一笔的后续处理")
        if is_first or one.phase not in MAY_FOLLOW:
            return
        before = self.transfers.get(one.follows)
        named = PHASES[one.phase]
        if before is None:
            self.fault(f"款项 {id}：{named}所指的原款项 {one.follows or '（空）'} 不在款项表中")
            return
        if one.phase not in MAY_FOLLOW.get(before.phase, set()):
            self.fault(f"款项 {id}：对{PHASES.get(before.phase, before.phase)}不能办理{named}")
        if before.amount != one.amount:
            self.fault(f"款项 {id}：{named} {yuan(one.amount)}，原款项 {yuan(before.amount)}")
        if before.made_at > one.made_at and datetime.fromisoformat(before.made_at) > datetime.fromisoformat(one.made_at):
            self.fault(f"款项 {id}：{named}早于原款项")
        theirs = self.legs.get(one.follows, {})
        if {account: mirrored(one.phase, leg) for account, leg in theirs.items()} != legs:
            self.fault(f"款项 {id}：{named}的账户或金额与原款项 {one.follows} 对不上")

    def judge_holds(self) -> None:
        """What is set aside in each account is what of its reservations nothing has followed."""
        held: Counter[str] = Counter()
        for id, one in self.transfers.items():
            if one.phase == "reserved" and id not in self.followers:
                for account_id, leg in self.legs.get(id, {}).items():
                    held[account_id] += leg[3] - leg[2]
        for id, account in self.accounts.items():
            sums = sums_of(account)
            if sums[3] - sums[2] != held[id]:
                self.fault(f"{self.name(id)}：预留未了的款项合计 {yuan(held[id])}，账上在途 {yuan(sums[3] - sums[2])}")

    def judge_periods(self) -> None:
        for year, month in sorted(self.closed):
            for used in sorted(self.used_open):
                if used < (year, month or 12) or (month == 0 and used[0] == year):
                    self.fault(f"{year}年{f'{month}月' if month else '度'}已经结账，而之前的 {used[0]}年{used[1]}月没有结账")

    def judge_whole(self) -> None:
        if self.total[0] != self.total[1] or self.total[2] != self.total[3]:
            self.fault(f"全部账户借贷不平：借方 {yuan(self.total[0])}，贷方 {yuan(self.total[1])}")


def fits_phase(phase: str, leg: Sums) -> bool:
    """What each posting of a transfer may look like, by its phase."""
    match phase:
        case "moved" | "reversed":
            return leg[2] == leg[3] == 0 and leg[0] >= 0 and leg[1] >= 0
        case "reserved":
            return leg[0] == leg[1] == 0 and leg[2] >= 0 and leg[3] >= 0
        case "posted":
            return leg[0] == -leg[2] and leg[1] == -leg[3] and leg[0] >= 0 and leg[1] >= 0
        case "voided" | "expired":
            return leg[0] == leg[1] == 0 and leg[2] <= 0 and leg[3] <= 0
    return False


def mirrored(phase: str, before: Sums) -> Sums:
    """What a follower does to an account, by what it follows did to it."""
    match phase:
        case "posted":
            return before[2], before[3], -before[2], -before[3]
        case "reversed":
            return before[1], before[0], 0, 0
    return 0, 0, -before[2], -before[3]


def read(path: str, wrong: list[str], wanted: dict[str, set[int]]) -> tuple[Archive, Ledger]:
    """Everything in an export, each table once."""
    archive, ledger = Archive(path, wrong), Ledger(wrong)
    ledger.wanted = wanted
    try:
        for row in archive.table("accounts"):
            ledger.take_account(row)
        for row in archive.table("periods"):
            ledger.take_period(row)
        for row in archive.table("transfers"):
            ledger.take_transfer(row)
        ledger.take_postings(archive.table("postings"))
    except (KeyError, TypeError, ValueError) as why:
        raise Broken(f"{path} 有一行缺少应有的列，或列的内容不对：{why}") from None
    archive.own_program()
    return archive, ledger


def ends_of(path: str) -> dict[str, int]:
    """Up to which line each account of an earlier export reaches."""
    archive = Archive(path, [])
    return {row["id"]: int(row["last_line"]) for row in archive.table("accounts")}


def compare(path: str, ends: dict[str, int], ledger: Ledger, wrong: list[str]) -> None:
    """What stood in an earlier export must stand in this one."""
    _, earlier = read(path, [], {id: {line} for id, line in ends.items()})
    for id, line in ends.items():
        if id not in ledger.accounts:
            wrong.append(f"{earlier.name(id)}：留存的 {path} 中有，现在没有了")
        elif line and ledger.digests.get(id, {}).get(line) != earlier.digests.get(id, {}).get(line):
            wrong.append(f"{ledger.name(id)}：前 {line} 行与留存的 {path} 不同，历史被改写过")
    for id, one in earlier.transfers.items():
        if ledger.transfers.get(id) != one:
            wrong.append(f"款项 {id}：与留存的 {path} 不同，或已不在")


def check(path: str, earlier: list[str]) -> tuple[list[str], str]:
    """What differs, and what was looked at. Raises Broken."""
    wrong = list[str]()
    ends = {one: ends_of(one) for one in earlier}
    wanted = dict[str, set[int]]()
    for known in ends.values():
        for id, line in known.items():
            wanted.setdefault(id, set()).add(line)
    archive, ledger = read(path, wrong, wanted)
    ledger.judge_transfers()
    ledger.judge_holds()
    ledger.judge_periods()
    ledger.judge_whole()
    for one in earlier:
        compare(one, ends[one], ledger, wrong)
    told = archive.manifest
    looked = (
        f"{told.get('county_name', '')}（{told.get('county', '')}）账簿，截至 {told.get('as_of', '')}："
        f"账户 {len(ledger.accounts)} 个，款项 {len(ledger.transfers)} 笔，明细 {ledger.lines} 行，"
        f"已结账期间 {len(ledger.closed)} 个，借方合计 {yuan(ledger.total[0])}。"
    )
    return wrong, looked


def main(arguments: list[str] | None = None) -> int:
    """0 where all agrees, 1 where something differs, 2 where a file cannot be read."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    parser = argparse.ArgumentParser(description="离线核对账簿导出")
    parser.add_argument("export", help="账簿导出的 zip")
    parser.add_argument("--earlier", action="append", default=[], help="以前留存的导出，可写几次")
    asked = parser.parse_args(arguments)
    try:
        wrong, looked = check(asked.export, asked.earlier)
    except Broken as why:
        print(f"读不出来：{why}")
        return 2
    print(looked)
    if not wrong:
        print("全部重算相符：文件与清单、余额、借贷、预留、入账撤销冲正、结账期间都对得上。")
        if not asked.earlier:
            print("没有与以前留存的导出比较；整本改写而自洽的账，只有用 --earlier 才能发现。")
        return 0
    print(f"有 {len(wrong)} 处不符：")
    for told in wrong[:TOLD_LIMIT]:
        print(f"  - {told}")
    if len(wrong) > TOLD_LIMIT:
        print(f"  …… 另有 {len(wrong) - TOLD_LIMIT} 处")
    return 1


if __name__ == "__main__":
    sys.exit(main())
