"""Funds, donations, their uses, and which donation paid which use."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import RowMapping, func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.donation import GiftKind, NoSuchDonation, NoSuchFund, NoSuchUse
from services.funds.rules.donation_lot import Spent
from services.funds.rules.payment import PaymentState
from services.funds.rules.transfer import About
from services.funds.tables import Account, Donation, DonationDraw, DonationFund, DonationUse, Payment


async def get_fund(session: AsyncSession, number: str, *, pointer: str | None = None) -> DonationFund:
    """Raises NoSuchFund."""
    fund = (await session.exec(select(DonationFund).where(DonationFund.number == number))).first()
    if fund is None:
        raise NoSuchFund(pointer=pointer, fund=number)
    return fund


async def list_funds(session: AsyncSession, *, after: UUID | None, limit: int) -> list[tuple[DonationFund, Account]]:
    """Funds with their accounts, in the order in which they were opened."""
    query = select(DonationFund, Account).join(Account, col(Account.id) == col(DonationFund.account_id))
    query = query.order_by(col(DonationFund.id)).limit(limit)
    rows = await session.exec(query.where(col(DonationFund.id) > after) if after else query)
    return list(rows.all())


async def get_donation(session: AsyncSession, number: str, *, pointer: str | None = None) -> Donation:
    """Raises NoSuchDonation."""
    query = select(Donation).where(Donation.number == number).execution_options(populate_existing=True)
    donation = (await session.exec(query)).first()
    if donation is None:
        raise NoSuchDonation(pointer=pointer, donation=number)
    return donation


async def list_donations(
    session: AsyncSession, *, fund_id: UUID | None, year: int | None, after: UUID | None, limit: int
) -> Sequence[Donation]:
    """In the order in which they were recorded; of a year by the day on which they were given."""
    query = select(Donation).order_by(col(Donation.id)).limit(limit)
    if after is not None:
        query = query.where(col(Donation.id) > after)
    if fund_id is not None:
        query = query.where(Donation.fund_id == fund_id)
    if year is not None:
        query = query.where(func.extract("year", col(Donation.donated_on)) == year)
    return (await session.exec(query.execution_options(populate_existing=True))).all()


async def lock_money_left(session: AsyncSession, fund_id: UUID) -> Sequence[Donation]:
    """A fund's donations of money that are not used up, the oldest first, locked. Lock the fund's account first."""
    left = (Donation.fund_id == fund_id, Donation.kind == GiftKind.MONEY, col(Donation.drawn_fen) < col(Donation.amount_fen))
    query = select(Donation).where(*left).order_by(col(Donation.donated_on), col(Donation.id))
    return (await session.exec(query.with_for_update().execution_options(populate_existing=True))).all()


async def lock_donation(session: AsyncSession, id: UUID) -> Donation:
    """Raises NoSuchDonation."""
    donation = await session.get(Donation, id, with_for_update=True, populate_existing=True)
    if donation is None:
        raise NoSuchDonation
    return donation


async def get_use(session: AsyncSession, id: UUID) -> DonationUse:
    """Raises NoSuchUse."""
    use = await session.get(DonationUse, id)
    if use is None:
        raise NoSuchUse(use_id=str(id))
    return use


async def lock_use(session: AsyncSession, id: UUID) -> DonationUse:
    """Raises NoSuchUse. Lock it before numbers and accounts."""
    use = await session.get(DonationUse, id, with_for_update=True, populate_existing=True)
    if use is None:
        raise NoSuchUse(use_id=str(id))
    return use


async def get_fund_of(session: AsyncSession, fund_id: UUID) -> DonationFund:
    """Raises NoSuchFund."""
    fund = await session.get(DonationFund, fund_id)
    if fund is None:
        raise NoSuchFund(fund_id=str(fund_id))
    return fund


async def list_uses(
    session: AsyncSession, *, fund_id: UUID | None, year: int | None, after: UUID | None, limit: int
) -> Sequence[DonationUse]:
    """In the order in which they were drafted; of a year by the day on which they were approved."""
    query = select(DonationUse).order_by(col(DonationUse.id)).limit(limit)
    if after is not None:
        query = query.where(col(DonationUse.id) > after)
    if fund_id is not None:
        query = query.where(DonationUse.fund_id == fund_id)
    if year is not None:
        query = query.where(func.extract("year", col(DonationUse.approved_on)) == year)
    return (await session.exec(query)).all()


async def list_funds_named(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The numbers of these funds."""
    rows = await session.exec(select(DonationFund).where(col(DonationFund.id).in_(set(ids))))
    return {fund.id: fund.number for fund in rows}


