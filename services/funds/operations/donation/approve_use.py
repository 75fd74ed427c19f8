from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import donation, transfer
from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.donation import UseKind, UseState
from services.funds.rules.donation_lot import Benefit, DonationsDoNotFit, Drawn, draw, value_of
from services.funds.rules.effect import Effect
from services.funds.rules.payment import Ask
from services.funds.rules.second_person import must_be_another
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.donation import get_fund_of, lock_donation, lock_money_left, lock_use
from services.funds.store.donation_policy import get_donation_policy
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.store.payment import ask_payments
from services.funds.tables import Disclosure, DonationDraw, DonationFund, DonationUse, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import name_of
from shared.security import Principal

_EFFECTS = {UseKind.HOUSEHOLD: Effect.ALLOCATED, UseKind.GOODS: Effect.TOLD, UseKind.RETURN: Effect.GIVEN_BACK}
"""Households are paid by payments, which have entries of their own; schools and collectives at once."""


async def approve_use(session: AsyncSession, use_id: UUID, *, by: Principal, at: datetime) -> DonationUse:
    """A second person agrees: each fen is drawn from a donation that fits, and goes where it is to go.

    Households' payments are asked for, with the money set aside; schools, collectives and donors are paid at once; goods are
    counted out. Raises NoSuchUse, UseDecided, SamePerson, DonationsDoNotFit, NoDonationRule, FundForbids, Overdrawn.
    """
    use = await lock_use(session, use_id)
    fund = await get_fund_of(session, use.fund_id)
    donation.must_be_drafted(use.state)
    must_be_another(use.drafted_by, by.subject)
    policy, _ = get_donation_policy(fund.region, china(at).date())
    if use.kind is not UseKind.RETURN:
        donation.must_help_whom_it_may(policy, fund.kind, use.person_class, pointer="/person_class")
    if use.kind is UseKind.GOODS:
        draws = [await _count_out(session, use, at=at)]
    elif use.kind is UseKind.HOUSEHOLD:
        draws = await _pay_households(session, use, fund, by=by, at=at)
    else:
        draws = await _pay_payee(session, use, fund, at=at)

    known = get_budget_policy(fund.region, china(at).date())[0].programme_of(use.programme)
    disclosure = _disclose(use, fund, known.title if known else "", on=china(at).date())
    session.add_all([*draws, disclosure])
    use.state, use.approved_by, use.approved_on = UseState.APPROVED, by.subject, china(at).date()
    await session.flush()
    use.disclosure_id = disclosure.id
    await session.flush()

    await outbox.record(
        session,
        DisclosurePublished(
            entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=disclosure.published_on
        ),
    )
    return use


async def _count_out(session: AsyncSession, use: DonationUse, *, at: datetime) -> DonationDraw:
    given = await lock_donation(session, _of_one(use))
    if given.quantity - given.drawn_quantity < use.quantity:
        raise DonationsDoNotFit(asked=use.quantity, available=given.quantity - given.drawn_quantity)
    more = use.quantity
    use.amount_fen = value_of(given.amount_fen, given.quantity, handed_out=given.drawn_quantity, more=more)
    return DonationDraw(
        use_id=use.id, donation_id=given.id, region=use.region, amount_fen=use.amount_fen, quantity=more, made_at=at
    )


async def _pay_households(
    session: AsyncSession, use: DonationUse, fund: DonationFund, *, by: Principal, at: datetime
) -> list[DonationDraw]:
    key = donation.fund_key(fund.region, fund.number)
    await lock_accounts(session, key)
    lots = [given.lot for given in await lock_money_left(session, fund.id)]
    benefits = [Benefit(one["amount_fen"], use.person_class, use.programme, one["village"]) for one in use.recipients]
    drawn = draw(lots, benefits)
    asks = [
        Ask(
            About.DONATION,
            use.id,
            UUID(one["household_id"]),
            one["village"],
            one["amount_fen"],
            fund.title,
            use.title,
            person_id=UUID(one["person_id"]) if one["person_id"] else None,
        )
        for one in use.recipients
    ]
    payments = await ask_payments(session, asks, out_of=key, purpose=Purpose.HOUSEHOLD_PAYMENT, by=by.subject, at=at)
    return [one for payment, mine in zip(payments, drawn, strict=True) for one in _draws(use, mine, payment_id=payment.id, at=at)]


async def _pay_payee(session: AsyncSession, use: DonationUse, fund: DonationFund, *, at: datetime) -> list[DonationDraw]:
    key = donation.fund_key(fund.region, fund.number)
    target = (
        AccountKey(AccountKind.DONORS, fund.region, "", Source.DONATION)
        if use.kind is UseKind.RETURN
        else AccountKey(AccountKind.COLLECTIVE_PAID_OUT, use.region, use.payee)
    )
    account, paid_out = await lock_accounts(session, key, target)
    drawn = await _draw_for_payee(session, use, fund)
    legs = transfer.move(account, paid_out, use.amount_fen)
    moved = Transfer(
        phase=Phase.MOVED,
        purpose=Purpose.DONATION if use.kind is UseKind.RETURN else Purpose.COLLECTIVE_PAYMENT,
        region=use.region,
        amount_fen=use.amount_fen,
        about=About.DONATION,
        about_id=use.id,
        memo=f"{use.number} {use.title}",
        made_at=at,
    )
    await add_transfers(session, (moved, legs))
    use.transfer_id = moved.id
    return _draws(use, drawn, payment_id=None, at=at)


async def _draw_for_payee(session: AsyncSession, use: DonationUse, fund: DonationFund) -> Sequence[Drawn]:
    if use.kind is UseKind.RETURN:
        given = await lock_donation(session, _of_one(use))
        if given.left_fen < use.amount_fen:
            raise DonationsDoNotFit(asked_fen=use.amount_fen, available_fen=given.left_fen)
        return [Drawn(given.id, use.amount_fen)]
    lots = [given.lot for given in await lock_money_left(session, fund.id)]
    school = use.payee if use.kind is UseKind.SCHOOL else ""
    [drawn] = draw(lots, [Benefit(use.amount_fen, use.person_class, use.programme, use.village, school)])
    return drawn


def _of_one(use: DonationUse) -> UUID:
    if use.donation_id is None:
        raise donation.NoSuchDonation
    return use.donation_id


def _draws(use: DonationUse, drawn: Sequence[Drawn], *, payment_id: UUID | None, at: datetime) -> list[DonationDraw]:
    return [
        DonationDraw(
            use_id=use.id,
            donation_id=one.donation_id,
            region=use.region,
            payment_id=payment_id,
            amount_fen=one.amount_fen,
            made_at=at,
        )
        for one in drawn
    ]


def _disclose(use: DonationUse, fund: DonationFund, programme: str, *, on: date) -> Disclosure:
    is_return = use.kind is UseKind.RETURN
    whom = {
        UseKind.HOUSEHOLD: f"{use.person_class_title} {len(use.recipients)} 户",
        UseKind.GOODS: f"{use.person_class_title}（物资 {use.quantity} 件）",
        UseKind.RETURN: "捐赠人",
    }
    return Disclosure.of(
        public_entry(
            id=uuid7(),
            kind=DisclosureKind.DONATION_RETURNED if is_return else DisclosureKind.DONATION_USE,
            region=use.region,
            region_name=name_of(use.region),
            subject=whom.get(use.kind, use.payee),
            amount_fen=use.amount_fen,
            reason=f"{fund.title}：{use.title}",
            clause=use.number,
            published_on=on,
            source="社会捐赠",
            programme=programme or None,
            year=on.year,
            effect=_EFFECTS.get(use.kind, Effect.GIVEN),
        )
    )
