from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKey, Overdrawn
from services.funds.rules.aid_policy import Level
from services.funds.rules.budget_line import EMERGENCY_AID, line_key
from services.funds.rules.grant_application import ApplicationState, become
from services.funds.rules.notice import NoticeAbout, NoticeStopped, Subject, must_have_stood
from services.funds.rules.payment import MATTER_NAMES, Ask
from services.funds.rules.transfer import About, Purpose
from services.funds.store.budget_line import get_line
from services.funds.store.grant_application import get_application, lock_application
from services.funds.store.ledger import lock_accounts
from services.funds.store.notice import find_last_notice
from services.funds.store.payment import ask_payments
from services.funds.store.reserve import FOR_HOUSEHOLDS, find_line_with_room, reserve_key
from services.funds.tables import GrantApplication
from shared.clock import china
from shared.errors import Refusal, code_of


async def pay_agreed_grant(session: AsyncSession, application_id: UUID, *, at: datetime) -> GrantApplication:
    """Ask for the payment of what was agreed to, once its notice has stood: out of the town's reserve where the town decided, out
    of a budget line of emergency aid where the county did. From there it goes the way of all payments.

    What cannot go on yet waits, with the reason; where its notice was stopped it goes back to who drafted it. The platform's own
    work: a town sees no budget line. Nobody else is told before the bank has paid.
    """
    seen = await get_application(session, application_id)
    held_code, key = "", None
    if seen.has_notice:
        held_code = await _held_by_notice(session, seen, at=at)
    if not held_code:
        key = await _account_of(session, seen, at=at)
        held_code = "" if key else code_of(Overdrawn)
    if key is not None:
        [account] = await lock_accounts(session, key)  # the accounts before the application, as everywhere
        held_code = code_of(Overdrawn) if account.sums.available_fen < seen.to_pay_fen else ""
    application = await lock_application(session, application_id)
    if application.state is not ApplicationState.APPROVED:
        return application

    application.tried_at, application.held_code = at, held_code
    if held_code == code_of(NoticeStopped):
        application.state = become(application.state, ApplicationState.DRAFTED)
    elif key is not None and not held_code:
        ask = Ask(
            about=About.GRANT_APPLICATION,
            about_id=application.id,
            household_id=application.household_id,
            region=application.region,
            amount_fen=application.to_pay_fen,
            clause=application.clause,
            memo=f"{MATTER_NAMES[About.GRANT_APPLICATION]} {application.number}",
            programme=EMERGENCY_AID,
        )
        asked_by = application.submitted_by or application.drafted_by
        [payment] = await ask_payments(session, [ask], out_of=key, purpose=Purpose.HOUSEHOLD_PAYMENT, by=asked_by, at=at)
        application.payment_id = payment.id
        application.line = key.holder
        application.state = become(application.state, ApplicationState.ASKED)
    session.add(application)
    await session.flush()
    return application


async def _held_by_notice(session: AsyncSession, application: GrantApplication, *, at: datetime) -> str:
    """The code of what its notice holds it for, or nothing."""
    standing = await find_last_notice(session, Subject(NoticeAbout.GRANT, application.id))
    try:
        must_have_stood(standing, on=china(at).date())
    except Refusal as refusal:
        return refusal.code
    return ""


async def _account_of(session: AsyncSession, application: GrantApplication, *, at: datetime) -> AccountKey | None:
    if application.decided_level is Level.TOWN:
        return reserve_key(application.town)
    if application.line:
        line = await get_line(session, application.line)
    else:
        found = await find_line_with_room(
            session, application.town, use=FOR_HOUSEHOLDS, year=china(at).year, amount_fen=application.to_pay_fen
        )
        if found is None:
            return None
        line = found
    return line_key(line.region, line.number, line.bound)
