"""A letter that came back takes the next way."""

import pytest

from services.notifier.operations.letter.print_letters import print_letters
from services.notifier.operations.letter.return_letter import return_letter
from services.notifier.rules.delivery import ChannelName, DeliveryState
from services.notifier.rules.letter import LetterMoved, PaperState
from services.notifier.rules.message import IdNumberInText
from services.notifier.schemas.letter import ReturnLetter, TakeRun
from tests.builders.notifier import MONDAY, TOWN_OFFICER, VILLAGE

AWAY = ReturnLetter(reason="外出务工，家中无人")


async def test_a_letter_that_came_back_takes_the_next_way(session, queued, deliveries) -> None:
    [letter] = await queued()
    await print_letters(session, TakeRun(region=VILLAGE), by=TOWN_OFFICER, at=MONDAY)
    await return_letter(session, letter.id, AWAY, by=TOWN_OFFICER, at=MONDAY)
    assert (letter.state, letter.came_back_because) == (PaperState.CAME_BACK, AWAY.reason)
    first, second = await deliveries()
    assert (first.state, first.last_error) == (DeliveryState.UNDELIVERED, "信函退回：外出务工，家中无人")
    assert (second.channel, second.state) == (ChannelName.LOG, DeliveryState.QUEUED)
    with pytest.raises(LetterMoved):
        await return_letter(session, letter.id, AWAY, by=TOWN_OFFICER, at=MONDAY)
    assert len(await deliveries()) == 2


async def test_an_id_number_has_no_place_in_the_reason(session, queued) -> None:
    [letter] = await queued()
    await print_letters(session, TakeRun(region=VILLAGE), by=TOWN_OFFICER, at=MONDAY)
    with pytest.raises(IdNumberInText):
        await return_letter(session, letter.id, ReturnLetter(reason="371311199003070016 不在家"), by=TOWN_OFFICER, at=MONDAY)
