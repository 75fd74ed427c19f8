"""What the public reads, in one exact form, and the file that proves it."""

import json
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest

from services.funds.rules import disclosure
from services.funds.rules.disclosure import DayTooFull, DisclosureKind, PublicEntry, prove, public_entry, public_number, root_of
from services.funds.rules.public_text import DetailInPublicText, NumberInPublicText
from services.funds.verifier import check_proof
from shared.ids import uuid7


def _entry(amount_fen: int = 100_000) -> PublicEntry:
    return public_entry(
        id=uuid7(),
        kind=DisclosureKind.EMERGENCY_GRANT,
        region="371311001",
        region_name="山东省临沂市罗庄区罗庄街道",
        amount_fen=amount_fen,
        reason="因病",
        clause="鲁民〔2018〕85号",
        published_on=date(2020, 6, 1),
    )


def _file(entries: list[PublicEntry]) -> dict[str, object]:
    return {"date": "2020-06-01", "is_sealed": True} | asdict(prove([entry.canonical for entry in entries]))


def _check(tmp_path: Path, proof: object, *roots: str) -> subprocess.CompletedProcess[str]:
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(proof, ensure_ascii=False), encoding="utf-8")
    # -I: no packages of ours, no site directory; what a citizen's machine has.
    command = [sys.executable, "-I", "-X", "utf8", check_proof.__file__, str(path), *roots]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_canonical_text_is_sorted_tight_and_read_back_whole():
    entry = _entry()

    assert entry.canonical.startswith('{"amount_fen":100000,"amount_yuan":"1000.00","clause":"鲁民〔2018〕85号",')
    assert PublicEntry.read(entry.canonical) == entry


def test_a_public_number_can_be_read_out():
    numbers = {public_number(uuid7()) for _ in range(1_000)}

    assert len(numbers) == 1_000
    assert all(len(number) == 9 and not set(number) & set("ILOU") for number in numbers)


def test_an_entry_that_is_taken_back_points_at_what_it_takes_back():
    entry = _entry()

    back = entry.taken_back(id=uuid7(), kind=DisclosureKind.GRANT_RETURNED, published_on=date(2020, 6, 9))

    assert (back.corrects, back.amount_fen, back.published_on) == (entry.id, entry.amount_fen, "2020-06-09")
    assert back.number != entry.number


@pytest.mark.parametrize("size", [0, 1, 2, 3, 7, 8, 33])
def test_a_days_proof_holds_offline(tmp_path, size):
    proof = _file([_entry() for _ in range(size)])

    told = _check(tmp_path, proof, str(proof["root"]))

    assert told.returncode == 0, told.stdout + told.stderr
    assert f"共 {size} 条" in told.stdout


@pytest.mark.parametrize(
    ("tamper", "says"),
    [
        (lambda proof: proof["entries"][2].update(canonical=_entry(90_000).canonical), "第 3 条"),
        (lambda proof: proof["entries"].pop(), "文件称有 5 条"),
        (lambda proof: proof["entries"].reverse(), "序号应为"),
        (lambda proof: proof["entries"][0]["path"].pop(), "过短"),
        (lambda proof: proof.update(date="2020-06-02"), "不属于这一天"),
        (lambda proof: proof.update(root="00" * 32), "内容与根哈希不符"),
    ],
)
def test_a_changed_proof_is_found_out(tmp_path, tamper, says):
    proof = _file([_entry() for _ in range(5)])
    tamper(proof)

    told = _check(tmp_path, proof)

    assert told.returncode == 1
    assert says in told.stdout


def test_a_whole_new_tree_is_found_out_by_the_root_that_was_noted(tmp_path):
    noted = root_of([_entry().canonical])
    proof = _file([_entry(90_000)])

    assert _check(tmp_path, proof).returncode == 0
    told = _check(tmp_path, proof, noted)

    assert told.returncode == 1
    assert "根哈希与所给的不同" in told.stdout


@pytest.mark.parametrize("broken", [[], {}, {"root": 1, "size": 0, "entries": 5}, "text"])
def test_a_file_that_is_no_proof_is_told_apart_from_a_wrong_one(tmp_path, broken):
    assert _check(tmp_path, broken).returncode == 2


def test_a_day_that_no_file_can_hold_is_refused(monkeypatch):
    monkeypatch.setattr(disclosure, "ENTRIES_A_DAY_LIMIT", 2)

    with pytest.raises(DayTooFull):
        prove([_entry().canonical for _ in range(3)])


@pytest.mark.parametrize("field", ["subject", "reason", "clause", "programme", "project"])
@pytest.mark.parametrize("said", ["王某 371311197001010012", "联系 13805391234", "因白血病住院"])
def test_an_entry_holds_no_number_and_no_illness_of_anybody(field, said):
    told = {"reason": "资金分配", "clause": "罗扶组〔2020〕5号"} | {field: said}
    with pytest.raises((NumberInPublicText, DetailInPublicText)):
        public_entry(
            id=uuid7(),
            kind=DisclosureKind.BUDGET,
            region="371311001",
            region_name="罗庄街道",
            amount_fen=1,
            published_on=date(2020, 6, 1),
            **told,
        )
