"""The public log at its doors: anyone reads heads, entries and proofs without a token, and can check them without us."""

import json
from datetime import timedelta

import pytest

from services.funds.rules.head import commit
from services.funds.verifier.verify import main, roots_by_consistency
from shared.database import set_scope, the_platform
from tests.builders.funds import DETECTED_AT, OTHER_TOWN
from tests.builders.log import a_witness_key, cosigned, days_of_records, publish, take_in

DAY = timedelta(days=1)


@pytest.fixture
async def records(session, log_around):
    """Three days of four records each."""
    made = await days_of_records(session, days=3, each=4)
    await session.commit()
    return made


async def test_heads_are_listed_the_newest_first_and_page_by_page(api, records):
    first = (await api.get("/disclosures/heads", params={"limit": 2})).json()
    second = (await api.get("/disclosures/heads", params={"limit": 2, "before": first["next"]})).json()

    assert [(head["number"], head["size"]) for head in first["rows"] + second["rows"]] == [(3, 12), (2, 8), (1, 4)]
    assert second["next"] is None
    one = (await api.get("/disclosures/heads/2")).json()
    assert one == first["rows"][1]
    assert one["note"].startswith("linyi.test\n8\n")


async def test_the_log_is_read_from_any_place_on_and_each_leaf_can_be_reckoned(api, records):
    page = (await api.get("/disclosures/log", params={"from": 3, "limit": 5})).json()

    assert [row["position"] for row in page["rows"]] == [3, 4, 5, 6, 7]
    assert (page["size"], page["next"]) == (12, 8)
    for row, record in zip(page["rows"], records[3:], strict=False):
        assert row["canonical"] == record.canonical
        assert row["commitment"] == commit(bytes.fromhex(row["salt"]), row["canonical"]).hex()
    assert (await api.get("/disclosures/log", params={"from": 8})).json()["next"] is None
    assert (await api.get("/disclosures/log", params={"from": 99})).json()["rows"] == []


@pytest.mark.parametrize("size", [None, 4, 8, 12])
async def test_a_record_is_proved_under_any_later_head_to_the_auditors_program(api, records, size, tmp_path, log_around, capsys):
    answer = await api.get(f"/disclosures/proofs/inclusion/{records[2].id}", params={"size": size} if size else {})
    (tmp_path / "proof.json").write_bytes(answer.content)

    assert main([str(tmp_path / "proof.json"), "--witness", str(log_around.heads)]) == 0
    assert "记录在日志第 3 条" in capsys.readouterr().out


@pytest.mark.parametrize("field", ["canonical", "salt", "note", "path"])
async def test_a_proof_that_was_touched_does_not_hold(api, records, tmp_path, field, capsys):
    proof = (await api.get(f"/disclosures/proofs/inclusion/{records[2].id}")).json()
    touched = {
        "canonical": proof["canonical"].replace("危房", "危旧"),
        "salt": "00" * 32,
        "note": proof["note"].replace("number 3", "number 4"),
        "path": ["00" * 32, *proof["path"][1:]],
    }
    (tmp_path / "proof.json").write_text(json.dumps(proof | {field: touched[field]}))

    assert main([str(tmp_path / "proof.json")]) == 1
    assert "不符" in capsys.readouterr().out


