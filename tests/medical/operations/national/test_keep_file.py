"""Files of hospitals."""

from sqlalchemy import text

from services.medical.operations.national.keep_file import keep_file
from shared.vault import unseal_bytes
from tests.builders.medical import HOSPITAL


async def test_a_file_is_kept_sealed(session):
    file = await keep_file(session, title="day.txt", content=b"psn_no\t1", by=HOSPITAL)

    kept = (await session.execute(text("SELECT * FROM national_file"))).one()
    assert (kept.id, kept.hospital, unseal_bytes(kept.content_sealed)) == (file.id, HOSPITAL.org, b"psn_no\t1")
    assert b"psn_no" not in bytes(kept.content_sealed)
