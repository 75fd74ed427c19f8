"""Adding photos and papers: sealed as the letter is, all or none, each once."""

import pytest
from sqlmodel import select

from services.notifier.operations.complaint_paper import file_complaint_papers as filing
from services.notifier.rules.complaint import ComplaintState, DeskShut
from services.notifier.rules.complaint_paper import (
    ComplaintPapersFull,
    ComplaintTakesNoMore,
    SentPaper,
    StrangersSendTooMuch,
)
from services.notifier.store import complaint_paper as store
from services.notifier.tables import ComplaintPaper, ComplaintPaperContent
from shared import envelopes
from shared.papers import NeitherPhotoNorPaper
from shared.vault import Unreadable, unseal, unseal_bytes
from tests.builders.complaints import DESK, PLACE, a_pdf, a_photo, kept
from tests.builders.notifier import MONDAY

file_complaint_papers = filing.file_complaint_papers


async def test_a_photo_is_sealed_to_the_desk_s_key_and_no_longer_says_where_it_was_taken(session) -> None:
    complaint = await kept(session, ComplaintState.RECEIVED)
    photo = a_photo()
    assert PLACE in photo
    [filed] = await file_complaint_papers(session, complaint.id, [SentPaper("我家门口.jpg", photo)], at=MONDAY)
    [content] = await session.exec(select(ComplaintPaperContent))
    opened = envelopes.open_bytes(content.content_sealed)
    assert opened.startswith(b"\xff\xd8\xff") and PLACE not in opened
    with pytest.raises(Unreadable):
        unseal_bytes(content.content_sealed)  # the platform's key, which every service has
    assert (filed.size_bytes, filed.filed_by, unseal(filed.name_sealed)) == (len(opened), "", "我家门口.jpg")
    assert "门口" not in filed.title


async def test_all_of_them_come_or_none_and_the_wrong_one_is_named(session) -> None:
    complaint = await kept(session, ComplaintState.HANDED_ON)
    sent = [SentPaper("欠条.pdf", a_pdf()), SentPaper("录音.mp3", b"ID3 sound")]
    with pytest.raises(NeitherPhotoNorPaper) as refused:
        async with session.begin_nested():
            await file_complaint_papers(session, complaint.id, sent, at=MONDAY)
    assert refused.value.facts["file"] == "录音.mp3"
    assert (await session.exec(select(ComplaintPaper))).all() == []


async def test_what_is_sent_again_is_there_once_and_counts_once(session) -> None:
    complaint = await kept(session, ComplaintState.RECEIVED)
    sent = [SentPaper(f"{n}.pdf", a_pdf(n)) for n in range(6)]
    assert len(await file_complaint_papers(session, complaint.id, sent, at=MONDAY)) == 6
    assert await file_complaint_papers(session, complaint.id, sent, at=MONDAY) == []
    with pytest.raises(ComplaintPapersFull) as refused:
        await file_complaint_papers(session, complaint.id, [SentPaper("7.pdf", a_pdf(7))], by=DESK, at=MONDAY)
    assert (refused.value.facts["there"], refused.value.facts["limit"]) == (6, 6)


@pytest.mark.parametrize("state", [ComplaintState.ANSWERED, ComplaintState.CLOSED, ComplaintState.REFUSED])
async def test_what_is_over_takes_no_more_and_neither_do_the_same_words_sent_again(session, state) -> None:
    over = await kept(session, state)
    again = await kept(session, ComplaintState.RECEIVED, repeats_id=over.id)
    for one in (over, again):
        with pytest.raises(ComplaintTakesNoMore):
            await file_complaint_papers(session, one.id, [SentPaper("欠条.pdf", a_pdf())], at=MONDAY)


async def test_strangers_fill_no_disk_and_the_desk_still_files(session, monkeypatch) -> None:
    complaint = await kept(session, ComplaintState.RECEIVED)
    first, second = SentPaper("1.pdf", a_pdf(1)), SentPaper("2.pdf", a_pdf(2))
    monkeypatch.setattr("services.notifier.rules.complaint_paper.STRANGERS_DAY_BYTES", len(first.content))
    await file_complaint_papers(session, complaint.id, [first], at=MONDAY)
    with pytest.raises(StrangersSendTooMuch):
        await file_complaint_papers(session, complaint.id, [second], at=MONDAY)
    [filed] = await file_complaint_papers(session, complaint.id, [second], by=DESK, at=MONDAY)
    assert filed.filed_by == DESK.subject
    assert await store.count_strangers_bytes(session, at=MONDAY) == len(first.content)


async def test_without_a_key_no_file_is_taken_in_unsealed(session, monkeypatch) -> None:
    complaint = await kept(session, ComplaintState.RECEIVED)
    monkeypatch.setattr(envelopes, "_private_key", lambda: None)
    with pytest.raises(DeskShut):
        await file_complaint_papers(session, complaint.id, [SentPaper("欠条.pdf", a_pdf())], at=MONDAY)