async def list_draws_of_donation(session: AsyncSession, donation_id: UUID) -> list[tuple[DonationDraw, DonationUse]]:
    """What a donation did, in the order in which it was done."""
    query = select(DonationDraw, DonationUse).join(DonationUse, col(DonationUse.id) == col(DonationDraw.use_id))
    rows = await session.exec(query.where(DonationDraw.donation_id == donation_id).order_by(col(DonationDraw.id)))
    return list(rows.all())


async def list_draws_of_payment(session: AsyncSession, payment_id: UUID) -> Sequence[DonationDraw]:
    query = select(DonationDraw).where(DonationDraw.payment_id == payment_id).order_by(col(DonationDraw.id))
    return (await session.exec(query)).all()


async def find_payment_to_release(session: AsyncSession) -> UUID | None:
    """A payment out of donations that did not come to be, or came back, whose donations are still counted as used."""
    undone = (Payment.about == About.DONATION, col(Payment.state).in_((PaymentState.WITHDRAWN, PaymentState.RETURNED)))
    query = (
        select(DonationDraw.payment_id)
        .join(Payment, col(Payment.id) == col(DonationDraw.payment_id))
        .where(*undone)
        .group_by(col(DonationDraw.payment_id))
        .having(func.sum(DonationDraw.amount_fen) > 0)
        .limit(1)
    )
    return (await session.exec(query)).first()


_YEAR = text("""
WITH given AS (
    SELECT kind, extract(year FROM donated_on) AS year, amount_fen FROM donation WHERE fund_id = :fund_id
), taken AS (
    SELECT u.kind, extract(year FROM d.made_at AT TIME ZONE 'Asia/Shanghai') AS year, d.amount_fen
    FROM donation_draw d JOIN donation_use u ON u.id = d.use_id WHERE u.fund_id = :fund_id AND u.kind <> 'goods'
)
SELECT coalesce((SELECT sum(amount_fen) FROM given WHERE kind = 'money' AND year < :year), 0)
         - coalesce((SELECT sum(amount_fen) FROM taken WHERE year < :year), 0) AS opening_fen,
       coalesce((SELECT sum(amount_fen) FROM given WHERE kind = 'money' AND year = :year), 0) AS received_fen,
       coalesce((SELECT sum(amount_fen) FROM given WHERE kind = 'goods' AND year = :year), 0) AS goods_received_fen,
       coalesce((SELECT sum(amount_fen) FROM taken WHERE kind <> 'return' AND year = :year), 0) AS used_fen,
       coalesce((SELECT sum(amount_fen) FROM taken WHERE kind = 'return' AND year = :year), 0) AS returned_fen,
       coalesce((SELECT sum(amount_fen - drawn_fen) FROM donation WHERE fund_id = :fund_id AND kind = 'money'), 0) AS left_fen
""")


async def sum_year(session: AsyncSession, fund_id: UUID, year: int) -> RowMapping:
    """A fund's year in sums, and what is left in its donations today."""
    return (await session.execute(_YEAR, {"fund_id": fund_id, "year": year})).mappings().one()


_SPENT = text("""
SELECT u.person_class, u.person_class_title, coalesce(sum(d.amount_fen) FILTER (WHERE u.kind <> 'goods'), 0) AS money_fen,
       coalesce(sum(d.amount_fen) FILTER (WHERE u.kind = 'goods'), 0) AS goods_fen
FROM donation_draw d JOIN donation_use u ON u.id = d.use_id
WHERE u.fund_id = :fund_id AND u.kind <> 'return' AND extract(year FROM d.made_at AT TIME ZONE 'Asia/Shanghai') = :year
GROUP BY u.person_class, u.person_class_title ORDER BY u.person_class
""")


async def list_spent(session: AsyncSession, fund_id: UUID, year: int) -> list[Spent]:
    """What a fund spent in a year, by class of people; what went back to donors is not spent."""
    rows = await session.execute(_SPENT, {"fund_id": fund_id, "year": year})
    return [Spent(row.person_class, row.person_class_title, int(row.money_fen), int(row.goods_fen)) for row in rows]


_YEARS = text("SELECT DISTINCT extract(year FROM donated_on) FROM donation WHERE fund_id = :fund_id")


async def list_years(session: AsyncSession, fund_id: UUID) -> list[int]:
    """The years in which a fund was given something."""
    rows = await session.execute(_YEARS, {"fund_id": fund_id})
    return [int(year) for year in rows.scalars()]
