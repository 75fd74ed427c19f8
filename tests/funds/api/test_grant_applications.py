"""The whole grant over HTTP: tried, drafted, handed in, decided; the file as a page; who sees what."""

import pytest
from sqlalchemy import text

from services.funds import jobs
from shared.database import set_scope, the_platform
from shared.security import Role
from tests.builders.funds import OTHER_TOWN, TOWN, VILLAGE, a_filled_reserve
from tests.builders.funds_grants import GRANT_PAPERS, JUNE_3, JUNE_20, SURVEYORS, an_aid_line, first_aid
from tests.builders.funds_papers import a_pdf

EXPLAINED = "每周透析三次，无其他劳动力"


@pytest.fixture
async def grant(session):
    await a_filled_reserve(session)
    await an_aid_line(session)
    grant = await first_aid(session)
    told = {"id": str(grant.id), "household_id": str(grant.household_id)}
    await session.commit()
    return told


@pytest.fixture
def town(api):
    return lambda name="镇街甲": api.as_(Role.TOWN, region=TOWN, subject=name)


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, subject="县区甲")


def form_of(grant, **changed):
    return {
        "grant_id": grant["id"],
        "household_id": grant["household_id"],
        "region": VILLAGE,
        "kind": "illness",
        "people": 1,
        "months": 12,
        "explanation": EXPLAINED,
        "surveyed_on": "2020-06-02",
        "surveyors": SURVEYORS,
    } | changed


async def run(session, job, at=JUNE_3) -> None:
    await set_scope(session, the_platform("test", "test"))
    await job(session, at)
    await session.commit()


async def handed_in(town, session, grant) -> dict:
    drafted = await town().post("/grant-applications", json=form_of(grant))
    assert drafted.status_code == 201, drafted.text
    application = drafted.json()
    for kind in GRANT_PAPERS:
        where = {"about": "grant-application", "about_id": application["id"]}
        files = {"file": ("材料.pdf", a_pdf(), "application/pdf")}
        filed = await town().post("/papers", params=where, files=files, data={"title": "材料", "kind": kind})
        assert filed.status_code == 201, filed.text
    sent = await town().post(f"/grant-applications/{application['id']}/submission")
    assert sent.status_code == 201, sent.text
    await run(session, jobs.check_applications)
    return sent.json()


async def test_it_is_tried_without_a_trace(town, grant, frozen_at):
    with frozen_at("2020-06-03T10:00:00+08:00"):
        tried = await town().post("/grant-applications/trial", json=form_of(grant))

    assert (tried.json()["amount_yuan"], tried.json()["to_pay_yuan"]) == ("7488.00", "4488.00")
    assert (await town().get("/grant-applications")).json()["rows"] == []


async def test_from_the_draft_to_the_payment(town, county, api, session, grant, frozen_at):
    with frozen_at("2020-06-03T10:00:00+08:00"):
        application = await handed_in(town, session, grant)
        where = f"/grant-applications/{application['id']}"
        agree = {"verdict": "agree", "said": "情况属实", "amount_yuan": application["amount_yuan"]}
        own = await town().post(f"{where}/decisions", json=agree)
        first = await town("镇街乙").post(f"{where}/decisions", json=agree)
        last = await county.post(f"{where}/decisions", json=agree)
    await run(session, jobs.pay_agreed_grants, JUNE_20)

    assert (own.status_code, own.json()["code"]) == (403, "same-person")
    assert (first.json()["state_name"], last.json()["state"]) == ("镇街同意，待县区审批", "approved")
    notice = await api.get(f"/notices/{last.json()['notice_id']}")
    assert application["number"] in notice.text and EXPLAINED not in notice.text
    shown = (await town().get(where)).json()
    assert (shown["state_name"], shown["payment_state_name"]) == ("已批准，转入发放", "待审核")
    assert [one["said"] for one in shown["decisions"]] == ["情况属实", "情况属实"]
    page = (await town().get(f"/grants/{grant['id']}/page")).text
    assert application["number"] in page and EXPLAINED in page and "7,488.00" in page and "一卡通" in page
    alone = (await town().get(f"{where}/page")).text
    assert f'href="{application["id"]}/page"' in (await town().get("/grant-applications/page")).text
    assert application["number"] in alone and "先行救助</h2>" not in alone


async def test_an_auditor_sees_the_reasons_and_not_what_was_explained(api, town, session, grant, frozen_at):
    with frozen_at("2020-06-03T10:00:00+08:00"):
        application = await handed_in(town, session, grant)
    auditor = api.as_(Role.AUDITOR)

    shown = await auditor.get(f"/grant-applications/{application['id']}")
    page = await auditor.get(f"/grants/{grant['id']}/page")

    assert (shown.status_code, shown.json()["explanation"], page.status_code) == (200, "", 200)
    assert len(shown.json()["reasons"]) >= 4 and EXPLAINED not in page.text
    await set_scope(session, the_platform("test", "test"))
    kept = await session.execute(text("SELECT before::text || after::text FROM audit WHERE thing = 'grant_application'"))
    assert all("依据" not in (row[0] or "") for row in kept)


async def test_nobody_else_sees_it(api, town, session, grant, frozen_at):
    with frozen_at("2020-06-03T10:00:00+08:00"):
        application = await handed_in(town, session, grant)
    elsewhere = api.as_(Role.TOWN, region=OTHER_TOWN)

    assert (await elsewhere.get(f"/grant-applications/{application['id']}")).status_code == 404
    assert (await elsewhere.get("/grant-applications")).json()["rows"] == []
    for role in (Role.OPERATOR, Role.VILLAGE, Role.HOSPITAL, Role.DEPARTMENT):
        assert (await api.as_(role).get("/grant-applications")).status_code == 403
    assert (await api.as_(Role.OPERATOR).get(f"/grants/{grant['id']}/page")).status_code == 403


async def test_late_decisions_are_listed(town, session, grant, frozen_at):
    with frozen_at("2020-06-03T10:00:00+08:00"):
        application = await handed_in(town, session, grant)

    async def late(at: str) -> list[str]:
        with frozen_at(at):
            return [row["id"] for row in (await town().get("/grant-applications?is_late=true")).json()["rows"]]

    assert await late("2020-06-17T23:00:00+08:00") == []
    assert await late("2020-06-18T00:00:01+08:00") == [application["id"]]


async def test_what_is_wrong_is_said_where(town, grant, frozen_at):
    with frozen_at("2020-06-03T10:00:00+08:00"):
        months = await town().post("/grant-applications", json=form_of(grant, months=13))
        kind = await town().post("/grant-applications", json=form_of(grant, kind="education"))
        village = await town().post("/grant-applications", json=form_of(grant, region=TOWN))

    assert (months.json()["code"], months.json()["most"]) == ("months-out-of-range", 12)
    assert (kind.json()["code"], kind.json()["expected"]) == ("kind-not-of-trigger", "illness")
    assert village.status_code == 422


async def test_grants_go_out_as_a_workbook(town, grant):
    book = await town().get("/grants.xlsx?year=2020")
    assert (book.status_code, book.content[:2]) == (200, b"PK")
    assert len((await town().get(f"/grants?region={VILLAGE}&year=2020")).json()["rows"]) == 1
    assert (await town().get("/grants?year=2019")).json()["rows"] == []
