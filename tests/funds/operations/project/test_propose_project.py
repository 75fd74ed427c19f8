"""A proposal gets its number and says nothing against itself."""

import pytest

from services.funds.rules.project import ProjectState
from services.funds.rules.proposal import TargetWeightsNotWhole
from services.funds.rules.public_text import NameInPublicText
from services.funds.store.project import list_sources, list_targets
from tests.builders.funds_projects import a_project, a_proposal


async def test_proposals_are_numbered_by_county_and_year(session):
    first, second = await a_project(session), await a_project(session)
    assert (first.number, second.number) == ("P-371311-2020-0001", "P-371311-2020-0002")
    assert (first.state, first.planned_fen) == (ProjectState.DRAFT, 600_000_00)
    assert (
        len((await list_sources(session, [first.id]))[first.id]) == len((await list_targets(session, [first.id]))[first.id]) == 2
    )
    assert "王建国".encode() not in first.responsible_sealed


async def test_weights_that_are_not_a_hundred_are_refused(session):
    target = {"kind": "output", "title": "建成大棚", "unit": "座", "planned": "12", "weight": 60}
    with pytest.raises(TargetWeightsNotWhole):
        await a_project(session, targets=[target])


async def test_a_persons_name_does_not_get_into_what_is_published(session):
    with pytest.raises(NameInPublicText):
        await a_project(session, task="由王建国新建蔬菜大棚 12 座")
    assert a_proposal().responsible == "王建国"
