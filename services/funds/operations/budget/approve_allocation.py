from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import SOURCE_NAMES, Holding
from services.funds.rules.allocation import AllocationState, become
from services.funds.rules.budget import must_fit_fee, pool_key
from services.funds.rules.budget_line import Bound, MoveKind, line_key
from services.funds.rules.budget_policy import BudgetPolicy
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.number import Series
from services.funds.rules.second_person import must_be_another
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.store.allocation import list_shares, lock_allocation
from services.funds.store.budget import lock_budget_year
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.ledger import Entry, add_transfers, lock_accounts
from services.funds.store.number import take_numbers
from services.funds.tables import Allocation, AllocationShare, BudgetLine, BudgetMove, Disclosure, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import name_of
from shared.security import Principal


async def approve_allocation(session: AsyncSession, allocation_id: UUID, *, by: Principal, at: datetime) -> Allocation:
    """A second person agrees: the money goes from the pool to one line a share, and the public reads each.

    Raises NoSuchAllocation, AllocationStateForbids, SamePerson, Overdrawn where the pool has less, FeeAboveCeiling.
    """
    allocation = await lock_allocation(session, allocation_id)
    shares = [share for share in await list_shares(session, allocation_id) if share.amount_fen]
    approved = become(allocation.state, AllocationState.APPROVED)
    must_be_another(allocation.drafted_by, by.subject)
    policy, _ = get_budget_policy(allocation.region, china(at).date())
    numbers = await take_numbers(session, Series.BUDGET_LINE, allocation.region, allocation.year, many=len(shares))
    bound = Bound(allocation.region, allocation.source, allocation.programme, allocation.year, allocation.pool_programme)
    pool, *accounts = await lock_accounts(
        session,
        pool_key(allocation.region, allocation.source, allocation.pool_programme, allocation.year),
        *(line_key(share.region, number, bound) for share, number in zip(shares, numbers, strict=True)),
    )
    counted = await lock_budget_year(session, allocation.region, allocation.source, allocation.year)

    fee_fen = sum(share.amount_fen for share in shares if share.use == policy.management_fee.use)
    if fee_fen:
        ceiling = policy.fee_ceiling(allocation.source)
        must_fit_fee(ceiling, received_fen=counted.received_fen, fee_fen=counted.fee_fen + fee_fen)
    entries = _set_down(allocation, shares, pool, accounts, at=at)

    lines = [
        _line(id, allocation, share, number, account, policy, at=at)
        # ids of one millisecond are in no order; lists show lines in the order of their ids
        for id, share, number, account in zip(sorted(uuid7() for _ in shares), shares, numbers, accounts, strict=True)
    ]
    moves = [
        BudgetMove(
            line_id=line.id,
            region=line.region,
            kind=MoveKind.SET_DOWN,
            amount_fen=moved.amount_fen,
            transfer_id=moved.id,
            made_at=at,
        )
        for line, (moved, _) in zip(lines, entries, strict=True)
    ]
    on = china(at).date()
    disclosures = [_disclose(allocation, share, number, on=on) for share, number in zip(shares, numbers, strict=True)]
    session.add_all([*lines, *disclosures])
    await session.flush()  # a line stands before money comes to it
    await add_transfers(session, *entries)
    session.add_all(moves)
    counted.fee_fen += fee_fen
    allocation.state, allocation.approved_by, allocation.approved_at = approved, by.subject, at
    await session.flush()

    await outbox.record(
        session,
        *(
            DisclosurePublished(entry_id=one.id, region=one.region, kind=one.kind, published_on=one.published_on)
            for one in disclosures
        ),
    )
    return allocation


def _set_down(
    allocation: Allocation, shares: Sequence[AllocationShare], pool: Holding, accounts: Sequence[Holding], *, at: datetime
) -> list[Entry]:
    """The transfers of all shares, linked: together or not at all."""
    entries: list[Entry] = []
    for share, account in zip(shares, accounts, strict=True):
        legs = transfer.move(pool, account, share.amount_fen)
        pool = pool.after(legs)
        moved = Transfer(
            phase=Phase.MOVED,
            purpose=Purpose.BUDGET,
            region=share.region,
            amount_fen=share.amount_fen,
            link_id=allocation.id,
            about=About.ALLOCATION,
            about_id=allocation.id,
            memo=f"{allocation.number} {share.title}",
            made_at=at,
        )
        entries.append((moved, legs))
    return entries


def _line(
    id: UUID, allocation: Allocation, share: AllocationShare, number: str, account: Holding, policy: BudgetPolicy, *, at: datetime
) -> BudgetLine:
    use = policy.use_of(share.use)
    return BudgetLine(
        id=id,
        number=number,
        region=share.region,
        county=allocation.region,
        title=share.title,
        project=share.project,
        source=allocation.source,
        pool_programme=allocation.pool_programme,
        programme=allocation.programme,
        programme_title=allocation.programme_title,
        year=allocation.year,
        money_of_year=allocation.year,
        use=share.use,
        use_title=use.title if use else share.use,
        account_id=account.account_id,
        allocation_id=allocation.id,
        opened_at=at,
    )


def _disclose(allocation: Allocation, share: AllocationShare, line: str, *, on: date) -> Disclosure:
    return Disclosure.of(
        public_entry(
            id=uuid7(),
            kind=DisclosureKind.BUDGET,
            region=share.region,
            region_name=name_of(share.region),
            subject=share.title,
            amount_fen=share.amount_fen,
            reason=f"{allocation.title}（{allocation.document_number}）",
            clause=allocation.clause,
            published_on=on,
            source=SOURCE_NAMES[allocation.source],
            programme=allocation.programme_title,
            year=allocation.year,
            project=share.project or None,
            line=line,
        )
    )
