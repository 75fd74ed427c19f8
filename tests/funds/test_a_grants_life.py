"""From a household falling into need to its whole grant at the bank; and from papers that never came to the money back."""

from datetime import date, datetime, timedelta

from sqlmodel import select

from services.funds import jobs
from services.funds.operations.grant_application.draft_application import draft_application
from services.funds.operations.grant_application.submit_application import submit_application
from services.funds.rules.account import AccountKind
from services.funds.rules.disclosure import PublicEntry
from services.funds.rules.grant import GrantState
from services.funds.rules.grant_application import ApplicationState
from services.funds.rules.payment import PaymentState
from services.funds.rules.recovery import RecoveryState
from services.funds.store.budget_line import get_counted
from services.funds.tables import Disclosure, EmergencyGrant, Notice, Payment, RecoveryOrder
from shared import clock
from shared.database import set_scope, the_platform
from shared.events.funds import (
    DisclosurePublished,
    EmergencyGrantPaid,
    GrantApplicationDecided,
    GrantPapersFiled,
    GrantRecovered,
    GrantRecoveryOrdered,
    HouseholdPaid,
)
from tests.builders.funds import a_detection, a_filled_reserve, balance_fen
from tests.builders.funds_grants import (
    CLERK,
    JUNE_3,
    JUNE_20,
    LINE_FEN,
    a_draft_of,
    agreed,
    an_aid_line,
    file_papers,
    given_back,
    payment_of,
)
from tests.builders.funds_payments import (
    FIRST_OF_COUNTY,
    a_batch,
    a_member,
    a_payee,
    a_paying_account,
    answered,
    lines_of,
    sign,
    success,
)


async def _written(session):
    """What is done so far is there for the service, and this test goes on seeing everything."""
    await session.commit()
    await set_scope(session, the_platform("test", "test"))


PAPERS_LATE = datetime(2020, 6, 12, 9, 0, tzinfo=clock.CHINA)


async def test_from_detection_to_the_bank(session, deliver, emitted, frozen_at):
    await a_filled_reserve(session)
    await an_aid_line(session)
    await _written(session)
    with frozen_at("2020-06-01T09:30:00+08:00"):
        detected = a_detection()
    member = await a_member(session, household_id=detected.household_id)
    await a_payee(session, member)
    await _written(session)

    with frozen_at("2020-06-01T09:30:01+08:00"):
        await deliver(detected)
    grant = (await session.exec(select(EmergencyGrant))).one()
    assert (grant.state, grant.amount_fen) == (GrantState.PAID, 300_000)

    application = await draft_application(session, a_draft_of(grant), by=CLERK, at=JUNE_3)
    assert (application.months, application.amount_fen, application.to_pay_fen) == (6, 6 * LINE_FEN, 6 * LINE_FEN - 300_000)
    await file_papers(session, application)
    await submit_application(session, application.id, by=CLERK, at=JUNE_3)
    await session.refresh(grant)
    assert grant.papers_filed_on == date(2020, 6, 3)
    assert await jobs.check_applications(session, JUNE_3)
    await agreed(session, application)
    notice = (await session.exec(select(Notice))).one()
    assert (application.state, notice.region) == (ApplicationState.APPROVED, grant.region)

    still = datetime.combine(notice.until_on, JUNE_3.timetz())
    assert await jobs.pay_agreed_grants(session, still)
    assert (application.state, application.held_code) == (ApplicationState.APPROVED, "notice-still-stands")
    stood = still + timedelta(days=1)
    assert await jobs.pay_agreed_grants(session, stood)
    assert application.state is ApplicationState.ASKED
    assert await jobs.check_asked_payments(session, stood)

    payment = await session.get_one(Payment, application.payment_id)
    [judged] = await sign(session, [payment], FIRST_OF_COUNTY, at=stood)
    assert judged.is_approved, judged
    await a_paying_account(session)
    batch = await a_batch(session, at=stood)
    [line] = await lines_of(session, batch)
    await answered(session, success(line), at=stood)

    assert payment.state is PaymentState.PAID
    counted = await get_counted(session, application.line)
    assert counted.sums.credits_posted_fen == application.to_pay_fen
    told = [type(event) for event in await emitted(session)]
    for kind in (EmergencyGrantPaid, GrantPapersFiled, GrantApplicationDecided, HouseholdPaid, DisclosurePublished):
        assert kind in told


async def test_from_papers_that_never_came_to_the_money_back(session, deliver, emitted, frozen_at):
    await a_filled_reserve(session, 1_000_000)
    await _written(session)
    with frozen_at("2020-06-01T09:30:01+08:00"):
        await deliver(a_detection())
    grant = (await session.exec(select(EmergencyGrant))).one()

    in_grace = datetime(2020, 6, 11, 9, 0, tzinfo=clock.CHINA)
    await jobs.mark_overdue_papers(session, in_grace)
    await jobs.order_overdue_recoveries(session, in_grace)
    assert (await session.exec(select(RecoveryOrder))).all() == []
    await jobs.order_overdue_recoveries(session, PAPERS_LATE)
    await jobs.order_overdue_recoveries(session, PAPERS_LATE)
    order = (await session.exec(select(RecoveryOrder))).one()
    assert (order.number, order.amount_fen, order.due_on) == ("R-371311-2020-0001", 300_000, date(2020, 7, 12))

    await given_back(session, order, "3000.00", at=JUNE_20)

    payment = await payment_of(session, grant)
    await session.refresh(grant)
    assert (order.state, payment.state, grant.state) == (RecoveryState.RECOVERED, PaymentState.RETURNED, GrantState.RETURNED)
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 1_000_000
    assert await balance_fen(session, AccountKind.HOUSEHOLD_PAID_OUT) == 0
    entries = [PublicEntry.read(one.canonical) for one in await session.exec(select(Disclosure).order_by(Disclosure.id))]
    assert [(one.kind, one.amount_fen) for one in entries] == [("emergency-grant", 300_000), ("grant-returned", 300_000)]
    assert entries[1].corrects == entries[0].id
    assert [type(one) for one in await emitted(session)][-3:] == [GrantRecoveryOrdered, DisclosurePublished, GrantRecovered]
