"""The main story on five real processes, a real broker and a real database, seen from outside through the gateway."""

import html
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from deploy.demo.platform import Refused
from deploy.demo.register import demo_register
from deploy.demo.story import PARTS, TOWN, VILLAGE, Story, eventually
from shared import clock
from shared.ids import uuid7
from shared.money import fen
from shared.security import Role

pytestmark = pytest.mark.journey


def test_good_households_go_in_and_bad_rows_come_back_to_be_mended_and_sent_again(story: Story) -> None:
    imported = story.import_register()
    assert imported.summary["rows"] == len(demo_register())
    assert imported.summary["taken"] + imported.summary["refused"] == imported.summary["rows"]
    assert imported.refused_rows == imported.summary["refused"] > 0

    book = load_workbook(io.BytesIO(imported.handed_back))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    relations = [sheet.cell(row, columns["与户主关系"]) for row in range(2, sheet.max_row + 1)]
    mended = [
        cell
        for cell in relations
        if cell.value not in (None, "") and "与户主关系" in str(sheet.cell(cell.row, columns["错误列"]).value)
    ]
    assert mended
    households = {sheet.cell(cell.row, columns["户编号"]).value for cell in mended}
    for household in households:
        rows = [cell for cell in relations if sheet.cell(cell.row, columns["户编号"]).value == household]
        for place, cell in enumerate(rows):
            cell.value = "户主" if place == 0 else "其他"
    kept = io.BytesIO()
    book.save(kept)
    again = story.send_register(kept.getvalue())
    assert again.summary["refused"] < imported.summary["refused"]


def test_a_patient_of_the_register_leaves_with_one_sheet_on_which_every_fen_names_its_clause(story: Story) -> None:
    story.import_register()
    settled = story.treat_enrolled()
    assert settled.admission["is_without_deposit"]
    result = settled.settlement["result"]
    assert settled.preview["result"]["shares"] == result["shares"]
    shares_fen = sum(fen(share["paid_yuan"]) for share in result["shares"])
    assert shares_fen + fen(settled.settlement["patient_yuan"]) == fen(settled.settlement["total_yuan"])
    assert all(share["reference"]["clause"] and share["reference"]["document"] for share in result["shares"])
    sheet = html.unescape(settled.sheet)
    for share in result["shares"]:
        if fen(share["paid_yuan"]):
            assert share["title"] in sheet
            assert share["reference"]["clause"] in sheet


def test_a_bill_beyond_bearing_has_help_under_way_in_the_same_second(story: Story) -> None:
    before = story.case_ids()
    number, settled = story.treat_stranger()
    assert settled.settlement["result"]["burden"]["is_crossed"]
    case = story.case_of(settled.settlement, before=before)
    first = {part: min(step["after_ms"] for step in case["steps"] if step["part"] == part) for part in PARTS}
    assert set(first) == set(PARTS)
    assert all(step["due_at"] for step in case["steps"] if step["part"] == "work-orders")

    entry = story.disclosed_grant(case)
    assert fen(entry["amount_yuan"]) > 0
    assert number not in json.dumps(entry)
    assert "周有根" not in json.dumps(entry, ensure_ascii=False)

    def sent() -> list[Any]:
        rows = story.county.read("/notifier/deliveries", case_id=case["case_id"])["rows"]
        return [row for row in rows if row["state"] == "sent"]

    assert eventually(sent, "村级联络员收到消息")
    assert story.hospital.post("/medical/eligibility-checks", {"id_number": number, "region": VILLAGE, "hospital_level": "2"})[
        "has_cover"
    ]

    closed = story.finish(case)
    assert closed["late_parts"] == []
    assert all(part["state"] == "done" for part in closed["parts"])


def test_the_same_chain_starts_when_civil_affairs_report_a_need_and_only_once(story: Story) -> None:
    number, _ = story.a_stranger()
    office = story.platform.as_(Role.DEPARTMENT, org="civil-affairs", subject="区民政局")
    need = {
        "report_id": str(uuid7()),
        "village": VILLAGE,
        "trigger": "accident",
        "happened_on": clock.today().isoformat(),
        "id_number": number,
        "name": "郑大山",
    }
    first = office.post("/registry/relief-needs", need)
    again = office.post("/registry/relief-needs", need)
    assert first["case_id"] == again["case_id"]
    assert story.begun(first["case_id"])["origin"] == "relief-need"
    with pytest.raises(Refused, match="/village"):
        office.post("/registry/relief-needs", need | {"report_id": str(uuid7()), "village": "999999999999"})


def test_a_citizen_checks_the_days_proof_offline_and_a_forgery_is_noticed(story: Story, tmp_path: Path) -> None:
    before = story.case_ids()
    _, settled = story.treat_stranger()
    story.disclosed_grant(story.case_of(settled.settlement, before=before))
    proof, checker = story.day_proof()
    (tmp_path / "check_proof.py").write_bytes(checker)
    (tmp_path / "proof.json").write_bytes(proof)
    forged = proof.replace(f'\\"region\\":\\"{TOWN}\\"'.encode(), b'\\"region\\":\\"371311002\\"', 1)
    assert forged != proof
    (tmp_path / "forged.json").write_bytes(forged)

    def check(file: str) -> int:
        return subprocess.run([sys.executable, "-I", "check_proof.py", file], cwd=tmp_path, capture_output=True).returncode

    assert (check("proof.json"), check("forged.json")) == (0, 1)
