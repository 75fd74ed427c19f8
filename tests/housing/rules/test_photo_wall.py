"""Which photos of a house stand beside one another: the last before its works and the last after them, view by view."""

from datetime import date

from services.housing.rules.house import PhotoView
from services.housing.rules.photo_wall import Photo, pairs
from shared.ids import uuid7

STARTED, FINISHED = date(2020, 7, 15), date(2020, 9, 15)


def a_photo(day: str, view: PhotoView = PhotoView.FRONT) -> Photo:
    return Photo(uuid7(), view, date.fromisoformat(day))


def test_the_last_before_and_the_last_after_are_shown_and_what_is_between_is_not():
    early, last = a_photo("2020-06-04"), a_photo("2020-07-15")
    during, after, later = a_photo("2020-08-01"), a_photo("2020-09-15"), a_photo("2021-03-01")

    [pair] = pairs([during, later, early, after, last], started_on=STARTED, finished_on=FINISHED)

    assert (pair.before, pair.after, pair.is_whole) == (last, later, True)


def test_each_view_has_its_own_pair_and_says_what_is_missing():
    front, roof = a_photo("2020-06-04"), a_photo("2020-10-01", PhotoView.ROOF)

    found = pairs([roof, front], started_on=STARTED, finished_on=FINISHED)

    assert [(pair.view, pair.before, pair.after) for pair in found] == [
        (PhotoView.FRONT, front, None),
        (PhotoView.ROOF, None, roof),
    ]
    assert not any(pair.is_whole for pair in found)


def test_works_of_one_day_do_not_show_one_photo_twice():
    only = a_photo("2020-07-15")

    [pair] = pairs([only], started_on=STARTED, finished_on=STARTED)

    assert (pair.before, pair.after) == (only, None)
