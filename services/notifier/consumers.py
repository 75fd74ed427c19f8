"""Door two: what notifier does about what others say."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.operations import open_errands as sending_out
from services.notifier.operations import open_further_orders as adding
from services.notifier.operations import open_work_orders as operation
from services.notifier.operations.cancel_orders import cancel_orders
from services.notifier.operations.finish_errands import finish_errands
from services.notifier.operations.move_errand import move_errand
from services.notifier.operations.move_orders import move_orders
from services.notifier.operations.remind_of_step import remind_of_step
from services.notifier.operations.reopen_orders_of_case import reopen_orders_of_case
from services.notifier.operations.tell_of_aid import tell_of_aid
from services.notifier.operations.tell_of_findings import tell_of_findings
from services.notifier.operations.tell_of_loan import tell_of_loan
from services.notifier.operations.tell_of_money import tell_of_money
from services.notifier.operations.tell_publishers import tell_publishers
from services.notifier.store.opening import InNeed
from shared import clock
from shared.consumers import Consumers
from shared.events.funds import (
    AssetIncomeAwaited,
    DutyToPublishMissed,
    GrantRecoveryOrdered,
    GrantRecoveryProposed,
    HouseholdPaid,
    HouseholdPaymentFailed,
    HouseholdPaymentReturned,
    HouseholdStatementIssued,
    LoanRepaymentAwaited,
    MoneyFindingsRaised,
    ObjectionAnswerMissed,
    ObjectionReceived,
    ReserveRefillAsked,
    ReserveRefillHeld,
)
from shared.events.housing import ResettlementSupportAnswered, ResettlementSupportAsked
from shared.events.registry import (
    AlertDecided,
    AlertMoved,
    AlertRaised,
    AlertRetracted,
    CaseFactAdded,
    CaseMoved,
    CaseNeedsAdded,
    CaseReopened,
    CaseRetracted,
    CaseStepMissed,
    CaseStepReminded,
    DifferencesCleared,
    DifferencesDetected,
    NewPovertyDetected,
)

handlers = Consumers("notifier")


@handlers.on_many(NewPovertyDetected)
async def open_work_orders(session: AsyncSession, events: Sequence[NewPovertyDetected]) -> None:
    """Every responsible department gets its order, and the village officer hears of it."""
    await _call_departments(session, events)


@handlers.on_many(CaseNeedsAdded)
async def open_added_orders(session: AsyncSession, events: Sequence[CaseNeedsAdded]) -> None:
    """Something else struck a household whose case had no orders yet, and now the departments are to come."""
    await _call_departments(session, events)


FURTHER_S = 0.05
"""The household is being helped already; those who open its case come first."""


@handlers.on_many(CaseFactAdded, patience_s=FURTHER_S)
async def open_further_orders(session: AsyncSession, events: Sequence[CaseFactAdded]) -> None:
    """Something else struck a household whose case is open: departments that it concerns and that have no order yet."""
    await _call_departments(session, events)


async def _call_departments(session: AsyncSession, events: Sequence[InNeed]) -> None:
    """Whichever is heard of first gives the case its first orders; what is heard of later adds those that are missing."""
    asked = sorted((event for event in events if event.asks_for("work-orders")), key=lambda event: event.detected_at)
    first = {event.case_id: event for event in reversed(asked)}
    if not first:
        return
    opened = {order.case_id for order in await operation.open_work_orders(session, list(first.values()), at=clock.now())}
    later = [event for event in asked if event is not first[event.case_id] or event.case_id not in opened]
    if later:
        await adding.open_further_orders(session, later, at=clock.now())


@handlers.on(CaseStepReminded)
async def remind_of_case(session: AsyncSession, event: CaseStepReminded) -> None:
    """A deadline of a case comes near: whoever owes it, or the level that sees to it, is reminded."""
    await remind_of_step(session, event, at=clock.now())


@handlers.on(CaseStepMissed)
async def urge_case(session: AsyncSession, event: CaseStepMissed) -> None:
    """A deadline of a case has passed."""
    await remind_of_step(session, event, at=clock.now())


@handlers.on(CaseReopened)
async def reopen_orders(session: AsyncSession, event: CaseReopened) -> None:
    """A case was taken up again because departments had not done what they said."""
    if "work-orders" in event.needs:
        await reopen_orders_of_case(session, event)


@handlers.on(CaseRetracted)
async def take_back_orders(session: AsyncSession, event: CaseRetracted) -> None:
    """A case was a mistake: nobody is to be sent to the family, and nobody is late."""
    await cancel_orders(session, event)


@handlers.on(CaseMoved)
async def send_orders_along(session: AsyncSession, event: CaseMoved) -> None:
    """A household took its case along: the departments of the new place go on."""
    await move_orders(session, event, at=clock.now())


ERRANDS_S = 0.1
"""A night's sweep, or a department's list, sends many officers out at once; nobody waits for the message."""


@handlers.on_many(AlertRaised, patience_s=ERRANDS_S)
async def send_to_household(session: AsyncSession, events: Sequence[AlertRaised]) -> None:
    """The village's officer is to see the household at home."""
    await sending_out.open_errands(session, events, at=clock.now())


@handlers.on_many(DifferencesDetected, patience_s=ERRANDS_S)
async def send_to_differences(session: AsyncSession, events: Sequence[DifferencesDetected]) -> None:
    """One errand a village and list, however many differences there are."""
    await sending_out.open_errands(session, events, at=clock.now())


@handlers.on_many(AlertDecided, patience_s=ERRANDS_S)
async def finish_visit(session: AsyncSession, events: Sequence[AlertDecided]) -> None:
    """The household was seen, and somebody decided."""
    await finish_errands(session, events)


