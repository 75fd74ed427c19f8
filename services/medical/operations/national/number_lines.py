"""Give the hospital's serials (feedetl_sn) of a batch their line numbers in the stay."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.national.line import must_be_new, must_not_repeat_serials
from services.medical.store.national import stays
from services.medical.tables import Admission, NationalLine


async def number_lines(session: AsyncSession, stay: Admission, lines: Sequence[tuple[str, str]]) -> list[int]:
    """`lines` are serial and batch; the numbers go on after the last line, whichever door it came by. The stay is locked.

    Raises SerialsRepeated, SerialAlreadyRecorded.
    """
    serials = [serial for serial, _ in lines]
    must_not_repeat_serials(serials)
    must_be_new(serials, await stays.known_serials(session, stay.id, serials))
    last = await stays.last_line_no(session, stay.id)

    numbers = list(range(last + 1, last + 1 + len(lines)))
    await stays.add_line_serials(
        session,
        [
            NationalLine(
                admission_id=stay.id, line_no=number, hospital=stay.hospital, region=stay.region, serial=serial, batch=batch
            )
            for number, (serial, batch) in zip(numbers, lines, strict=True)
        ],
    )
    return numbers
