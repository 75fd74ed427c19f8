"""What may be said of a house, and when it seems to lie in the wrong place."""

from datetime import date

import pytest

from services.housing.rules.dwelling import BuiltAhead, HouseGone, Place, is_far, metres_between, must_be_built, must_stand
from services.housing.rules.house import HouseState

HERE = Place(35_056_000, 118_342_000)
AROUND = [Place(35_056_000 + 1_000 * at, 118_342_000) for at in range(3)]


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    assert 110_000 < metres_between(HERE, Place(HERE.latitude_e6 + 1_000_000, HERE.longitude_e6)) < 112_000


def test_a_millionth_of_a_degree_is_less_than_a_metre() -> None:
    assert metres_between(HERE, Place(HERE.latitude_e6 + 9, HERE.longitude_e6)) == 1


def test_a_house_among_its_neighbours_is_not_far_and_one_in_the_next_county_is() -> None:
    assert not is_far(HERE, AROUND)
    assert is_far(Place(35_150_000, 118_342_000), AROUND)


def test_one_neighbour_in_the_wrong_place_does_not_make_all_others_far() -> None:
    assert not is_far(HERE, [*AROUND, Place(36_000_000, 118_342_000)])


def test_of_two_neighbours_nothing_is_concluded() -> None:
    assert not is_far(Place(35_150_000, 118_342_000), AROUND[:2])


def test_a_house_is_built_by_now_and_stands() -> None:
    must_be_built(2020, on=date(2020, 1, 1))
    must_be_built(None, on=date(2020, 1, 1))
    with pytest.raises(BuiltAhead):
        must_be_built(2021, on=date(2020, 12, 31))
    must_stand(HouseState.STANDING)
    for gone in (HouseState.DEMOLISHED, HouseState.MERGED):
        with pytest.raises(HouseGone):
            must_stand(gone)
