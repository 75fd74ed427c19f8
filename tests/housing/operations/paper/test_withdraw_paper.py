"""A photo that was filed by mistake is withdrawn, stays, and no longer counts."""

import pytest

from services.housing.operations.paper.file_paper import file_paper
from services.housing.operations.paper.withdraw_paper import withdraw_paper
from services.housing.rules.paper import PaperAbout
from services.housing.schemas.paper import FilePaper
from services.housing.store.paper import list_views
from shared.filing.forms import WithdrawPaper
from shared.papers import AlreadyWithdrawn
from tests.builders.houses import AT, COUNTY, a_house
from tests.shared.test_papers import a_photo


async def test_it_no_longer_shows_its_view(session):
    house = await a_house(session)
    form = FilePaper(about=PaperAbout.HOUSE, about_id=house.id, title="屋面", kind="roof")
    paper = await file_paper(session, form, a_photo(), by=COUNTY, at=AT)
    why = WithdrawPaper(reason="传错了住房")

    paper = await withdraw_paper(session, paper.id, why, by=COUNTY, at=AT)

    assert (paper.withdrawn_by, paper.withdrawn_why) == (COUNTY.subject, "传错了住房")
    assert await list_views(session, PaperAbout.HOUSE, house.id) == set()
    with pytest.raises(AlreadyWithdrawn):
        await withdraw_paper(session, paper.id, why, by=COUNTY, at=AT)
