"""Letters wait for the printer, are taken to it once, village by village or for a town."""

import pytest
from sqlalchemy import text

from services.notifier.operations.letter.print_letters import print_letters
from services.notifier.rules.delivery import DeliveryState
from services.notifier.rules.letter import NothingToPrint, PaperState
from services.notifier.schemas.letter import TakeRun
from shared.security import OutsideRegion
from tests.builders.notifier import COUNTY_OFFICER, MONDAY, OTHER_VILLAGE, TOWN, TOWN_OFFICER, VILLAGE


async def test_a_letter_that_waits_is_not_called_sent(queued, deliveries) -> None:
    [letter] = await queued()
    [delivery] = await deliveries()
    assert (letter.state, delivery.state, delivery.sent_at) == (PaperState.WAITING, DeliveryState.TO_PRINT, None)


async def test_letters_are_taken_to_the_printer_once(session, queued, deliveries) -> None:
    first, second = await queued(2)
    run = await print_letters(session, TakeRun(region=VILLAGE), by=TOWN_OFFICER, at=MONDAY)
    assert (run.letters, run.taken_by) == (2, TOWN_OFFICER.subject)
    assert {first.state, second.state} == {PaperState.PRINTED}
    assert {one.state for one in await deliveries()} == {DeliveryState.SENT}
    with pytest.raises(NothingToPrint):
        await print_letters(session, TakeRun(region=VILLAGE), by=TOWN_OFFICER, at=MONDAY)


async def test_a_town_takes_its_villages_letters_together(session, queued) -> None:
    await queued(1, VILLAGE)
    await queued(1, OTHER_VILLAGE)
    run = await print_letters(session, TakeRun(region=TOWN), by=TOWN_OFFICER, at=MONDAY)
    assert run.letters == 2


async def test_another_place_s_letters_are_not_ours_to_print(session, queued) -> None:
    await queued()
    with pytest.raises(OutsideRegion):
        await print_letters(session, TakeRun(region="371302"), by=COUNTY_OFFICER, at=MONDAY)


async def test_no_row_says_who_a_letter_is_to(session, queued) -> None:
    await queued()
    for table in ("paper_letter", "audit"):
        rows = [row for (row,) in await session.execute(text(f"SELECT {table}::text FROM {table}"))]
        assert rows
        assert not any("王小明" in row or "网格员" in row for row in rows)
