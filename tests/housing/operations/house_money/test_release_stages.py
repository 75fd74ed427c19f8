"""Each stage of the money is asked for once: when its step was taken and its money is held."""

from datetime import date

import pytest

from services.housing.operations.house_money.note_house_money import note_house_money
from services.housing.operations.renovation.accept_renovation import accept_renovation
from services.housing.operations.renovation.close_file import close_file
from services.housing.operations.renovation.cure_defect import cure_defect
from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.operations.renovation.start_works import start_works
from services.housing.operations.renovation.visit_again import visit_again
from services.housing.rules.house_money import MoneyNotHeld, StageState
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import Assurance, Stage
from services.housing.schemas.renovation import CureDefect, DatedStep
from services.housing.store.renovation import list_defects
from shared.events.housing import HouseAccepted, HouseStageReleased
from shared.vault import hash_identity
from tests.builders.housing_money import KEPT_BACK, a_held_promise, a_place_that, a_promise, held, lacks, released, stages
from tests.builders.housing_renovation import (
    COUNTY_OFFICER,
    TOWN_OFFICER,
    VILLAGER,
    a_final_look,
    an_inspection,
    on,
)


async def asked(emitted, session):
    return [(each.stage, each.amount_fen) for each in await emitted(session) if isinstance(each, HouseStageReleased)]


async def test_the_start_of_the_works_releases_its_stage_once(session, tmp_path, emitted):
    with a_place_that(tmp_path):
        money = await a_held_promise(session, RenovationState.UNDER_WAY)

        [start] = await released(session, money, "2020-07-16")
        assert await released(session, money, "2020-07-17") == []

    assert (start.code, start.state, start.reached_on, start.due_on) == (
        "start",
        StageState.REQUESTED,
        date(2020, 7, 15),
        date(2020, 8, 16),
    )
    [event] = [each for each in await emitted(session) if isinstance(each, HouseStageReleased)]
    assert (event.matter_id, event.amount_fen, event.asked_by) == (start.matter_id, 5400_00, hash_identity(VILLAGER.subject))


async def test_the_main_structure_releases_its_stage_only_once_nothing_found_there_is_open(session, tmp_path, emitted):
    with a_place_that(tmp_path):
        money = await a_held_promise(session, RenovationState.UNDER_WAY)
        await released(session, money)
        defect = {"assurance": "quality", "what": "圈梁漏筋", "due_on": "2020-08-10"}
        answers = dict.fromkeys(Assurance, True) | {Assurance.QUALITY: False}
        form = an_inspection(Stage.STRUCTURE, answers=answers, defects=[defect])
        await inspect_works(session, money.renovation_id, form, by=TOWN_OFFICER, at=on("2020-08-01"))
        assert await released(session, money) == []

        [found] = await list_defects(session, money.renovation_id)
        cure = CureDefect(on=date(2020, 8, 3), cure="补筋重浇")
        await cure_defect(session, found.id, cure, by=TOWN_OFFICER, at=on("2020-08-03"))
        await released(session, money, "2020-08-03")

    assert await asked(emitted, session) == [("开工后拨付", 5400_00), ("主体完工后拨付", 7200_00)]


async def test_a_stage_without_money_held_waits_and_is_asked_for_when_it_is(session, tmp_path, emitted):
    with a_place_that(tmp_path):
        money = await a_promise(session, RenovationState.UNDER_WAY)
        await note_house_money(session, money.renovation_id, lacks())
        assert await released(session, money) == []
        assert (await stages(session, money.renovation_id))["start"].state is StageState.REACHED

        await note_house_money(session, money.renovation_id, held(at="2020-08-05"))
        [start] = await released(session, money, "2020-08-05")

    assert (start.state, start.released_by) == (StageState.REQUESTED, VILLAGER.subject)
    assert await asked(emitted, session) == [("开工后拨付", 5400_00)]


async def test_where_the_place_says_so_no_works_begin_without_their_money(session, tmp_path):
    with a_place_that(tmp_path, works_wait=True):
        money = await a_promise(session, RenovationState.AGREED)
        await note_house_money(session, money.renovation_id, lacks())
        form, at = DatedStep(on=date(2020, 7, 15)), on("2020-07-15")
        with pytest.raises(MoneyNotHeld) as refused:
            await start_works(session, money.renovation_id, form, by=VILLAGER, at=at)
        assert refused.value.facts["short"][0]["lacks_fen"] == 400_000

        await note_house_money(session, money.renovation_id, held(at="2020-07-14"))
        renovation = await start_works(session, money.renovation_id, form, by=VILLAGER, at=at)

    assert renovation.state is RenovationState.UNDER_WAY


async def test_what_is_kept_back_is_released_by_a_visit_after_its_months_that_finds_the_house_sound(session, tmp_path, emitted):
    with a_place_that(tmp_path, pays=KEPT_BACK):
        money = await a_held_promise(session, RenovationState.FINISHED)
        await released(session, money)
        acceptance = await accept_renovation(session, money.renovation_id, a_final_look(), by=COUNTY_OFFICER, at=on("2020-09-20"))
        told = await stages(session, money.renovation_id)
        assert {code: stage.amount_fen for code, stage in told.items()} == {
            "start": 6000_00,
            "acceptance": 10800_00,
            "quality": 1200_00,
        }
        [event] = [each for each in await emitted(session) if isinstance(each, HouseAccepted)]
        assert (event.due_fen, event.rest_fen, event.over_fen) == (10800_00, 1200_00, 0)
        for code in ("start", "acceptance"):
            told[code].state = StageState.PAID
        acceptance.subsidy = acceptance.subsidy.PAID
        await session.flush()
        await close_file(session, money.renovation_id, DatedStep(on=date(2020, 10, 1)), by=TOWN_OFFICER, at=on("2020-10-01"))

        async def visit(day, *, is_sound=True):
            form = DatedStep(on=date.fromisoformat(day), said="墙面渗水")
            await visit_again(session, money.renovation_id, form, by=VILLAGER, at=on(day), is_sound=is_sound)
            return await released(session, money, day)

        assert await visit("2021-04-01") == []  # too early
        assert await visit("2021-10-01", is_sound=False) == []
        [quality] = await visit("2021-10-20")

    assert (quality.code, quality.state, quality.amount_fen) == ("quality", StageState.REQUESTED, 1200_00)
