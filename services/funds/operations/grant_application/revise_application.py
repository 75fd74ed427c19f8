from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.aid import Asked, weigh
from services.funds.rules.grant_application import (
    APPLICATION_STATE_NAMES,
    ApplicationState,
    ApplicationStateForbids,
    must_be_counted,
)
from services.funds.rules.weighing import weighed_as
from services.funds.schemas.grant_application import WeighGrant
from services.funds.store.aid_policy import get_aid_policy, get_dibao_line
from services.funds.store.grant_application import count_known_people, lock_application
from services.funds.tables import GrantApplication
from shared.clock import china
from shared.security import Principal
from shared.vault import seal


async def revise_application(
    session: AsyncSession, application_id: UUID, form: WeighGrant, *, by: Principal, at: datetime
) -> GrantApplication:
    """Weigh a draft, or one that was sent back, anew: by the rule and the line of this day. Its kind stays that of its first aid.

    Nobody else is told. Raises NoSuchApplication, OutsideRegion, ApplicationStateForbids, PeopleMoreThanKnown, NoAidRule,
    NoDibaoLine and what `rules.aid.weigh` raises.
    """
    application = await lock_application(session, application_id)
    by.must_cover(application.region)
    on = china(at).date()
    policy, version = get_aid_policy(application.region, on)
    line = get_dibao_line(application.region, on)

    if application.state is not ApplicationState.DRAFTED:
        raise ApplicationStateForbids(state=APPLICATION_STATE_NAMES[application.state], asked="修改")
    must_be_counted(form.people, await count_known_people(session, application.household_id))
    kind = application.kind if application.grant_id else form.kind
    burden_fen = form.burden_fen if form.burden_fen is not None else application.burden_fen
    asked = Asked(kind, form.people, form.months, burden_fen, form.least_of, form.heavy_fen, bool(form.explanation))
    weighed = weigh(policy, asked, line, first_aid_fen=application.first_aid_fen)

    changed = weighed_as(asked, line, weighed, first_aid_fen=application.first_aid_fen, on=on)
    for column, value in changed.items():
        setattr(application, column, value)
    application.policy, application.policy_version = policy.policy, version
    application.surveyed_on, application.surveyors = form.surveyed_on, form.surveyors
    application.explanation_sealed = seal(form.explanation) if form.explanation else None
    application.drafted_by, application.drafted_at = by.subject, at
    session.add(application)
    await session.flush()
    return application
