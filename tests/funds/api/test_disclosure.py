"""The public pages and open data: no token, no names, no gaps; and a proof that anyone can check at home."""

import asyncio
import json
import subprocess
import sys
from datetime import datetime

import pytest

from services.funds.jobs import seal_days
from services.funds.verifier.check_proof import faults
from shared import clock
from tests.builders.funds import DETECTED_AT, OTHER_TOWN, OTHER_VILLAGE, TOWN, a_filled_reserve, a_need, pay_grant

NEXT_NIGHT = datetime(2020, 6, 2, 0, 40, tzinfo=clock.CHINA)


@pytest.fixture
async def three_grants(session):
    """Two grants in one town, one in another, all on 2020-06-01."""
    for town in (TOWN, OTHER_TOWN):
        await a_filled_reserve(session, town=town)
    for village in (None, None, OTHER_VILLAGE):
        need = a_need(village=village) if village else a_need()
        await pay_grant(session, need, at=DETECTED_AT)
        await session.flush()
    await session.commit()


async def test_anyone_reads_the_list_and_an_entry(api, three_grants):
    listed = await api.get("/disclosures")
    first = (await api.get("/disclosures.json")).json()["rows"][0]
    shown = await api.get(f"/disclosures/{first['id']}")

    assert listed.status_code == shown.status_code == 200
    assert listed.headers["content-type"].startswith("text/html")
    assert listed.text.count("某村 1 户") == 3
    assert first["number"] in shown.text
    assert "当日尚未封存" in shown.text


async def test_the_list_of_an_empty_platform_says_so(api):
    assert "本平台还没有公示条目" in (await api.get("/disclosures")).text
    assert "罗庄街道还没有公示条目" in (await api.get("/disclosures", params={"town": TOWN})).text


async def test_the_list_can_be_narrowed_to_a_town_or_a_county(api, three_grants):
    async def count(town: str) -> int:
        return len((await api.get("/disclosures.json", params={"town": town})).json()["rows"])

    assert [await count(town) for town in (TOWN, OTHER_TOWN, "371311", "371302")] == [2, 1, 3, 0]


async def test_pages_follow_each_other_without_gap_or_repetition(api, three_grants):
    seen, after = [], None
    for _ in range(3):
        page = (await api.get("/disclosures.json", params={"limit": 1} | ({"after": after} if after else {}))).json()
        seen += [row["id"] for row in page["rows"]]
        after = page["next"]

    assert len(set(seen)) == 3
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/disclosures?town=999999999", 422, "unknown-region"),
        ("/disclosures.json?town=abc", 422, "unknown-region"),
        ("/disclosures.json?after=%%%", 400, "unreadable-cursor"),
        ("/disclosures/01976f2e-0000-7000-8000-000000000000", 404, "no-such-entry"),
        ("/disclosures/proofs/2020-06-01", 404, "no-such-day"),
        ("/disclosures/proofs/yesterday", 422, "invalid-input"),
    ],
)
async def test_what_is_not_there_is_answered_precisely(api, path, status, code):
    answer = await api.get(path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_todays_proof_can_be_had_at_once_and_holds(api, three_grants):
    answer = await api.get("/disclosures/proofs/2020-06-01")

    proof = answer.json()
    assert answer.headers["content-disposition"] == 'attachment; filename="proof-2020-06-01.json"'
    assert (proof["size"], proof["is_sealed"]) == (3, False)
    assert faults(proof) == []


async def test_a_sealed_day_keeps_its_root(api, tick, three_grants):
    before = (await api.get("/disclosures/proofs/2020-06-01")).json()

    await tick(seal_days, NEXT_NIGHT)

    after = (await api.get("/disclosures/proofs/2020-06-01")).json()
    assert after["is_sealed"]
    assert after["root"] == before["root"]
    assert faults(after, before["root"]) == []


async def test_the_downloaded_checker_checks_the_downloaded_proof(api, three_grants, tmp_path):
    (tmp_path / "check_proof.py").write_bytes((await api.get("/disclosures/check_proof.py")).content)
    (tmp_path / "proof.json").write_bytes((await api.get("/disclosures/proofs/2020-06-01")).content)

    command = [sys.executable, "-I", "-X", "utf8", "check_proof.py", "proof.json"]
    told = await asyncio.to_thread(subprocess.run, command, cwd=tmp_path, capture_output=True, encoding="utf-8")

    assert told.returncode == 0, told.stdout + told.stderr
    assert "共 3 条" in told.stdout


async def test_open_data_is_the_text_that_was_hashed(api, three_grants):
    rows = {
        row["id"]: {name: said for name, said in row.items() if said is not None}
        for row in (await api.get("/disclosures.json")).json()["rows"]
    }
    proof = (await api.get("/disclosures/proofs/2020-06-01")).json()

    assert [rows[json.loads(entry["canonical"])["id"]] for entry in proof["entries"]] == [
        json.loads(entry["canonical"]) for entry in proof["entries"]
    ]
