"""What a stay is called in national terms."""

from services.medical.operations.national.note_stay import note_stay
from services.medical.store.national.stays import find_stay
from tests.builders.medical import a_stay


async def test_the_last_word_counts(session):
    stay = await a_stay(session)
    assert await find_stay(session, stay.id) is None

    await note_stay(session, stay, med_type="21", insutype="390")
    await note_stay(session, stay, med_type="24", insutype="390")

    noted = await find_stay(session, stay.id)
    assert (noted.med_type, noted.insutype, noted.hospital) == ("24", "390", stay.hospital)
