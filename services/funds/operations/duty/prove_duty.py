from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.duty import DutyState, must_be_postable
from services.funds.rules.paper import PaperAbout
from services.funds.rules.public_text import must_be_public
from services.funds.schemas.duty import ProveDuty
from services.funds.store import notice as notices
from services.funds.store.duty import lock_duty, term_of
from services.funds.store.paper import check_papers
from services.funds.store.publishing import get_publishing_policy_named
from services.funds.tables import DutyProof
from shared.security import Principal


async def prove_duty(
    session: AsyncSession, form: ProveDuty, *, duty_id: UUID, by: Principal, on: date, at: datetime
) -> DutyProof:
    """Write down that something was posted, with its proof; a notice whose days wait for its board begins today.

    Nobody else is told. Raises NoSuchDuty, OutsideRegion, PublishedByThePortal, AlreadyPosted, ProofMissing, PostedInTheFuture,
    PostedBeforeTheMatter, PaperNotOfMatter and the PUBLIC_TEXT_LAWS.
    """
    duty = await lock_duty(session, duty_id)
    by.must_cover(duty.owner)  # anyone may read it
    policy, term = get_publishing_policy_named(duty.policy), term_of(duty)

    has_photo, has_address = form.photo_id is not None, form.address is not None
    must_be_postable(
        duty.state,
        duty.outlet,
        posted_on=form.posted_on,
        arose_on=duty.arose_on,
        has_photo=has_photo,
        has_address=has_address,
        on=on,
    )
    must_be_public(form.place, pointer="/place")
    if form.photo_id is not None:
        await check_papers(session, PaperAbout.DUTY, duty.id, [form.photo_id], pointer="/photo_id")

    until_on = policy.ends_on(term, form.posted_on) if term else None
    proof = DutyProof(
        duty_id=duty.id,
        region=duty.region,
        place=form.place,
        photo_id=form.photo_id,
        address=form.address,
        from_on=form.posted_on,
        until_on=until_on,
        posted_by=by.subject,
        posted_at=at,
    )
    session.add(proof)
    duty.state = DutyState.STANDING if term else DutyState.MET
    duty.met_on, duty.until_on = form.posted_on, until_on
    if duty.notice_id is not None and has_photo:
        await notices.letterbox.lock_notice(session, duty.notice_id)
        notice = await notices.letterbox.get_notice(session, duty.notice_id)
        if notice.begun_on is None and not notice.is_stopped:
            # From the day on which it can be read here too, not from an earlier one that a form tells.
            notice.begun_on = on
            notice.until_on = notices.policy_of(notice).ends_on(notices.term_of(notice), on)
    await session.flush()
    return proof
