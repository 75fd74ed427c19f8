"""Take in a list of who is insured, as the insurer or the insurance office sent it; rows that are wrong go back."""

import json
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import enrolment as rules
from services.medical.rules.enrolment import Insured
from services.medical.rules.premium import Scheme
from services.medical.store import enrolments
from services.medical.tables import Enrolment, EnrolmentFile
from shared.cells import Fault, text_of
from shared.grid import read_grid
from shared.security import Principal
from shared.vault import hash_identity, seal

ROWS = 50_000
"""Rows in one file; a larger county sends its towns one by one."""


async def record_enrolments(
    session: AsyncSession, content: bytes, *, scheme: Scheme, year: int, region: str, by: Principal, on: date
) -> EnrolmentFile:
    """The file stands for its whole region, and replaces what was sent for that region or parts of it before.

    Somebody who stands in it twice is taken in twice: that is a finding, not a fault. Raises OutsideRegion, the refusals of
    `shared.grid`, NotAnEnrolmentFile, RepeatedEnrolmentColumns, NoEnrolments, EnrolmentWithinAnother.
    """
    by.must_cover(region, pointer="/region")
    rows = rules.rows_of(read_grid(content, rows=ROWS))
    await enrolments.lock_scheme(session, scheme, year)
    standing = await enrolments.list_standing(session, scheme, year, region)

    if wider := [file.region for file in standing if not file.region.startswith(region)]:
        raise rules.EnrolmentWithinAnother(pointer="/region", region=wider[0])
    read = [rules.read_insured(row, scheme=scheme, year=year, region=region, on=on) for row in rows]
    insured = [one for one in read if isinstance(one, Insured)]
    faults: list[Fault] = [fault for one in read if isinstance(one, list) for fault in one]
    wrong = {fault.row for fault in faults}
    refused = [(row.number, {column: text_of(cell) for column, cell in row.cells.items()}) for row in rows if row.number in wrong]

    file = EnrolmentFile(
        region=region,
        scheme=scheme.value,
        year=year,
        rows=len(rows),
        taken=len(insured),
        refused=len(refused),
        faults=[vars(fault) for fault in faults],
        refused_rows_sealed=seal(json.dumps(refused, ensure_ascii=False)) if refused else None,
        uploaded_by=by.subject,
    )
    session.add(file)
    for older in standing:
        older.replaced_by = file.id
        session.add(older)
    await session.flush()
    hashes = [hash_identity(one.id_number) for one in insured]
    villages = await enrolments.villages_of(session, hashes)
    await enrolments.add_enrolments(
        session,
        [
            Enrolment(
                file_id=file.id,
                row_no=one.row,
                identity_hash=hash,
                id_number_sealed=seal(one.id_number),
                name_sealed=seal(one.name),
                region=villages.get(hash) or one.village or region,
            )
            for one, hash in zip(insured, hashes, strict=True)
        ],
    )
    return file
