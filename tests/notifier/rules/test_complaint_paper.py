"""What a chosen file is called, and how much is taken."""

import pytest

from services.notifier.rules.complaint import OPEN, ComplaintState
from services.notifier.rules.complaint_paper import (
    AT_ONCE_BYTES,
    STRANGERS_DAY_BYTES,
    ComplaintPapersFull,
    ComplaintTakesNoMore,
    StrangersSendTooMuch,
    TooMuchAtOnce,
    must_be_carried,
    must_fit,
    must_have_room,
    must_take_papers,
    name_of,
)


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("修路现场.jpg", "修路现场.jpg"),
        ("C:\\Users\\赵大山\\桌面\\欠条.png", "欠条.png"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egpj.exe\n.pdf", "agpj.exe.pdf"),
        ("", "未命名"),
        (None, "未命名"),
        ("  ", "未命名"),
    ],
)
def test_a_file_is_called_as_it_was_chosen_without_folders_and_unseen_signs(filename: str | None, name: str) -> None:
    assert name_of(filename) == name


def test_a_long_name_keeps_its_beginning_and_its_ending() -> None:
    shown = name_of("某" * 300 + ".jpeg")
    assert (len(shown), shown[-6:]) == (100, "….jpeg")


@pytest.mark.parametrize("state", ComplaintState)
def test_papers_come_while_somebody_owes_an_answer(state: ComplaintState) -> None:
    if state in OPEN:
        must_take_papers(state)
    else:
        with pytest.raises(ComplaintTakesNoMore):
            must_take_papers(state)


def test_what_fits_is_taken_to_the_last_and_no_more() -> None:
    must_fit(4, 2, most=6)
    must_be_carried(AT_ONCE_BYTES)
    must_have_room(STRANGERS_DAY_BYTES - 5, 5)
    for law, over in (
        (ComplaintPapersFull, lambda: must_fit(4, 3, most=6)),
        (TooMuchAtOnce, lambda: must_be_carried(AT_ONCE_BYTES + 1)),
        (StrangersSendTooMuch, lambda: must_have_room(STRANGERS_DAY_BYTES - 5, 6)),
    ):
        with pytest.raises(law):
            over()
