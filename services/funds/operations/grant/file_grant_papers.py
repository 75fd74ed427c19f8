from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.grant import is_late, judge_papers
from services.funds.schemas.grant import FileGrantPapers
from services.funds.store.grant import lock_grant
from services.funds.store.policy import get_policy_named
from services.funds.tables import EmergencyGrant
from shared import outbox
from shared.events.funds import GrantPapersFiled


async def file_grant_papers(session: AsyncSession, grant_id: UUID, form: FileGrantPapers, *, on: date) -> EmergencyGrant:
    """Put the papers of a grant on file that was paid before they were there. Late papers are taken, and said to be late.

    Raises NoSuchGrant, GrantNotPaid, PapersAlreadyFiled, PapersUnknown, PapersIncomplete.
    """
    grant = await lock_grant(session, grant_id)
    required = get_policy_named(grant.policy).papers.kinds

    due_on = judge_papers(grant.state, grant.papers_due_on, grant.papers_filed_on, required=required, handed_in=form.papers)

    grant.papers, grant.papers_filed_on = sorted(set(form.papers)), on

    await outbox.record(
        session,
        GrantPapersFiled(
            case_id=grant.case_id, grant_id=grant.id, region=grant.town, filed_on=on, is_late=is_late(due_on, on=on)
        ),
    )
    return grant
