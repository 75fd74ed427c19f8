"""That beds run out is told once, and that there is room again once."""

from services.housing.operations.shelter.resize_shelter import resize_shelter
from services.housing.operations.shelter.watch_beds import watch_beds
from services.housing.rules.shelter import ShelterKind, is_filling
from services.housing.schemas.shelter import ResizeShelter
from shared.events.housing import ShelterFilled, ShelterRelieved
from tests.builders.houses import a_family
from tests.builders.housing import VILLAGE
from tests.builders.housing_disasters import DUE, OFFICER, a_disaster, a_shelter, sheltered

TODAY = DUE.date()


async def test_it_is_told_when_the_last_beds_are_taken_and_when_there_are_more(session, emitted):
    first, second = await a_family(session), await a_family(session)
    disaster = (await a_disaster(session)).disaster
    school = await a_shelter(session)
    await sheltered(session, disaster, first.id, school, persons=9)
    await watch_beds(session, school.id, on=TODAY)
    await sheltered(session, disaster, second.id, school, persons=1)
    for _ in range(2):
        await watch_beds(session, school.id, on=TODAY)
    await resize_shelter(session, school.id, ResizeShelter(capacity=40), by=OFFICER)
    for _ in range(2):
        await watch_beds(session, school.id, on=TODAY)

    told = [event for event in await emitted(session) if isinstance(event, ShelterFilled | ShelterRelieved)]
    assert [(type(event), event.region, event.capacity, event.taken) for event in told] == [
        (ShelterFilled, VILLAGE, 10, 10),
        (ShelterRelieved, VILLAGE, 40, 10),
    ]


def test_a_room_that_was_found_for_one_household_never_runs_out_of_beds():
    assert is_filling(ShelterKind.SCHOOL, capacity=100, taken=91, below_percent=10)
    assert not is_filling(ShelterKind.SCHOOL, capacity=100, taken=90, below_percent=10)
    assert not is_filling(ShelterKind.KIN, capacity=4, taken=4, below_percent=10)
    assert not is_filling(ShelterKind.TENTS, capacity=1, taken=0, below_percent=10)
