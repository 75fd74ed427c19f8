"""What funds says: duties to publish, objections, money to households, loans, aid."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.consumers.by_rules import follow_rules
from services.notifier.operations.message.tell_of_aid import tell_of_aid
from services.notifier.operations.message.tell_of_findings import tell_of_findings
from services.notifier.operations.message.tell_of_loan import tell_of_loan
from services.notifier.operations.message.tell_of_money import tell_of_money
from services.notifier.operations.message.tell_publishers import tell_publishers
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
    MoneyFindingReopened,
    MoneyFindingsRaised,
    MoneyFindingsSettled,
    ObjectionAnswerMissed,
    ObjectionReceived,
    ReserveRefillAsked,
    ReserveRefillHeld,
)

handlers = Consumers("notifier")


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
    await follow_rules(session, events)


@handlers.on_many(MoneyFindingReopened, patience_s=FINDINGS_S)
async def call_to_account_again(session: AsyncSession, events: Sequence[MoneyFindingReopened]) -> None:
    """An explanation was let stand, and is not any more."""
    await follow_rules(session, events)


@handlers.on_many(MoneyFindingsSettled, patience_s=FINDINGS_S)
async def strike_findings_off(session: AsyncSession, events: Sequence[MoneyFindingsSettled]) -> None:
    """Nothing of a rule is left in a place."""
    await follow_rules(session, events)


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
