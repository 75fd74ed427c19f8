from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.aid import decide_by, missing_papers
from services.funds.rules.grant import PapersIncomplete, is_late
from services.funds.rules.grant_application import ApplicationState, become, must_be_aided, must_be_surveyed
from services.funds.rules.paper import PaperAbout
from services.funds.rules.recovery import RecoveryState, RecoveryWhy
from services.funds.rules.transfer import About
from services.funds.store.aid_policy import get_aid_policy_named
from services.funds.store.grant import lock_grant
from services.funds.store.grant_application import get_application, lock_application
from services.funds.store.paper import list_kinds
from services.funds.store.payment import list_payments_about
from services.funds.store.policy import get_policy_named
from services.funds.store.recovery import lock_open_recovery
from services.funds.tables import EmergencyGrant, GrantApplication
from shared import outbox
from shared.clock import china
from shared.events.funds import GrantPapersFiled, GrantRecovered
from shared.security import Principal

PAPERS_CAME = "材料已补齐"


async def submit_application(session: AsyncSession, application_id: UUID, *, by: Principal, at: datetime) -> GrantApplication:
    """Hand an application in: with its papers in the file (its own or that of the first aid) and the house surveyed.

    With them the first aid has its papers too, late or not; what was asked back only for want of papers is let be if nothing of
    it has come in yet.

    Raises NoSuchApplication, OutsideRegion, ApplicationStateForbids, FirstAidNotPaid, SurveyTooFew, SurveyNotCurrent,
    PapersIncomplete.
    """
    seen = await get_application(session, application_id)
    grant = await lock_grant(session, seen.grant_id) if seen.grant_id else None
    application = await lock_application(session, application_id)
    by.must_cover(application.region)
    policy, on = get_aid_policy_named(application.policy), china(at).date()
    files = [(PaperAbout.GRANT_APPLICATION, application.id)]
    files += [(PaperAbout.EMERGENCY_GRANT, grant.id)] if grant else []
    filed = await list_kinds(session, files)

    application.state = become(application.state, ApplicationState.SUBMITTED)
    if grant is not None:
        must_be_aided(grant.state)
    must_be_surveyed(policy, application.surveyors, application.surveyed_on, on=on)
    if missing := missing_papers(policy, filed, is_heavy=application.is_heavy):
        raise PapersIncomplete(missing=[kind.title for kind in missing])

    application.submitted_by, application.submitted_at = by.subject, at
    application.decide_by = decide_by(policy.decide_within, at)
    application.checked_at, application.earlier = None, []
    session.add(application)
    await session.flush()
    if grant is not None:
        await _file_papers(session, grant, application, filed, at=at)
    return application


async def _file_papers(
    session: AsyncSession, grant: EmergencyGrant, application: GrantApplication, filed: set[str], *, at: datetime
) -> None:
    on = china(at).date()
    if grant.papers_filed_on is None and grant.papers_due_on is not None:
        wanted = {kind.code for kind in get_policy_named(grant.policy).papers.kinds}
        grant.papers, grant.papers_filed_on = sorted(filed & wanted), on
        late = is_late(grant.papers_due_on, on=on)
        told = GrantPapersFiled(case_id=grant.case_id, grant_id=grant.id, region=grant.town, filed_on=on, is_late=late)
        await outbox.record(session, told)
    for payment in await list_payments_about(session, About.EMERGENCY_GRANT, grant.id):
        order = await lock_open_recovery(session, payment.id)
        if order is None or order.why is not RecoveryWhy.PAPERS_OVERDUE or order.recovered_fen:
            continue
        order.state, order.closed_at, order.lifted_why = RecoveryState.LIFTED, at, PAPERS_CAME
        session.add(order)
        await outbox.record(
            session,
            GrantRecovered(
                order_id=order.id,
                payment_id=payment.id,
                household_id=order.household_id,
                region=order.town,
                recovered_fen=0,
                is_whole=False,
                closed_on=on,
            ),
        )
    await session.flush()
