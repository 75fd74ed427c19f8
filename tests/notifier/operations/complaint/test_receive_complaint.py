"""Taking in: sealed, with a receipt, once."""

import pytest
from sqlmodel import select

from services.notifier.operations.complaint.receive_complaint import receive_complaint
from services.notifier.rules.complaint import Channel, DeskShut
from services.notifier.schemas.complaint import Complain
from services.notifier.tables import Complaint, ComplaintLetter
from shared import envelopes
from tests.builders.complaints import SAID, a_complaint
from tests.builders.notifier import MONDAY


async def test_what_is_said_is_stored_so_that_the_desk_s_key_alone_opens_it(session) -> None:
    received = await receive_complaint(session, Complain(**a_complaint()), at=MONDAY)
    [letter] = (await session.exec(select(ComplaintLetter))).all()
    assert SAID not in letter.sealed
    assert envelopes.open_envelope(letter.sealed) == {"said": SAID, "name": "赵大山", "contact": "13900000000"}
    assert received.accept_by.isoformat() == "2020-06-16"


async def test_without_a_key_nothing_is_taken_in_unsealed(session, monkeypatch) -> None:
    monkeypatch.setattr(envelopes, "_private_key", lambda: None)
    with pytest.raises(DeskShut):
        await receive_complaint(session, Complain(**a_complaint()), at=MONDAY)


async def test_who_gave_no_name_is_nobody(session) -> None:
    form = Complain(**a_complaint(name="", contact=""))
    await receive_complaint(session, form, at=MONDAY, channel=Channel.TELEPHONE, by="受理员老钱")
    [complaint] = (await session.exec(select(Complaint))).all()
    assert (complaint.is_anonymous, complaint.channel, complaint.received_by) == (True, Channel.TELEPHONE, "受理员老钱")
