"""A message that was taken back before it came never takes effect."""

import pytest

from services.medical.operations.national.withhold_message import withhold_message
from shared import inbox
from shared.inbox import KeyUsedForAnother
from tests.builders.medical import HOSPITAL

WORK = {"handler": "POST /nhsa", "id": "H1 m1"}


async def test_a_message_that_has_not_arrived_is_withheld_however_often_that_is_asked(session):
    assert await withhold_message(session, **WORK, by=HOSPITAL) is True
    assert await withhold_message(session, **WORK, by=HOSPITAL) is True

    with pytest.raises(KeyUsedForAnother):
        await inbox.claim(session, HOSPITAL.scope("test"), fingerprint=b"its own", **WORK)


async def test_a_message_that_has_arrived_is_not_withheld(session):
    await inbox.claim(session, HOSPITAL.scope("test"), fingerprint=b"its own", **WORK)

    assert await withhold_message(session, **WORK, by=HOSPITAL) is False
