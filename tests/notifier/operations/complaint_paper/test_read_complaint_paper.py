"""Who opens a paper of a complaint leaves a trace."""

import pytest
from sqlmodel import select

from services.notifier.operations.complaint_paper.file_complaint_papers import file_complaint_papers
from services.notifier.operations.complaint_paper.read_complaint_paper import read_complaint_paper
from services.notifier.rules.complaint import ComplaintState
from services.notifier.rules.complaint_paper import NoSuchComplaintPaper, SentPaper
from services.notifier.tables import ComplaintPaperRead
from shared.ids import uuid7
from shared.papers import PAPER_BYTES
from tests.builders.complaints import DESK, a_pdf, kept
from tests.builders.notifier import MONDAY


async def test_a_paper_says_what_was_sent_and_who_opened_it(session) -> None:
    complaint = await kept(session, ComplaintState.RECEIVED)
    [filed] = await file_complaint_papers(session, complaint.id, [SentPaper("欠条.pdf", a_pdf())], at=MONDAY)
    assert (await session.exec(select(ComplaintPaperRead))).all() == []
    _, content = await read_complaint_paper(session, filed.id, by=DESK, at=MONDAY)
    assert content == a_pdf()
    [read] = await session.exec(select(ComplaintPaperRead))
    assert (read.paper_id, read.read_by, read.role) == (filed.id, DESK.subject, "complaints")


async def test_the_largest_paper_that_is_taken_can_be_opened_again(session) -> None:
    complaint = await kept(session, ComplaintState.RECEIVED)
    large = a_pdf().replace(b"%%EOF", b"".rjust(PAPER_BYTES - len(a_pdf()), b".") + b"%%EOF")
    assert len(large) == PAPER_BYTES
    [filed] = await file_complaint_papers(session, complaint.id, [SentPaper("账本.pdf", large)], at=MONDAY)
    _, content = await read_complaint_paper(session, filed.id, by=DESK, at=MONDAY)
    assert content == large


async def test_a_paper_that_is_not_there_is_said_to_be_so(session) -> None:
    with pytest.raises(NoSuchComplaintPaper):
        await read_complaint_paper(session, uuid7(), by=DESK, at=MONDAY)
