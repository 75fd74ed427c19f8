"""A county's ledger is taken out and checked offline; it is tampered with in the database and in the files, and each is found."""

import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from services.funds.api.ledger_export import zipped
from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.operations.ledger.take_out_ledger import take_out_ledger
from services.funds.operations.period.close_period import close_period
from services.funds.rules.ledger_file import LedgerForm
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.schemas.period import ClosePeriod
from services.funds.verifier import check_ledger
from services.funds.verifier.check_ledger import main
from shared.database import set_scope, the_platform
from shared.security import Role
from tests.builders.forgery import Forger
from tests.builders.funds import COUNTY, COUNTY_OFFICER, OTHER_TOWN, TOWN, a_filled_pool
from tests.builders.funds_ledger import OTHER_RESERVE, a_fill, a_pool, at, book
from tests.builders.funds_payments import a_line, a_member, asked

DAY = "2020-06-01"


@dataclass
class Told:
    code: int
    said: str


@pytest.fixture
async def books(session) -> None:
    """A pool that was filled, two towns' reserves, a reversal, money set aside, and May closed."""
    await a_pool(session, 10_000_000, on=at("2020-05-10"))
    await book(session, a_fill(2_000_000), on=at("2020-05-11"))
    [mistake] = await book(session, a_fill(500_000, to=OTHER_RESERVE), on=at("2020-05-12"))
    await reverse_transfer(session, mistake.id, ReverseTransfer(reason="拨错镇街"), at=at("2020-05-13"))
    await close_period(session, ClosePeriod(county=COUNTY, year=2020, month=5), by=COUNTY_OFFICER, at=at(DAY))
    await book(session, a_fill(300_000, to=OTHER_RESERVE), on=at("2020-06-02"))
    await a_line(session)
    await asked(session, [await a_member(session, count) for count in (1, 2, 3)])
    await session.commit()


@pytest.fixture
async def forger(books, database_url, postgres) -> AsyncIterator[Forger]:
    one = await Forger.at(postgres.url(database=database_url.rpartition("/")[2].partition("?")[0], driver=""))
    yield one
    await one.db.close()


@pytest.fixture
def take(api, tmp_path: Path) -> Callable[..., Awaitable[Path]]:
    async def taken(name: str = "now.zip", *, form: str = "csv") -> Path:
        asked = {"county": COUNTY, "reason": "年度审计", "form": form}
        answer = await api.as_(Role.AUDITOR).get("/ledger/export.zip", params=asked)
        assert answer.status_code == 200
        (tmp_path / name).write_bytes(answer.content)
        return tmp_path / name

    return taken


@pytest.fixture
def check(take, capsys) -> Callable[..., Awaitable[Told]]:
    async def checked(*earlier: Path, form: str = "csv") -> Told:
        more = [part for path in earlier for part in ("--earlier", str(path))]
        code = main([str(await take(form=form)), *more])
        return Told(code, capsys.readouterr().out)

    return checked


@pytest.mark.parametrize("form", ["csv", "jsonl"])
async def test_a_ledger_that_nobody_touched_agrees(books, check, form):
    told = await check(form=form)
    assert told.code == 0, told.said
    assert "全部重算相符" in told.said and "已结账期间 1 个" in told.said


async def test_it_runs_alone_with_the_standard_library(books, take, tmp_path):
    path = await take()
    with zipfile.ZipFile(path) as packed:
        packed.extract("check_ledger.py", tmp_path / "alone")
    ran = subprocess.run(  # noqa: ASYNC221  our own program
        [sys.executable, "-I", "-S", "check_ledger.py", str(path)], cwd=tmp_path / "alone", capture_output=True, check=False
    )
    assert ran.returncode == 0, ran.stdout.decode() + ran.stderr.decode()


async def test_a_later_export_begins_with_an_earlier_one(books, take, check, session):
    earlier = await take("earlier.zip")
    await set_scope(session, the_platform("test", "test"))
    await book(session, a_fill(100_000), on=at("2020-06-03"))
    await session.commit()
    told = await check(earlier)
    assert told.code == 0, told.said


