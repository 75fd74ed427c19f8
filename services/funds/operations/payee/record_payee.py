from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payee import Known, card_of, findings_of, must_follow, state_of
from services.funds.schemas.payee import RecordPayee
from services.funds.store import payee as payees
from services.funds.tables import Payee
from shared.clock import china
from shared.identity import check_id_number
from shared.security import Principal
from shared.vault import hash_identity


async def record_payee(session: AsyncSession, form: RecordPayee, *, by: Principal, at: datetime) -> Payee:
    """Record the account that a household's money goes to from a day on; the one before it ends that day and stays as history.

    The holder should be a member of the household: else a person must look at it. Raises OutsideRegion, InvalidIdNumber,
    InvalidCard, StartsBeforeTheLast.
    """
    on = china(at).date()
    by.must_cover(form.region, pointer="/region")
    holder_id = check_id_number(form.holder_id, on=on).number
    account = payees.Account(card_of(form.card_number), form.holder_name, holder_id, form.bank, form.bank_code)
    await payees.lock_households(session, [form.household_id])
    standing, member = await payees.find_standing(session, form.household_id, hash_identity(holder_id))
    columns = payees.sealed(account)
    names = await payees.list_names(session, [columns["holder_hash"]])
    households = await payees.list_households_of_cards(session, [columns["card_hash"]])
    last = (await payees.list_current(session, [form.household_id])).get((form.household_id, form.person_id))

    must_follow(form.from_on or on, last.from_on if last else None)
    others = len(households.get(columns["card_hash"], set()) - {form.household_id})
    known = Known(standing, names.get(columns["holder_hash"], ()), others)
    findings = findings_of(account.card, account.holder_name, known)

    if last is not None:
        await payees.end_payee(session, last, on=form.from_on or on)
    payee = Payee(
        household_id=form.household_id,
        person_id=form.person_id,
        region=member.region if member else form.region,
        state=state_of(findings),
        findings=list(findings),
        from_on=form.from_on or on,
        recorded_by=by.subject,
        recorded_at=at,
        **columns,
    )
    session.add(payee)
    await session.flush()
    return payee
