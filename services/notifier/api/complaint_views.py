"""What the desk, those who look into a complaint, and whoever has the receipt read of it."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import place as places
from services.notifier.rules.complaint import OPEN, ComplaintState
from services.notifier.rules.complaint_paper import allowed_in
from services.notifier.schemas.complaint import (
    ComplaintFace,
    ComplaintPaperFace,
    ComplaintPaperView,
    ComplaintTaskView,
    ComplaintView,
    ComplaintWhole,
    LetterView,
)
from services.notifier.store.complaint import count_repeats, find_papers_most, get_complaint_policy, list_tasks_of, read_letters
from services.notifier.store.complaint_paper import list_by_receipt, list_papers
from services.notifier.tables import Complaint, ComplaintPaper
from shared.clock import china, now, today
from shared.security import Principal
from shared.vault import unseal


async def face(session: AsyncSession, complaint: Complaint, *, receipt: str) -> ComplaintFace:
    """By the receipt: how far it is, the answer, and what arrived."""
    papers = await list_by_receipt(session, receipt)
    most = find_papers_most(complaint.region, today()) or 0
    left = max(0, allowed_in(complaint.round, most=most) - len(papers))
    answered_on = china(complaint.answered_at).date() if complaint.answered_at else None
    is_answered = complaint.state in {ComplaintState.ANSWERED, ComplaintState.CLOSED}
    review_until = None
    if answered_on and is_answered:
        review_until = answered_on + timedelta(days=get_complaint_policy(complaint.region, answered_on).terms.review_days.days)
    return ComplaintFace(
        receipt=receipt,
        place=places.called(complaint.region),
        received_on=china(complaint.received_at).date(),
        state_label=complaint.state.label,
        verdict_label=complaint.verdict.label if complaint.verdict else "",
        answered_on=answered_on,
        review_until=review_until,
        papers=[
            ComplaintPaperFace(name=unseal(paper.name_sealed), size_bytes=paper.size_bytes, filed_at=paper.filed_at)
            for paper in papers
        ],
        papers_left=left if complaint.state in OPEN else 0,
        review_papers_left=left + most if review_until and review_until >= today() else 0,
        **complaint.model_dump(include={"state", "accept_by", "finish_by", "extension", "refusal", "answer", "satisfaction"}),
    )


def paper_shown(paper: ComplaintPaper, *, of: UUID) -> ComplaintPaperView:
    """To the desk."""
    return ComplaintPaperView(
        paper_id=paper.id,
        name=unseal(paper.name_sealed),
        is_repeated=paper.complaint_id != of,
        **paper.model_dump(include={"media_type", "size_bytes", "sha256", "filed_by", "filed_at"}),
    )


def shown(complaint: Complaint, *, on: date, repeats: int) -> ComplaintView:
    """To the desk and to auditors."""
    owed_by = complaint.accept_by if complaint.state is ComplaintState.RECEIVED else complaint.finish_by
    return ComplaintView(
        place=places.called(complaint.region),
        state_label=complaint.state.label,
        repeats=repeats,
        is_late=complaint.state in OPEN and owed_by is not None and owed_by < on,
        **complaint.model_dump(include=set(ComplaintView.model_fields) - {"place", "state_label", "repeats", "is_late"}),
    )


async def whole(session: AsyncSession, complaint: Complaint, *, by: Principal) -> ComplaintWhole:
    """With what was written, for the desk alone; the look is traced."""
    repeats = await count_repeats(session, [complaint.id])
    letters = await read_letters(session, complaint, by=by.subject, at=now())
    return ComplaintWhole(
        letters=[LetterView(**letter) for letter in letters],
        papers=[paper_shown(paper, of=complaint.id) for paper in await list_papers(session, complaint.id)],
        tasks=[ComplaintTaskView.model_validate(task) for task in await list_tasks_of(session, complaint.id)],
        extension=complaint.extension,
        answer=complaint.answer,
        refusal=complaint.refusal,
        **shown(complaint, on=today(), repeats=repeats.get(complaint.id, 0)).model_dump(),
    )
