"""A witness's signature is kept under the head that it saw, once."""

from datetime import timedelta

import pytest

from services.funds.operations.log.take_cosignature import take_cosignature
from services.funds.rules.head import CosignatureWrong, NoSuchHead
from services.funds.schemas.log import GiveCosignature
from services.funds.store.log import get_head, list_cosignatures
from tests.builders.funds import DETECTED_AT
from tests.builders.log import a_witness_key, cosigned, days_of_records

WITNESSES = [a_witness_key("audit.linyi", b"w")]
AT = DETECTED_AT + timedelta(days=1)


@pytest.fixture(autouse=True)
async def two_heads(session, log_around):
    await days_of_records(session, days=2)


async def give(session, number: int, *, of: int | None = None, minutes: int = 0):
    note = (await get_head(session, of or number)).note
    line = cosigned(note, name="audit.linyi", word=b"w", at=AT + timedelta(minutes=minutes))
    return await take_cosignature(session, GiveCosignature(line=line), number=number, witnesses=WITNESSES, at=AT)


async def test_a_signature_is_kept_under_its_head(session):
    await give(session, 2)
    await session.flush()

    [kept] = await list_cosignatures(session, [1, 2])
    assert (kept.head_number, kept.witness, kept.seen_at) == (2, "audit.linyi", AT)


async def test_given_again_the_first_one_stays(session):
    first = await give(session, 2)
    await session.flush()

    assert (await give(session, 2, minutes=1)).id == first.id


async def test_a_signature_under_another_head_is_refused(session):
    with pytest.raises(CosignatureWrong):
        await give(session, 2, of=1)


async def test_there_must_be_such_a_head(session):
    with pytest.raises(NoSuchHead):
        await give(session, 3, of=1)
