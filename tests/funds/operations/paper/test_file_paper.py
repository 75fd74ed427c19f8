"""Papers in a matter's file: sealed, once, and only where there is such a matter."""

from hashlib import sha256

import pytest
from sqlalchemy import text

from services.funds.operations.paper.file_paper import file_paper
from services.funds.rules.paper import NoSuchMatter, PaperAbout, PaperNotOfMatter
from services.funds.schemas.paper import FilePaper
from services.funds.store import paper as papers
from shared.ids import uuid7
from shared.papers import AlreadyFiled
from tests.builders.funds import COUNTY_OFFICER, DETECTED_AT, VILLAGE, a_filled_reserve, a_need, pay_grant
from tests.builders.funds_papers import a_paper, a_pdf
from tests.shared.test_papers import a_photo

GRANT = PaperAbout.EMERGENCY_GRANT


@pytest.fixture
async def grants(session):
    await a_filled_reserve(session)
    return [await pay_grant(session, a_need(), at=DETECTED_AT) for _ in range(2)]


def a_form(about_id):
    return FilePaper(about=GRANT, about_id=about_id, title="入户核查照片", kind="household-survey")


async def test_a_photo_is_kept_sealed_without_its_place_in_the_region_of_its_matter(session, grants):
    form = a_form(grants[0].id)

    paper = await file_paper(session, form, a_photo(6), by=COUNTY_OFFICER, at=DETECTED_AT)

    assert (paper.region, paper.media_type, paper.sha256) == (VILLAGE, "image/jpeg", sha256(a_photo(6)).hexdigest())
    kept = await papers.cabinet.get_content(session, paper)
    assert b"N35.1" not in kept and len(kept) == paper.size_bytes
    [stored] = (await session.execute(text("SELECT content_sealed FROM paper_content"))).scalars()
    assert b"JFIF" not in bytes(stored)
    [audited] = (await session.execute(text("SELECT after FROM audit WHERE thing = 'paper_content'"))).scalars()
    assert "content_sealed" not in audited


async def test_the_same_paper_is_filed_once_in_a_matter_and_may_lie_in_another(session, grants):
    form = a_form(grants[0].id)
    await file_paper(session, form, a_photo(), by=COUNTY_OFFICER, at=DETECTED_AT)

    with pytest.raises(AlreadyFiled):
        await file_paper(session, form, a_photo(), by=COUNTY_OFFICER, at=DETECTED_AT)
    await file_paper(session, a_form(grants[1].id), a_photo(), by=COUNTY_OFFICER, at=DETECTED_AT)


async def test_a_paper_of_a_matter_that_is_not_there_is_refused(session):
    with pytest.raises(NoSuchMatter):
        await file_paper(session, a_form(uuid7()), a_pdf(), by=COUNTY_OFFICER, at=DETECTED_AT)


async def test_only_standing_papers_of_the_matter_itself_may_be_cited(session, grants):
    mine, other = [await a_paper(session, GRANT, grant.id, kind="receipt") for grant in grants]

    assert await papers.check_papers(session, GRANT, grants[0].id, [mine.id], pointer="/paper_ids") == {mine.id: "receipt"}
    with pytest.raises(PaperNotOfMatter) as refused:
        await papers.check_papers(session, GRANT, grants[0].id, [mine.id, other.id], pointer="/paper_ids")
    assert refused.value.facts == {"paper_ids": [str(other.id)]}