POOL = f"(SELECT id FROM account WHERE kind = 'county-pool' AND region = '{COUNTY}' AND last_line > 1 ORDER BY id LIMIT 1)"
RESERVE = f"(SELECT id FROM account WHERE kind = 'town-reserve' AND region = '{TOWN}')"
FILL = f"(SELECT transfer_id FROM posting WHERE account_id = {RESERVE} AND line = 1)"
MISTAKE = "(SELECT follows_id FROM transfer WHERE phase = 'reversed')"
HELD = "(SELECT id FROM transfer WHERE phase = 'reserved' ORDER BY id LIMIT 1)"

ATTACKS = {
    "a balance is raised": (f"UPDATE account SET debits_posted_fen = debits_posted_fen + 100 WHERE id = {RESERVE}", "重算"),
    "a line is made larger": (
        f"UPDATE posting SET debits_posted_fen = debits_posted_fen + 100 WHERE account_id = {RESERVE} AND line = 1", "借贷不平",
    ),
    "a line is taken out": (f"DELETE FROM posting WHERE account_id = {POOL} AND line = 2", "中间缺行"),
    "a line is put in": (
        f"""INSERT INTO posting (account_id, line, transfer_id, region, booked_on, debits_posted_fen, credits_posted_fen,
                                 debits_pending_fen, credits_pending_fen, balance_fen)
        SELECT account_id, 99, transfer_id, region, booked_on, 100, 0, 0, 0, balance_fen + 100 FROM posting
        WHERE account_id = {RESERVE} AND line = 1""", "行号应为",
    ),
    "a struck balance is changed": (
        f"UPDATE posting SET balance_fen = balance_fen + 1 WHERE account_id = {POOL} AND line = 1", "余额应为",
    ),
    "a transfer is taken out": (f"DELETE FROM transfer WHERE id = {FILL}", "不在款项表中"),
    "an amount is changed": (f"UPDATE transfer SET amount_fen = amount_fen + 1 WHERE id = {FILL}", "明细动了"),
    "money is led to another account": (
        f"""UPDATE posting SET account_id = (SELECT id FROM account WHERE kind = 'town-reserve' AND region = '{OTHER_TOWN}'),
        line = 50 WHERE account_id = {RESERVE} AND line = 1""", "明细 0 行",
    ),
    "a reversal names another transfer": (
        f"UPDATE transfer SET follows_id = {FILL} WHERE phase = 'reversed'", "与原款项",
    ),
    "a reversal is said to be a plain movement": (
        "UPDATE transfer SET phase = 'moved' WHERE phase = 'reversed'", "不应是对另一笔的后续处理",
    ),
    "something set aside is forgotten": (
        f"UPDATE account SET credits_pending_fen = 0 WHERE id = (SELECT account_id FROM posting WHERE transfer_id = {HELD}"
        " AND credits_pending_fen > 0)", "预留未了的款项合计",
    ),
    "a transfer is booked into a closed month": (
        "UPDATE transfer SET booked_on = '2020-05-31' WHERE booked_on = '2020-06-02'", "结账，之后又记入",
    ),
    "an account is let below zero": (
        "ALTER TABLE account DROP CONSTRAINT account_negative_only_where_money_begins;"
        f"UPDATE account SET may_be_negative = true WHERE id = {RESERVE}",
        "却被标为可以透支",
    ),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
async def test_what_was_changed_in_the_database_is_found(forger, check, attack):
    statement, said = ATTACKS[attack]
    assert (await forger.db.execute(statement)).split()[-1] != "0"
    told = await check()
    assert told.code == 1
    assert said in told.said, told.said


async def test_a_history_rewritten_so_that_it_adds_up_is_found_by_an_earlier_export(forger, take, check):
    earlier = await take("earlier.zip")
    for statement in (
        f"UPDATE transfer SET amount_fen = amount_fen - 100 WHERE id = {FILL}",
        f"UPDATE posting SET debits_posted_fen = debits_posted_fen - 100 WHERE transfer_id = {FILL} AND debits_posted_fen > 0",
        f"UPDATE posting SET credits_posted_fen = credits_posted_fen - 100 WHERE transfer_id = {FILL} AND credits_posted_fen > 0",
        """UPDATE posting SET balance_fen = struck.balance FROM (
            SELECT account_id, line, sum(debits_posted_fen - credits_posted_fen) OVER (PARTITION BY account_id ORDER BY line)
            AS balance FROM posting) AS struck
        WHERE struck.account_id = posting.account_id AND struck.line = posting.line""",
        """UPDATE account SET debits_posted_fen = told.d, credits_posted_fen = told.c FROM (
            SELECT account_id, sum(debits_posted_fen) AS d, sum(credits_posted_fen) AS c FROM posting GROUP BY account_id) AS told
        WHERE told.account_id = account.id""",
    ):
        await forger.db.execute(statement)
    alone = await check()
    assert alone.code == 0, alone.said
    assert "只有用 --earlier 才能发现" in alone.said

    told = await check(earlier)
    assert told.code == 1
    assert "历史被改写过" in told.said


async def test_a_file_that_was_changed_afterwards_is_found(books, take, tmp_path, capsys):
    path = await take()
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(changed, "w") as other:
        for name in packed.namelist():
            content = packed.read(name)
            other.writestr(
                name, content.replace("手工记账".encode(), "手工记帐".encode()) if name == "transfers.csv" else content
            )
        other.writestr("note.txt", "多的")
    assert main([str(changed)]) == 1
    said = capsys.readouterr().out
    assert "文件 transfers.csv 与清单不符" in said and "多出清单以外的文件 note.txt" in said


async def test_what_is_no_export_is_said_to_be_none(tmp_path, capsys):
    (tmp_path / "no.zip").write_bytes(b"no")
    assert main([str(tmp_path / "no.zip")]) == 2
    assert "不是账簿导出的压缩包" in capsys.readouterr().out


async def test_who_took_the_ledger_out_and_why_stands_in_a_trace_that_auditors_read(api, session, take):
    await a_filled_pool(session)
    await session.commit()
    path = await take()
    [trace] = (await api.as_(Role.AUDITOR).get("/ledger/exports")).json()["rows"]
    assert (trace["taken_by"], trace["reason"], trace["postings"]) == ("测试员", "年度审计", 2)
    wrong: list[str] = []
    archive = check_ledger.Archive(str(path), wrong)
    assert archive.files["accounts.csv"]["sha256"] == trace["accounts_sha256"]
    assert (await api.as_(Role.COUNTY).get("/ledger/exports")).status_code == 403


async def test_a_town_and_another_county_take_no_ledger_out(api):
    asked = {"county": COUNTY, "reason": "年度审计"}
    assert (await api.as_(Role.TOWN, region=TOWN).get("/ledger/export.zip", params=asked)).status_code == 403
    other = await api.as_(Role.COUNTY, region="371312").get("/ledger/export.zip", params=asked)
    assert other.json()["code"] == "outside-region"
    town = await api.as_(Role.COUNTY, region=TOWN).get("/ledger/export.zip", params=asked)
    assert town.status_code == 403


async def test_what_is_booked_while_it_is_taken_out_is_left_out_whole(books, session, sessions, tmp_path, capsys):
    """The export is of one instant: the accounts are read first, and everything else up to where they stood."""
    await set_scope(session, the_platform("test", "test"))
    how = {"county": COUNTY, "by": COUNTY_OFFICER, "at": at(DAY)}
    snapshot = await take_out_ledger(session, COUNTY, LedgerForm.CSV, reason="审计", by=COUNTY_OFFICER, at=at(DAY))
    await book(session, a_fill(10_000), on=at("2020-06-04"))
    await session.commit()

    parts = [part async for part in zipped(sessions, COUNTY_OFFICER.scope("test"), snapshot, LedgerForm.CSV, **how)]

    (tmp_path / "then.zip").write_bytes(b"".join(parts))
    assert main([str(tmp_path / "then.zip")]) == 0, capsys.readouterr().out
