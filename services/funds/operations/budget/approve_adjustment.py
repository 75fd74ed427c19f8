from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import SOURCE_NAMES
from services.funds.rules.budget import must_fit_fee
from services.funds.rules.budget_line import AdjustmentState, MoveKind, must_be_asked
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.effect import Effect
from services.funds.rules.second_person import must_be_another
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.budget_line import DecideAdjustment
from services.funds.store.budget import lock_budget_year
from services.funds.store.budget_line import get_lines_of, lock_adjustment
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.ledger import add_transfers, list_legs, lock_accounts_of
from services.funds.tables import BudgetAdjustment, BudgetLine, BudgetMove, Disclosure, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import name_of
from shared.security import Principal


async def approve_adjustment(
    session: AsyncSession, adjustment_id: UUID, form: DecideAdjustment, *, by: Principal, at: datetime
) -> BudgetAdjustment:
    """A second person agrees, and the money that was set aside goes to the other line.

    Raises NoSuchAdjustment, AdjustmentDecided, SamePerson, FeeAboveCeiling.
    """
    adjustment = await lock_adjustment(session, adjustment_id)
    source, target = await get_lines_of(session, adjustment.from_line_id, adjustment.to_line_id)
    reserved = await list_legs(session, adjustment.reserved_id)
    await lock_accounts_of(session, reserved)
    counted = await lock_budget_year(session, source.county, source.source, source.money_of_year)
    policy, _ = get_budget_policy(adjustment.region, china(at).date())

    must_be_asked(adjustment.state)
    must_be_another(adjustment.asked_by, by.subject)
    fee = policy.management_fee.use
    more_fee_fen = ((target.use == fee) - (source.use == fee)) * adjustment.amount_fen
    if more_fee_fen:
        ceiling = policy.fee_ceiling(source.source)
        must_fit_fee(ceiling, received_fen=counted.received_fen, fee_fen=counted.fee_fen + more_fee_fen)
    legs = transfer.post(reserved)

    moved = Transfer(
        phase=Phase.POSTED,
        purpose=Purpose.BUDGET,
        region=adjustment.region,
        amount_fen=adjustment.amount_fen,
        follows_id=adjustment.reserved_id,
        about=About.ALLOCATION,
        about_id=adjustment.id,
        memo=adjustment.reason,
        made_at=at,
    )
    await add_transfers(session, (moved, legs))
    for line, amount_fen in ((source, -adjustment.amount_fen), (target, adjustment.amount_fen)):
        session.add(
            BudgetMove(
                line_id=line.id,
                region=line.region,
                kind=MoveKind.ADJUSTED,
                amount_fen=amount_fen,
                transfer_id=moved.id,
                made_at=at,
            )
        )
    counted.fee_fen += more_fee_fen
    adjustment.state, adjustment.decision = AdjustmentState.APPROVED, form.decision
    adjustment.decided_by, adjustment.decided_at = by.subject, at
    disclosure = _disclose(adjustment, source, target, on=china(at).date())
    session.add(disclosure)
    await session.flush()

    await outbox.record(
        session,
        DisclosurePublished(
            entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=disclosure.published_on
        ),
    )
    return adjustment


def _disclose(adjustment: BudgetAdjustment, source: BudgetLine, target: BudgetLine, *, on: date) -> Disclosure:
    return Disclosure.of(
        public_entry(
            id=uuid7(),
            kind=DisclosureKind.BUDGET_CHANGED,
            region=adjustment.region,
            region_name=name_of(adjustment.region),
            subject=f"{source.title}（{source.number}）调剂到{target.title}（{target.number}）",
            amount_fen=adjustment.amount_fen,
            reason=adjustment.reason,
            clause=adjustment.document_number,
            published_on=on,
            source=SOURCE_NAMES[source.source],
            programme=source.programme_title,
            year=source.year,
            effect=Effect.MOVED,
            line=source.number,
            line_to=target.number,
        )
    )
