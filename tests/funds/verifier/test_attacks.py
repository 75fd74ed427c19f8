"""History is changed in the database in every way that we could think of, and each is found: by `verify` alone, or by what a
witness kept. The program is run as an auditor runs it: downloaded, alone, offline."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from services.funds.rules.head import public_of, written_key
from services.funds.verifier.verify import main
from shared.database import set_scope, the_platform
from tests.builders.forgery import ORIGIN, Forger
from tests.builders.funds import DETECTED_AT
from tests.builders.log import a_key, a_key_file, days_of_records

OURS, THEIRS = a_key(b"1"), a_key(b"thief")
KEY = written_key(ORIGIN, public_of(OURS))
LAST_DAY = DETECTED_AT + timedelta(days=3, hours=2)
STRANGER = UUID("01976f2e-0000-7000-8000-000000000000")


@dataclass
class Audit:
    """What the program said."""

    code: int
    said: str


@pytest.fixture
async def forger(session, log_around, database_url, postgres) -> AsyncIterator[Forger]:
    """Four days of five records each stand in the log; then the forger comes."""
    await days_of_records(session)
    await session.commit()
    one = await Forger.at(postgres.url(database=database_url.rpartition("/")[2].partition("?")[0], driver=""))
    yield one
    await one.db.close()


@pytest.fixture
def audit(api, tmp_path: Path, capsys, log_around) -> Callable[..., Awaitable[Audit]]:
    async def run(*, witness: bool = True, key: bool = True) -> Audit:
        (tmp_path / "archive.jsonl").write_bytes((await api.get("/disclosures/archive.jsonl")).content)
        arguments = [str(tmp_path / "archive.jsonl")]
        arguments += ["--witness", str(log_around.heads)] if witness else []
        arguments += ["--key", KEY] if key else []
        code = main(arguments)
        return Audit(code, capsys.readouterr().out)

    return run


async def test_a_log_that_nobody_touched_is_well(forger, audit):
    told = await audit()

    assert told.code == 0, told.said
    assert "20 条记录、4 个树头、1 把公钥" in told.said
    assert "与见证人保存的 4 个树头一致" in told.said


async def test_the_program_runs_alone_with_python_alone(forger, api, tmp_path, log_around):
    for name in ("verify.py", "archive.jsonl"):
        (tmp_path / name).write_bytes((await api.get(f"/disclosures/{name}")).content)

    command = [
        sys.executable,
        "-I",
        "-S",
        "-X",
        "utf8",
        "verify.py",
        "archive.jsonl",
        "--key",
        KEY,
        "--witness",
        str(log_around.heads),
    ]
    told = await asyncio.to_thread(subprocess.run, command, cwd=tmp_path, capture_output=True, encoding="utf-8")

    assert told.returncode == 0, told.stdout + told.stderr


async def edit_the_amount(forger: Forger) -> None:
    await forger.rewrite(7, amount_fen=99_00, amount_yuan="99.00")


async def edit_the_text_and_its_commitment(forger: Forger) -> None:
    await forger.rewrite(7, reason="因学")
    await forger.commit_anew()


async def edit_the_books_and_leave_the_text(forger: Forger) -> None:
    row = (await forger.rows())[7]
    await forger.db.execute("UPDATE disclosure SET amount_fen = amount_fen + 1 WHERE id = $1", row["disclosure_id"])


async def delete_a_record(forger: Forger) -> None:
    await forger.db.execute("DELETE FROM disclosure WHERE id = $1", (await forger.rows())[7]["disclosure_id"])


async def delete_a_record_and_its_place(forger: Forger) -> None:
    row = (await forger.rows())[7]
    await forger.db.execute("DELETE FROM disclosure WHERE id = $1", row["disclosure_id"])
    await forger.db.execute("DELETE FROM log_entry WHERE position = $1", row["position"])


async def close_the_gap_of_a_deleted_record(forger: Forger) -> None:
    await delete_a_record_and_its_place(forger)
    await forger.db.execute("UPDATE log_entry SET position = position + 1000 WHERE position > 7")
    await forger.db.execute("UPDATE log_entry SET position = position - 1001 WHERE position > 1000")


async def insert_a_backdated_record_beside_the_log(forger: Forger) -> None:
    await forger.insert(0, published_on="2020-06-02", id=STRANGER, at=LAST_DAY, logged=False)


async def insert_a_backdated_record_into_the_log(forger: Forger) -> None:
    """With the key, and so early that no witness has seen the last head yet."""
    await forger.insert(0, published_on="2020-06-01", id=STRANGER, at=LAST_DAY, logged=True)
    await forger.sign_anew(OURS, first=4)


async def swap_two_records(forger: Forger) -> None:
    await forger.db.execute("UPDATE log_entry SET position = 1000 WHERE position = 3")
    await forger.db.execute("UPDATE log_entry SET position = 3 WHERE position = 4")
    await forger.db.execute("UPDATE log_entry SET position = 4 WHERE position = 1000")


async def change_a_salt(forger: Forger) -> None:
    await forger.db.execute("UPDATE log_entry SET salt = sha256(salt) WHERE position = 7")


async def log_a_record_twice(forger: Forger) -> None:
    await forger.db.execute("ALTER TABLE log_entry DROP CONSTRAINT log_entry_once_per_record")
    await forger.db.execute(
        "UPDATE log_entry SET disclosure_id = (SELECT disclosure_id FROM log_entry WHERE position = 1), "
        "salt = (SELECT salt FROM log_entry WHERE position = 1), "
        "commitment = (SELECT commitment FROM log_entry WHERE position = 1) WHERE position = 7"
    )
    await forger.sign_anew(OURS)


async def remove_a_head(forger: Forger) -> None:
    await forger.db.execute("DELETE FROM log_head WHERE number = 2")


async def use_another_key(forger: Forger) -> None:
    await edit_the_text_and_its_commitment(forger)
    await forger.sign_anew(THEIRS)


async def add_a_key_that_nobody_endorsed(forger: Forger) -> None:
    await edit_the_text_and_its_commitment(forger)
    await forger.sign_anew(THEIRS, first=2)
    await forger.db.execute(
        "INSERT INTO log_key SELECT 2, 'ffffffff', $1, '', since_at FROM log_key", written_key(ORIGIN, public_of(THEIRS))
    )


FOUND_BY_THE_PROGRAM_ALONE = {
    edit_the_amount: "第 8 条：原文或盐值与承诺不符",
    edit_the_text_and_its_commitment: "与逐条重算的根哈希不符",
    edit_the_books_and_leave_the_text: "合计不符",
    delete_a_record: "第 8 条：原文已被删除",
    delete_a_record_and_its_place: "位置不连续，前面缺记录",
    close_the_gap_of_a_deleted_record: "与逐条重算的根哈希不符",
    insert_a_backdated_record_beside_the_log: "没有记入日志，是绕过日志插入的",
    insert_a_backdated_record_into_the_log: "早于它之前的树头，是事后补插的",
    swap_two_records: "与逐条重算的根哈希不符",
    change_a_salt: "第 8 条：原文或盐值与承诺不符",
    log_a_record_twice: "与前面的记录重复",
    remove_a_head: "编号不连续，中间缺树头",
    use_another_key: "签名不符，或不是日志公钥所签",
    add_a_key_that_nobody_endorsed: "没有前一把的背书",
}


@pytest.mark.parametrize("attack", FOUND_BY_THE_PROGRAM_ALONE, ids=lambda attack: attack.__name__)
async def test_it_is_found_by_the_program_alone(forger, audit, attack):
    await attack(forger)

    told = await audit(witness=False, key=False)

    assert told.code == 1
    assert FOUND_BY_THE_PROGRAM_ALONE[attack] in told.said


async def cut_the_end(forger: Forger) -> None:
    await forger.db.execute("DELETE FROM disclosure WHERE id IN (SELECT disclosure_id FROM log_entry WHERE position >= 15)")
    await forger.db.execute("DELETE FROM log_entry WHERE position >= 15")
    await forger.db.execute("DELETE FROM log_head WHERE number = 4")


async def rewrite_the_tail_with_new_heads(forger: Forger) -> None:
    await forger.rewrite(17, amount_fen=99_00, amount_yuan="99.00")
    await forger.commit_anew()
    await forger.sign_anew(OURS, first=4)


async def replace_a_whole_day_signed_by_our_own_key(forger: Forger) -> None:
    for position in range(5, 10):
        await forger.rewrite(position, amount_fen=1_00, amount_yuan="1.00")
    await forger.commit_anew()
    await forger.sign_anew(OURS)


async def rewrite_everything_with_a_key_of_their_own(forger: Forger) -> None:
    await forger.rewrite(0, amount_fen=99_00, amount_yuan="99.00")
    await forger.commit_anew()
    await forger.replace_key(THEIRS)
    await forger.sign_anew(THEIRS)


FOUND_BY_WHAT_A_WITNESS_KEPT = {
    cut_the_end: "现在的日志没有它，末尾被截断过",
    rewrite_the_tail_with_new_heads: "见证人存有树头 4（20 条），与现在的日志不符",
    replace_a_whole_day_signed_by_our_own_key: "见证人存有树头 2（10 条），与现在的日志不符",
    rewrite_everything_with_a_key_of_their_own: "签名密钥被换过",
}


@pytest.mark.parametrize("attack", FOUND_BY_WHAT_A_WITNESS_KEPT, ids=lambda attack: attack.__name__)
async def test_it_is_found_by_what_a_witness_kept(forger, audit, attack):
    await attack(forger)

    assert (await audit(witness=False, key=False)).code == 0  # arithmetic alone cannot know: this is what witnesses are for
    told = await audit(key=False)

    assert told.code == 1
    assert FOUND_BY_WHAT_A_WITNESS_KEPT[attack] in told.said


async def test_another_key_is_found_by_who_noted_ours(forger, audit):
    await rewrite_everything_with_a_key_of_their_own(forger)

    told = await audit(witness=False)

    assert told.code == 1
    assert "没有您保存的公钥" in told.said


async def rotate(session, log_around, tmp_path) -> None:
    """A fifth day under a new key, which the former one endorsed."""
    await set_scope(session, the_platform("test", "test"))
    log_around.set(log_key_file=a_key_file(tmp_path / "both.json", b"2", b"1"))
    await days_of_records(session, days=1, first=DETECTED_AT + timedelta(days=4))
    await session.commit()


async def test_a_log_whose_key_was_changed_with_the_former_ones_word_is_well(forger, session, audit, log_around, tmp_path):
    await rotate(session, log_around, tmp_path)

    told = await audit()

    assert told.code == 0, told.said
    assert "25 条记录、5 个树头、2 把公钥" in told.said


async def test_a_head_that_a_former_key_signs_afterwards_is_found(forger, session, audit, log_around, tmp_path):
    await rotate(session, log_around, tmp_path)
    await set_scope(session, the_platform("test", "test"))
    await days_of_records(session, days=1, first=DETECTED_AT + timedelta(days=6))
    await session.commit()
    await forger.sign_anew(OURS, first=6)

    told = await audit(witness=False)

    assert told.code == 1
    assert "由已停用的密钥签名" in told.said


async def test_a_download_that_broke_off_is_noticed(forger, audit, api, tmp_path, capsys):
    whole = (await api.get("/disclosures/archive.jsonl")).text.splitlines()
    (tmp_path / "part.jsonl").write_text("\n".join(whole[:-2]) + "\n")

    assert main([str(tmp_path / "part.jsonl")]) == 1
    assert "文件不完整" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "no json", '{"is":"record"}', "[]", json.dumps({"kind": "inclusion"})])
def test_what_is_no_archive_is_said_to_be_none(tmp_path, capsys, content):
    (tmp_path / "file.json").write_text(content)

    assert main([str(tmp_path / "file.json")]) == 2
    assert "文件无法识别" in capsys.readouterr().out
