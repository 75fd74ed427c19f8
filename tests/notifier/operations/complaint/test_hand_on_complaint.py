"""Handing on: to whom the policy or the desk says, in the desk's own words."""

import pytest
from sqlmodel import select

from services.notifier.operations.complaint.hand_on_complaint import hand_on_complaint
from services.notifier.rules.complaint import Act, ComplaintStands, ComplaintState, HandlerUnclear, TownElsewhere
from services.notifier.rules.message import IdNumberInText
from services.notifier.schemas.complaint import HandOn
from services.notifier.tables import Message
from tests.builders.complaints import kept, refused_in
from tests.builders.notifier import MONDAY


@pytest.mark.parametrize(
    ("matter", "level", "department", "region"),
    [
        ("money", "county", None, "371311"),
        ("housing", "department", "housing", "371311"),
        ("disclosure", "town", None, "371311001"),
    ],
)
async def test_without_a_word_it_goes_to_whom_the_policy_names(session, matter, level, department, region) -> None:
    complaint = await kept(session, ComplaintState.ACCEPTED, matter=matter)
    task = await hand_on_complaint(session, complaint.id, HandOn(summary="请核实资金去向"), at=MONDAY)
    assert (task.level, task.department, task.region, task.due_on.isoformat()) == (level, department, region, "2020-07-01")


@pytest.mark.parametrize(
    "to",
    [
        {"level": "town", "region": "371311"},
        {"level": "department"},
        {"level": "department", "department": "town"},
        {"level": "county", "department": "housing"},
    ],
)
async def test_to_whom_must_be_clear(session, to) -> None:
    complaint = await kept(session, ComplaintState.ACCEPTED)
    with pytest.raises(HandlerUnclear):
        await hand_on_complaint(session, complaint.id, HandOn(summary="请核实资金去向", **to), at=MONDAY)


@pytest.mark.parametrize(
    "to",
    [
        {"level": "town", "region": "371302001"},
        {"level": "town", "region": "371311999"},
        {"level": "county", "region": "371302"},
    ],
)
async def test_it_goes_to_a_place_of_the_county_that_exists(session, to) -> None:
    """What went to a town that there is not would be looked into by nobody, and keep every page from being read that names it."""
    complaint = await kept(session, ComplaintState.ACCEPTED)
    with pytest.raises(TownElsewhere):
        await hand_on_complaint(session, complaint.id, HandOn(summary="请核实资金去向", **to), at=MONDAY)


@pytest.mark.parametrize(
    ("to", "level", "region"),
    [({"department": "housing"}, "department", "371311"), ({"region": "371311002"}, "town", "371311002")],
)
async def test_whoever_is_named_needs_no_level_beside(session, to, level, region) -> None:
    complaint = await kept(session, ComplaintState.ACCEPTED, matter="money")
    task = await hand_on_complaint(session, complaint.id, HandOn(summary="请核实资金去向", **to), at=MONDAY)
    assert (task.level, task.department, task.region) == (level, to.get("department"), region)


async def test_what_is_about_a_county_that_is_over_goes_to_its_successor(session) -> None:
    """章丘市 became 章丘区 in 2016."""
    complaint = await kept(session, ComplaintState.ACCEPTED, region="370181", matter="money")
    task = await hand_on_complaint(session, complaint.id, HandOn(summary="请核实资金去向"), at=MONDAY)
    assert (task.level, task.region) == ("county", "370114")


async def test_whoever_is_to_look_is_told_that_there_is_something_and_not_what(session) -> None:
    complaint = await kept(session, ComplaintState.ACCEPTED)
    await hand_on_complaint(session, complaint.id, HandOn(summary="请核实修路款的去向"), at=MONDAY)
    [letter] = (await session.exec(select(Message))).all()
    assert "2020-07-01 前反馈" in letter.body
    assert "修路" not in letter.subject + letter.body


async def test_nobody_s_number_is_handed_on(session) -> None:
    complaint = await kept(session, ComplaintState.ACCEPTED)
    with pytest.raises(IdNumberInText):
        await hand_on_complaint(session, complaint.id, HandOn(summary="请查 11010519491231002X"), at=MONDAY)


@pytest.mark.parametrize("state", refused_in(Act.HAND_ON))
async def test_it_is_refused_in_every_other_state(session, state) -> None:
    complaint = await kept(session, state)
    with pytest.raises(ComplaintStands):
        await hand_on_complaint(session, complaint.id, HandOn(summary="请核实资金去向"), at=MONDAY)
    assert complaint.state is state
