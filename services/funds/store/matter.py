"""What other services tell funds to pay: requests that wait, and where there is room for them."""

from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKind, Holding
from services.funds.rules.matter import HOUSEHOLD_AID, Budgeted, Matter, Room
from services.funds.rules.payment_request import RequestState
from services.funds.rules.transfer import About
from services.funds.tables import Account, BudgetLine, PaymentRequest
from shared.regions import town_of

# The longest-waiting request that could be asked for now: its household has an account in use, and somewhere is room.
_PAYABLE = text("""
SELECT r.id FROM payment_request r
WHERE r.state = 'waiting'
  AND EXISTS (SELECT FROM payee p WHERE p.household_id = CAST(r.entries -> 0 ->> 'household_id' AS uuid) AND p.until_on IS NULL
              AND p.state <> 'refused'
              AND (p.person_id IS NULL OR p.person_id = CAST(r.entries -> 0 ->> 'person_id' AS uuid)))
  AND (EXISTS (SELECT FROM account a WHERE r.payer <> '' AND a.kind = 'payer-fund' AND a.region = r.region AND a.holder = r.payer
               AND a.debits_posted_fen - a.credits_posted_fen - a.credits_pending_fen >= r.total_fen)
       OR EXISTS (SELECT FROM budget_line l JOIN account a ON a.id = l.account_id
                  WHERE r.payer = '' AND l.county = r.region AND l.programme = r.programme AND l.project = '' AND l.use = :use
                  AND r.year IN (l.year, l.money_of_year) AND starts_with(r.entries -> 0 ->> 'region', l.region)
                  AND a.debits_posted_fen - a.credits_posted_fen - a.credits_pending_fen >= r.total_fen)
       OR (r.renovation_id IS NOT NULL AND r.total_fen <= (
           SELECT coalesce(sum(p.amount_fen), 0) FROM house_hold h JOIN house_hold_part p ON p.hold_id = h.id
           WHERE h.renovation_id = r.renovation_id) + (
           SELECT coalesce(sum(a.debits_posted_fen - a.credits_posted_fen - a.credits_pending_fen), 0)
           FROM budget_line l JOIN account a ON a.id = l.account_id
           WHERE l.county = r.region AND l.programme = r.programme AND l.project = '' AND l.use = :use
             AND r.year IN (l.year, l.money_of_year) AND starts_with(r.entries -> 0 ->> 'region', l.region))))
ORDER BY r.id LIMIT 1
""")


async def lock_told_request(session: AsyncSession, about: About, about_id: UUID, round: int) -> PaymentRequest | None:
    """What was made of this matter when it was told, locked."""
    mine = (PaymentRequest.about == about, PaymentRequest.about_id == about_id, PaymentRequest.round == round)
    query = select(PaymentRequest).where(*mine, PaymentRequest.told_by != "").with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).first()


async def find_request_of_thing(session: AsyncSession, about: About, programme: str, thing_id: UUID) -> PaymentRequest | None:
    """What is or was paid for this very thing in this programme."""
    mine = (PaymentRequest.about == about, PaymentRequest.programme == programme, PaymentRequest.thing_id == thing_id)
    return (await session.exec(select(PaymentRequest).where(*mine, PaymentRequest.state != RequestState.DISCARDED))).first()


async def lock_waiting_requests_of(session: AsyncSession, renovation_id: UUID) -> list[PaymentRequest]:
    """What of a renovation's money was told and could not be asked for yet, locked."""
    mine = (PaymentRequest.renovation_id == renovation_id, PaymentRequest.state == RequestState.WAITING)
    query = select(PaymentRequest).where(*mine).order_by(col(PaymentRequest.id)).with_for_update()
    return list(await session.exec(query.execution_options(populate_existing=True)))


MATTER_DROPPED = "matter-dropped"
"""By this code housing, medical and notifier know that nobody has to mend what a payment waited for."""


def given_up(request: PaymentRequest, why: str) -> dict[str, Any]:
    """What `HouseholdPaymentRefused` says of a request that waited and does not wait any more, because nothing is asked for."""
    [entry] = request.entries
    return {
        "household_id": entry["household_id"],
        "region": town_of(entry["region"]),
        "about": request.about.value,
        "about_id": request.about_id,
        "round": request.round,
        "code": MATTER_DROPPED,
        "reason": why,
        "is_waiting": False,
    }


async def find_payable_matter(session: AsyncSession) -> Matter | None:
    """Not locked: whoever asks for it takes the locks, and judges again."""
    id = await session.scalar(_PAYABLE, {"use": HOUSEHOLD_AID})
    request = await session.get(PaymentRequest, id, populate_existing=True) if id else None
    return matter_of(request) if request else None


def matter_of(request: PaymentRequest) -> Matter:
    """A told request, as it was told."""
    [entry] = request.entries
    return Matter(
        about=request.about,
        about_id=request.about_id,
        round=request.round,
        household_id=UUID(entry["household_id"]),
        region=entry["region"],
        amount_fen=request.total_fen,
        title=request.title,
        clause=request.clause,
        year=request.year or 0,
        asked_by=request.made_by,
        person_id=UUID(entry["person_id"]) if entry["person_id"] else None,
        programme=request.programme,
        payer=request.payer,
        thing_id=request.thing_id,
        renovation_id=request.renovation_id,
    )


async def find_payer_fund(session: AsyncSession, matter: Matter) -> Holding | None:
    """The account of the matter's payer, if there is one. Not locked, as others come before it: whoever asks judges again."""
    of_payer = (Account.kind == AccountKind.PAYER_FUND, Account.region == matter.county, Account.holder == matter.payer)
    account = (await session.exec(select(Account).where(*of_payer).execution_options(populate_existing=True))).first()
    return account.holding if account else None


async def list_rooms(session: AsyncSession, matter: Budgeted) -> list[Room]:
    """The county's lines of the matter's programme and year that are for households and bound to no project."""
    query = select(BudgetLine, Account).join(Account, col(Account.id) == col(BudgetLine.account_id))
    query = query.where(
        BudgetLine.county == matter.county,
        BudgetLine.programme == matter.programme,
        BudgetLine.project == "",
        BudgetLine.use == HOUSEHOLD_AID,
        or_(BudgetLine.year == matter.year, BudgetLine.money_of_year == matter.year),
    )
    rows = await session.exec(query.execution_options(populate_existing=True))
    return [Room(account.key, line.money_of_year, account.holding.sums.available_fen) for line, account in rows]
