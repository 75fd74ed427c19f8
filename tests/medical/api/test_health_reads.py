"""Whoever reads says what for, and the reading stays: with the reading or not at all."""

import pytest
from sqlalchemy import text

from services.medical.api.health.reading import TAG
from shared.security import Role
from tests.builders.health import CENTRE, ID_NUMBER, LINZI, NAME
from tests.medical.api.health_walk import FOLLOWED, PURPOSE, opened
from tests.medical.api.walk import refused

READS_NOBODY = {"GET /health/programmes"}
"""A catalogue of rules."""
READS_READINGS = {"GET /health/reads"}
ASKS_FIRST = {"GET /health/board"}
"""A page: without a purpose it shows the question and nothing else (see test_health_board)."""


async def readings(session):
    rows = await session.execute(text("SELECT by, purpose, way, record, record_id FROM health_read ORDER BY id"))
    return [tuple(map(str, row)) for row in rows.all()]


@pytest.mark.parametrize(
    "path", ["/health/files", "/health/files/{file}", "/health/contracts", "/health/files/export.xlsx", "/health/progress"]
)
async def test_a_reading_without_a_purpose_is_refused(health, session, path):
    file = await opened(health)
    given = {"region": LINZI, "year": 2018}

    told = refused(await health.get(path.format(file=file), params=given), 422, "invalid-input")
    assert told["pointer"] == "/query/purpose"
    refused(await health.get(path.format(file=file), params=given | {"purpose": "curiosity"}), 422, "invalid-input")
    assert await readings(session) == []


async def test_each_record_read_leaves_its_line(health, caring, session):
    first = await opened(health)
    second = await opened(health, **FOLLOWED, treatment_class=None)

    await caring.get(f"/health/files/{first}", params={"purpose": "treatment"})
    await health.get("/health/files", params={"purpose": "quality-check"})
    await health.get("/health/files/export.xlsx", params={"purpose": "statistics"})

    assert sorted(await readings(session)) == [
        ("区医院", "treatment", "GET /health/files/{health_file_id}", "health_file", first),
        ("卫健科员", "quality-check", "GET /health/files", "health_file", first),
        ("卫健科员", "quality-check", "GET /health/files", "health_file", second),
        ("卫健科员", "statistics", "GET /health/files/export.xlsx", "health_file", first),
        ("卫健科员", "statistics", "GET /health/files/export.xlsx", "health_file", second),
    ]


async def test_a_reading_that_leaves_no_trace_reads_nothing(health, session):
    file = await opened(health)
    await session.execute(text("ALTER TABLE health_read ADD CONSTRAINT no_trace CHECK (false)"))
    await session.commit()

    answer = await health.get(f"/health/files/{file}", params=PURPOSE)

    assert answer.status_code == 500
    assert "gastric" not in answer.text and NAME not in answer.text


async def test_a_question_asked_again_is_another_reading_and_its_answer_is_kept_nowhere(health, session):
    await opened(health)
    key = {"Idempotency-Key": "same"}

    for _ in range(2):
        answer = await health.post("/health/whole-files", params=PURPOSE, json={"id_number": ID_NUMBER}, headers=key)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")

    assert len(await readings(session)) == 2
    assert (await session.execute(text("SELECT count(*) FROM inbox"))).scalar_one() == 1  # the opening


async def test_a_command_needs_no_purpose_and_is_audited_instead(health, session):
    await opened(health)

    assert await readings(session) == []
    assert (await session.execute(text("SELECT count(*) FROM audit WHERE thing = 'health_file'"))).scalar_one() == 1


async def test_an_auditor_lists_who_read_whom_and_finds_no_disease(health, caring, api):
    file = await opened(health)
    await caring.get(f"/health/files/{file}", params={"purpose": "treatment"})
    await health.get("/health/files", params=PURPOSE)
    await health.post("/health/flag-checks", params=PURPOSE, json={"id_number": ID_NUMBER})
    auditor = api.as_(Role.AUDITOR, region=LINZI)

    every = await auditor.get("/health/reads")
    assert [(row["by"], row["purpose"], row["record"]) for row in every.json()["rows"]] == [
        ("区医院", "treatment", "health_file"),
        ("卫健科员", "programme-work", "health_file"),
        ("卫健科员", "programme-work", "health_flag"),
    ]
    assert every.json()["rows"][0]["org"] == CENTRE
    assert "胃癌" not in every.text and "gastric" not in every.text and NAME not in every.text and ID_NUMBER not in every.text
    for wanted, count in (
        ({"reader": "区医院"}, 1),
        ({"purpose": "programme-work"}, 2),
        ({"record_id": file}, 2),
        ({"since": "2020-06-13"}, 0),
        ({"until": "2020-06-12"}, 3),
        ({"limit": 1}, 1),
    ):
        assert len((await auditor.get("/health/reads", params=wanted)).json()["rows"]) == count, wanted
    assert (await api.as_(Role.AUDITOR, region="3714").get("/health/reads")).json()["rows"] == []
    for reader in (health, caring, api.as_(Role.COUNTY, region=LINZI)):
        refused(await reader.get("/health/reads"), 403, "role-not-allowed")


def test_every_reading_door_of_health_files_asks_for_a_purpose(app):
    asked, doors = set(), set()
    for path, methods in app.openapi()["paths"].items():
        for method, told in methods.items():
            if TAG in told.get("tags", ()):
                given = {one["name"] for one in told.get("parameters", ()) if one.get("required")}
                name = f"{method.upper()} {path}"
                doors |= {name} if method == "get" else set()
                asked |= {name} if "purpose" in given else set()
    assert doors - asked == READS_NOBODY | READS_READINGS | ASKS_FIRST
    assert asked - doors == {"POST /health/whole-files", "POST /health/flag-checks"}
