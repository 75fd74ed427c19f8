"""Papers in a file: sealed, once, and those of the household alone."""

from hashlib import sha256

import pytest
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.paper.file_paper import file_paper
from services.registry.schemas.paper import FilePaper
from services.registry.store import paper as papers
from services.registry.store.household import NoSuchPerson
from shared.papers import AlreadyFiled
from tests.builders.registry_file import OFFICER, a_file
from tests.shared.test_papers import a_photo

FORM = FilePaper(title="房屋外观")


async def test_a_photo_is_kept_sealed_without_its_place(session: AsyncSession) -> None:
    household, _ = await a_file(session)
    paper = await file_paper(session, FORM, a_photo(6), household_id=household.id, by=OFFICER)
    assert (paper.media_type, paper.has_particulars, paper.sha256) == ("image/jpeg", False, sha256(a_photo(6)).hexdigest())
    kept = await papers.cabinet.get_content(session, paper)
    assert b"N35.1" not in kept and len(kept) == paper.size_bytes
    [stored] = (await session.execute(text("SELECT content_sealed FROM household_paper_content"))).scalars()
    assert b"JFIF" not in bytes(stored)


async def test_the_same_paper_is_filed_once_in_a_household(session: AsyncSession) -> None:
    household, _ = await a_file(session)
    other, _ = await a_file(session, 2, code="3713110000000002", first_sequence=101)
    await file_paper(session, FORM, a_photo(), household_id=household.id, by=OFFICER)
    with pytest.raises(AlreadyFiled):
        await file_paper(session, FORM, a_photo(), household_id=household.id, by=OFFICER)
    await file_paper(session, FORM, a_photo(), household_id=other.id, by=OFFICER)


async def test_a_paper_belongs_to_somebody_of_the_household(session: AsyncSession) -> None:
    household, _ = await a_file(session)
    _, [stranger, _] = await a_file(session, 2, code="3713110000000002", first_sequence=101)
    with pytest.raises(NoSuchPerson):
        form = FORM.model_copy(update={"person_id": stranger.id})
        await file_paper(session, form, a_photo(), household_id=household.id, by=OFFICER)
