"""A correction is a new version; the old one stays, and what was withdrawn no longer counts."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.paper.file_paper import file_paper
from services.registry.operations.visit.correct_visit import correct_visit
from services.registry.rules.visit import VisitChangedMeanwhile
from services.registry.schemas.paper import FilePaper
from services.registry.schemas.visit import CorrectVisit, VisitPhoto
from services.registry.store.campaign_board import count_standing
from services.registry.store.visit import list_versions
from services.registry.tables import Campaign
from tests.builders.walking import NOVEMBER_10, NOVEMBER_20, NOVEMBER_30, TOWN, a_campaign, some_households, visited

WINTER = {"heating": "yes", "fuel-days": "40", "quilts": "yes", "roof": "yes"}
A_PDF = b"%PDF-1.4 photo %%EOF"


async def rounds_visited(session: AsyncSession, campaign: Campaign) -> int:
    [counted] = await count_standing(session, campaign, region="", digits=6, by_helper=False, on=NOVEMBER_30)
    return counted.rounds_visited


async def test_a_photo_that_comes_later_completes_the_visit(session: AsyncSession) -> None:
    [household] = await some_households(session, 1)
    campaign = await a_campaign(session, "winter")
    visit = await visited(session, household.id, campaign, answers=WINTER)
    assert await rounds_visited(session, campaign) == 0
    photo = await file_paper(session, FilePaper(title="炉子"), A_PDF, household_id=household.id, by=TOWN)
    form = CorrectVisit(
        replaces_version=1,
        reason="补传照片",
        visited_on=NOVEMBER_10,
        answers=WINTER,
        photos=[VisitPhoto(photo="heating", paper_id=photo.id)],
    )
    await correct_visit(session, visit.visit_id, form, by=TOWN, on=NOVEMBER_20)
    assert await rounds_visited(session, campaign) == 1
    old, new = await list_versions(session, visit.visit_id)
    assert (old.version, new.version, new.gaps, new.replaced_at) == (1, 2, [], None)
    assert old.replaced_at
    with pytest.raises(VisitChangedMeanwhile):
        await correct_visit(session, visit.visit_id, form, by=TOWN, on=NOVEMBER_20)


async def test_a_withdrawn_visit_no_longer_counts(session: AsyncSession) -> None:
    [household] = await some_households(session, 1)
    campaign = await a_campaign(session)
    visit = await visited(session, household.id, campaign)
    assert await rounds_visited(session, campaign) == 1
    form = CorrectVisit(replaces_version=1, reason="登错了户", visited_on=NOVEMBER_10, is_withdrawn=True)
    await correct_visit(session, visit.visit_id, form, by=TOWN, on=NOVEMBER_20)
    assert await rounds_visited(session, campaign) == 0