@handlers.on_many(AlertRetracted, patience_s=ERRANDS_S)
async def spare_visit(session: AsyncSession, events: Sequence[AlertRetracted]) -> None:
    """What the alert rested on never happened."""
    await finish_errands(session, events)


@handlers.on_many(DifferencesCleared, patience_s=ERRANDS_S)
async def finish_differences(session: AsyncSession, events: Sequence[DifferencesCleared]) -> None:
    """Nothing of the list is open in the village any more."""
    await finish_errands(session, events)


@handlers.on_many(ResettlementSupportAsked, patience_s=ERRANDS_S)
async def ask_for_support(session: AsyncSession, events: Sequence[ResettlementSupportAsked]) -> None:
    """A household has moved: somebody sees to work, school or registration by the day that its place has for it."""
    await sending_out.open_errands(session, events, at=clock.now())


@handlers.on_many(ResettlementSupportAnswered, patience_s=ERRANDS_S)
async def finish_support(session: AsyncSession, events: Sequence[ResettlementSupportAnswered]) -> None:
    """It was seen to, and written down in housing."""
    await finish_errands(session, events)


@handlers.on(AlertMoved)
async def send_errand_along(session: AsyncSession, event: AlertMoved) -> None:
    """The household moved before anybody had seen it."""
    await move_errand(session, event, at=clock.now())


@handlers.on(DutyToPublishMissed)
async def urge_publication(session: AsyncSession, event: DutyToPublishMissed) -> None:
    """A place has not published in time: its officer is told, later the county."""
    await tell_publishers(session, event, at=clock.now())


@handlers.on(ObjectionReceived)
async def ask_for_investigation(session: AsyncSession, event: ObjectionReceived) -> None:
    """Somebody objected to a notice of funds: the town has it looked into."""
    await tell_publishers(session, event, at=clock.now())


@handlers.on(ObjectionAnswerMissed)
async def urge_answer(session: AsyncSession, event: ObjectionAnswerMissed) -> None:
    """An answer is late."""
    await tell_publishers(session, event, at=clock.now())


MONEY_S = 0.1
"""A bank's answer, or the night of the statements, tells of thousands of households at once; nobody waits for the message."""


@handlers.on_many(HouseholdPaid, patience_s=MONEY_S)
async def tell_paid_households(session: AsyncSession, events: Sequence[HouseholdPaid]) -> None:
    """Money has come: the household is to hear how much, what for and when."""
    await tell_of_money(session, events, at=clock.now())


@handlers.on_many(HouseholdStatementIssued, patience_s=MONEY_S)
async def hand_over_statements(session: AsyncSession, events: Sequence[HouseholdStatementIssued]) -> None:
    """A household's monthly statement is there to be handed over."""
    await tell_of_money(session, events, at=clock.now())


@handlers.on_many(HouseholdPaymentFailed, patience_s=MONEY_S)
async def ask_to_mend_accounts(session: AsyncSession, events: Sequence[HouseholdPaymentFailed]) -> None:
    """The bank sent money back: the town mends the account, with the bank's reason and a deadline."""
    await tell_of_money(session, events, at=clock.now())


@handlers.on_many(HouseholdPaymentReturned, patience_s=MONEY_S)
async def ask_after_returned_money(session: AsyncSession, events: Sequence[HouseholdPaymentReturned]) -> None:
    """What had been paid came back: the town finds out why."""
    await tell_of_money(session, events, at=clock.now())


@handlers.on(AssetIncomeAwaited)
async def remind_of_income(session: AsyncSession, event: AssetIncomeAwaited) -> None:
    """An asset's income is due soon, or in arrears: the county sees to it."""
    await tell_of_money(session, [event], at=clock.now())


FINDINGS_S = 0.1
"""A county's daily look tells of all its rules and towns at once; nobody waits for the message."""


@handlers.on_many(MoneyFindingsRaised, patience_s=FINDINGS_S)
async def call_to_account(session: AsyncSession, events: Sequence[MoneyFindingsRaised]) -> None:
    """Supervision found something odd in the money: whoever is responsible mends it or says why it is so."""
    await tell_of_findings(session, events, at=clock.now())


@handlers.on(LoanRepaymentAwaited)
async def remind_of_loan(session: AsyncSession, event: LoanRepaymentAwaited) -> None:
    """A small loan falls due within a month, or is overdue: whoever stands nearest to the borrower sees to it."""
    await tell_of_loan(session, event, at=clock.now())


@handlers.on(ReserveRefillAsked)
async def ask_to_fill_reserve(session: AsyncSession, event: ReserveRefillAsked) -> None:
    """A town's reserve runs low, and the county has to agree."""
    await tell_of_aid(session, event, at=clock.now())


@handlers.on(ReserveRefillHeld)
async def ask_for_reserve_money(session: AsyncSession, event: ReserveRefillHeld) -> None:
    """No line has room for a town's reserve: the county sees to it."""
    await tell_of_aid(session, event, at=clock.now())


@handlers.on(GrantRecoveryProposed)
async def ask_for_decision(session: AsyncSession, event: GrantRecoveryProposed) -> None:
    """Aid was paid for a case that was a mistake: whether it is asked back the county decides."""
    await tell_of_aid(session, event, at=clock.now())


@handlers.on(GrantRecoveryOrdered)
async def hand_over_recovery(session: AsyncSession, event: GrantRecoveryOrdered) -> None:
    """A household has to pay aid back: its town hands the notice over."""
    await tell_of_aid(session, event, at=clock.now())
