"""Papers over HTTP: whose file, who may, and what comes back."""

import pytest

from shared.security import Role
from tests.builders.funds import DETECTED_AT, OTHER_TOWN, TOWN, a_filled_reserve, a_need, pay_grant
from tests.builders.funds_papers import a_pdf


@pytest.fixture
async def file(session) -> dict[str, str]:
    await a_filled_reserve(session)
    grant = await pay_grant(session, a_need(), at=DETECTED_AT)
    await session.commit()
    return {"about": "emergency-grant", "about_id": str(grant.id)}


async def send(client, file, content, **said):
    sent = {"file": ("申请书.docx", content, "application/msword")}
    return await client.post("/papers", params=file, data={"title": "救助申请书", **said}, files=sent)


async def test_a_paper_is_told_by_its_content_listed_and_handed_out_with_a_trace(api, file):
    pdf, town = a_pdf(), api.as_(Role.TOWN, region=TOWN)
    sent = await send(town, file, pdf, kind="application")
    assert (sent.status_code, sent.json()["media_type"], sent.json()["about_name"]) == (201, "application/pdf", "急难救助金")

    auditor = api.as_(Role.AUDITOR, subject="审计员")
    [listed] = (await auditor.get("/papers", params=file)).json()["rows"]
    handed = await auditor.get(f"/papers/{listed['paper_id']}")
    assert (handed.content, handed.headers["X-Content-Type-Options"]) == (pdf, "nosniff")
    assert handed.headers["Content-Disposition"].startswith("attachment")
    [read] = (await auditor.get(f"/papers/{listed['paper_id']}/reads")).json()["rows"]
    assert (read["read_by"], read["role_name"]) == ("审计员", "审计监督")


async def test_another_town_finds_neither_the_matter_nor_its_papers(api, file):
    sent = (await send(api.as_(Role.TOWN, region=TOWN), file, a_pdf())).json()
    stranger = api.as_(Role.TOWN, region=OTHER_TOWN)

    assert (await send(stranger, file, a_pdf())).json()["code"] == "no-such-matter"
    assert (await stranger.get("/papers", params=file)).json()["code"] == "no-such-matter"
    assert (await stranger.get(f"/papers/{sent['paper_id']}")).json()["code"] == "no-such-paper"


async def test_what_is_no_paper_is_refused_by_its_content(api, file):
    answer = await send(api.as_(Role.TOWN, region=TOWN), file, b"PK\x03\x04 a workbook")
    assert (answer.status_code, answer.json()["code"]) == (422, "neither-photo-nor-paper")


async def test_a_paper_filed_by_mistake_is_withdrawn_with_a_reason(api, file):
    town = api.as_(Role.TOWN, region=TOWN)
    sent = (await send(town, file, a_pdf())).json()
    gone = await town.post(f"/papers/{sent['paper_id']}/withdrawal", json={"reason": "传错了户"})
    assert (gone.status_code, gone.json()["withdrawn_why"]) == (200, "传错了户")
