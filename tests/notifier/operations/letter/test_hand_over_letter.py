"""A letter that somebody took is delivered, and says who wrote it down."""

import pytest

from services.notifier.operations.letter.hand_over_letter import hand_over_letter
from services.notifier.operations.letter.print_letters import print_letters
from services.notifier.rules.delivery import DeliveryState
from services.notifier.rules.letter import LetterMoved, LetterNotFound, PaperState, Receiver
from services.notifier.schemas.letter import HandOverLetter, TakeRun
from shared.ids import uuid7
from tests.builders.notifier import MONDAY, TOWN_OFFICER, VILLAGE

SELF = HandOverLetter(receiver=Receiver.SELF)


async def test_a_letter_that_was_handed_over_is_delivered(session, queued, deliveries) -> None:
    [letter] = await queued()
    await print_letters(session, TakeRun(region=VILLAGE), by=TOWN_OFFICER, at=MONDAY)
    await hand_over_letter(session, letter.id, SELF, by=TOWN_OFFICER, at=MONDAY)
    assert (letter.state, letter.ended_by, letter.taken_by) == (PaperState.HANDED_OVER, TOWN_OFFICER.subject, Receiver.SELF)
    [delivery] = await deliveries()
    assert (delivery.state, delivery.heard_at) == (DeliveryState.DELIVERED, MONDAY)
    with pytest.raises(LetterMoved):
        await hand_over_letter(session, letter.id, SELF, by=TOWN_OFFICER, at=MONDAY)


async def test_a_letter_that_was_not_printed_cannot_be_handed_over(session, queued) -> None:
    [letter] = await queued()
    with pytest.raises(LetterMoved):
        await hand_over_letter(session, letter.id, SELF, by=TOWN_OFFICER, at=MONDAY)


async def test_a_letter_that_is_not_there_is_not_found(session) -> None:
    with pytest.raises(LetterNotFound):
        await hand_over_letter(session, uuid7(), SELF, by=TOWN_OFFICER, at=MONDAY)
