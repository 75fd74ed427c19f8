"""Messages and their answers."""

from sqlalchemy import text

from services.medical.operations.national.keep_message import keep_message
from services.medical.schemas.national.envelope import EXAMPLE_ENVELOPE, Envelope
from shared import clock
from shared.ids import uuid7
from shared.vault import unseal_bytes
from tests.builders.medical import HOSPITAL


async def test_a_message_is_kept_with_its_answer_sealed_and_not_in_the_audit(session):
    await keep_message(
        session,
        Envelope.model_validate(EXAMPLE_ENVELOPE),
        message_id=uuid7(),
        body=b"what was asked",
        infcode="0",
        answer=b"what was answered",
        psn_no="P1",
        made_id=None,
        undone_id=None,
        by=HOSPITAL,
        at=clock.now(),
    )

    kept = (await session.execute(text("SELECT * FROM national_message"))).one()
    assert (kept.msgid, kept.region, kept.psn_no) == (EXAMPLE_ENVELOPE["msgid"], "371311", "P1")
    assert (unseal_bytes(kept.body_sealed), unseal_bytes(kept.answer_sealed)) == (b"what was asked", b"what was answered")
    noted = (await session.execute(text("SELECT after FROM audit WHERE thing = 'national_message'"))).scalar_one()
    assert noted["msgid"] == EXAMPLE_ENVELOPE["msgid"] and not {"body_sealed", "answer_sealed"} & set(noted)