@pytest.mark.parametrize(("first", "second"), [(4, 12), (4, 8), (1, 11), (7, 7), (0, 5)])
async def test_two_sizes_are_proved_to_be_one_history(api, records, tmp_path, first, second):
    answer = await api.get("/disclosures/proofs/consistency", params={"first": first, "second": second})
    (tmp_path / "proof.json").write_bytes(answer.content)

    assert main([str(tmp_path / "proof.json")]) == 0
    told = answer.json()
    if 0 < first < second:
        path = [bytes.fromhex(step) for step in told["path"]]
        roots = roots_by_consistency(first, second, bytes.fromhex(told["first_root"]), path)
        assert [root.hex() for root in roots] == [told["first_root"], told["second_root"]]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("heads/4", 404, "no-such-head"),
        ("heads/0", 422, "invalid-input"),
        ("proofs/consistency?first=5&second=4", 422, "sizes-in-wrong-order"),
        ("proofs/consistency?first=5&second=13", 422, "sizes-in-wrong-order"),
        ("proofs/inclusion/01976f2e-0000-7000-8000-000000000000", 404, "not-logged-yet"),
        ("log?from=-1", 422, "invalid-input"),
    ],
)
async def test_what_is_not_there_is_answered_precisely(api, records, path, status, code):
    answer = await api.get(f"/disclosures/{path}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("size", [2, 5, 13])
async def test_a_head_that_does_not_cover_a_record_or_is_none_proves_nothing(api, records, size):
    answer = await api.get(f"/disclosures/proofs/inclusion/{records[2].id}", params={"size": size})

    assert (answer.status_code, answer.json()["code"]) == (422, "head-too-small")


async def test_a_record_that_was_just_published_says_that_it_waits(api, session, records):
    await set_scope(session, the_platform("test", "test"))
    fresh = publish(session, at=DETECTED_AT + 3 * DAY)
    await session.commit()

    answer = await api.get(f"/disclosures/proofs/inclusion/{fresh.id}")

    assert answer.json()["code"] == "not-logged-yet"


async def test_totals_are_by_year_place_programme_and_project(api, session, log_around):
    publish(session, amount_fen=1_00, programme="危房改造", project="P-371311-2020-0001")
    publish(session, amount_fen=2_00, programme="危房改造", project="P-371311-2020-0001")
    publish(session, amount_fen=4_00, programme="危房改造", region=OTHER_TOWN)
    publish(session, amount_fen=8_00, at=DETECTED_AT + 300 * DAY)
    await take_in(session, at=DETECTED_AT + 300 * DAY)
    await session.commit()

    told = (await api.get("/disclosures/totals.json")).json()

    rows = {
        (row["year"], row["region"], row["programme"], row["project"]): (row["entries"], row["amount_fen"])
        for row in told["rows"]
    }
    assert rows == {
        (2020, "371311001", "危房改造", "P-371311-2020-0001"): (2, 3_00),
        (2020, OTHER_TOWN, "危房改造", None): (1, 4_00),
        (2021, "371311001", None, None): (1, 8_00),
    }


async def test_the_whole_archive_holds_everything_in_its_order(api, session, records):
    await set_scope(session, the_platform("test", "test"))
    publish(session, at=DETECTED_AT + 3 * DAY)
    await session.commit()

    lines = [json.loads(line) for line in (await api.get("/disclosures/archive.jsonl")).text.splitlines()]

    kinds = [line["is"] for line in lines]
    assert kinds == ["archive", "key", *["head"] * 3, *["record"] * 12, "waiting", "total", "end"]
    assert lines[-1]["lines"] == len(lines) - 1


async def test_an_archive_of_many_pages_is_whole(api, session, log_around, tmp_path, monkeypatch):
    monkeypatch.setattr("services.funds.api.archive.ROWS_AT_ONCE", 3)
    await days_of_records(session, days=5, each=4)
    await session.commit()
    (tmp_path / "archive.jsonl").write_bytes((await api.get("/disclosures/archive.jsonl")).content)

    assert main([str(tmp_path / "archive.jsonl"), "--witness", str(log_around.heads)]) == 0


async def test_a_platform_without_a_log_has_empty_lists_and_a_page_that_says_so(api):
    assert (await api.get("/disclosures/heads")).json() == {"rows": [], "next": None}
    assert (await api.get("/disclosures/keys")).json() == []
    assert (await api.get("/disclosures/log")).json() == {"size": 0, "rows": [], "next": None}
    assert (await api.get("/disclosures/totals.json")).json() == {"size": 0, "rows": []}
    assert (await api.get("/disclosures/archive.jsonl")).text.count("\n") == 2
    assert "日志还没有启用" in (await api.get("/disclosures/how-to-check")).text


async def test_a_witness_gives_its_signature_and_everybody_sees_it(api, records, log_around):
    log_around.set(witnesses=[a_witness_key("audit.linyi", b"w")])
    note = (await api.get("/disclosures/heads/3")).json()["note"]
    line = cosigned(note, name="audit.linyi", word=b"w", at=DETECTED_AT)

    given = await api.post("/disclosures/heads/3/cosignatures", json={"line": line})

    assert given.status_code == 201
    shown = (await api.get("/disclosures/heads/3")).json()["cosignatures"]
    assert [(one["witness"], one["line"]) for one in shown] == [("audit.linyi", line)]
    assert "audit.linyi" in (await api.get("/disclosures/how-to-check")).text


async def test_who_is_no_witness_signs_nothing(api, records):
    line = cosigned("linyi.test\n\n", name="somebody", word=b"x", at=DETECTED_AT)
    refused = await api.post("/disclosures/heads/3/cosignatures", json={"line": line})

    assert (refused.status_code, refused.json()["code"]) == (422, "unknown-witness")


async def test_the_page_tells_citizens_how_to_check_and_shows_key_and_heads(api, records):
    shown = await api.get("/disclosures/how-to-check")

    key = (await api.get("/disclosures/keys")).json()[0]["public"]
    assert shown.headers["content-type"].startswith("text/html")
    assert key in shown.text.replace("&#43;", "+") and "怎样核对公示" in shown.text
    assert shown.text.count("尚无见证签名") == 3


async def test_an_entry_s_page_leads_to_its_proof(api, records):
    shown = (await api.get(f"/disclosures/{records[0].id}")).text

    assert f"proofs/inclusion/{records[0].id}" in shown and "how-to-check" in shown
