"""What a renovation's photos and papers may say that they are, and when they can have been taken."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.housing.rules.paper import PaperAbout
from services.housing.rules.renovation_paper import (
    EVERY_KIND,
    SHOWN,
    PaperKindAstray,
    Phase,
    PhasePhotoOnly,
    PhotoOutOfTime,
    must_be_of_its_time,
    must_say_what,
    spoken,
)
from shared.papers import MediaType

STARTED, FINISHED, TODAY = date(2020, 7, 15), date(2020, 9, 15), date(2020, 9, 20)


@pytest.mark.parametrize(
    ("phase", "kind"),
    [(Phase.BEFORE, "front"), (Phase.DURING, "foundation"), (Phase.AFTER, "outer-wall"), (None, "agreement"), (None, "")],
)
def test_a_photo_says_when_and_what_and_a_paper_says_which(phase, kind):
    must_say_what(PaperAbout.RENOVATION, phase, kind, MediaType.JPEG)


@pytest.mark.parametrize(
    ("phase", "kind"),
    [(Phase.BEFORE, "foundation"), (Phase.DURING, "front"), (Phase.AFTER, ""), (None, "front"), (Phase.AFTER, "agreement")],
)
def test_what_does_not_fit_is_refused_with_what_would(phase, kind):
    with pytest.raises(PaperKindAstray) as refused:
        must_say_what(PaperAbout.RENOVATION, phase, kind, MediaType.JPEG)
    assert refused.value.facts["allowed"] == list(SHOWN[phase])


def test_a_house_has_no_phase_and_no_papers_of_a_renovation():
    must_say_what(PaperAbout.HOUSE, None, "roof", MediaType.JPEG)
    must_say_what(PaperAbout.SURVEY, None, "", MediaType.PDF)
    for phase, kind in ((Phase.BEFORE, "front"), (None, "agreement")):
        with pytest.raises(PaperKindAstray):
            must_say_what(PaperAbout.HOUSE, phase, kind, MediaType.JPEG)


def test_a_pdf_is_no_photo():
    with pytest.raises(PhasePhotoOnly):
        must_say_what(PaperAbout.RENOVATION, Phase.AFTER, "front", MediaType.PDF)


@pytest.mark.parametrize(
    ("phase", "on", "fits"),
    [
        (Phase.BEFORE, STARTED, True),
        (Phase.BEFORE, date(2020, 7, 16), False),
        (Phase.DURING, STARTED, True),
        (Phase.DURING, FINISHED, True),
        (Phase.DURING, date(2020, 9, 16), False),
        (Phase.DURING, date(2020, 7, 14), False),
        (Phase.AFTER, FINISHED, True),
        (Phase.AFTER, date(2020, 9, 14), False),
        (Phase.AFTER, date(2020, 9, 21), False),
    ],
)
def test_the_new_house_is_not_passed_off_as_the_old_one_nor_the_old_as_the_new(phase, on, fits):
    asked = {"today": TODAY, "started_on": STARTED, "finished_on": FINISHED}
    if fits:
        must_be_of_its_time(phase, on, **asked)
    else:
        with pytest.raises(PhotoOutOfTime):
            must_be_of_its_time(phase, on, **asked)


@given(on=st.dates(date(2020, 1, 1), date(2020, 12, 31)))
def test_before_the_works_there_is_nothing_of_during_or_after(on):
    for phase in (Phase.DURING, Phase.AFTER):
        with pytest.raises(PhotoOutOfTime):
            must_be_of_its_time(phase, on, today=date(2020, 12, 31), started_on=None, finished_on=None)


def test_every_kind_is_a_word_of_its_own_and_is_said_in_words():
    words = [str(kind) for kind in EVERY_KIND]
    assert len(set(words)) == len(words) and {kind for kinds in SHOWN.values() for kind in kinds} == set(words)
    assert (spoken(Phase.BEFORE, "roof"), spoken(Phase.DURING, "roof"), spoken(None, "")) == (
        "改造前：屋面",
        "施工中：屋面",
        "其他材料",
    )
