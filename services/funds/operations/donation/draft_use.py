from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import donation
from services.funds.rules.donation import GiftKind, UseKind, UseState
from services.funds.rules.donation_lot import value_of
from services.funds.rules.number import Series
from services.funds.schemas.donation_use import DraftUse
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.donation import get_donation, get_fund
from services.funds.store.donation_policy import get_donation_policy
from services.funds.store.number import take_numbers
from services.funds.tables import Donation, DonationFund, DonationUse
from shared.clock import china
from shared.regions import town_of
from shared.security import Principal


async def draft_use(session: AsyncSession, form: DraftUse, *, by: Principal, at: datetime) -> DonationUse:
    """Draft what donations are used for, or that one goes back; nothing moves until a second person approves it.

    Raises NoSuchFund, OutsideRegion, NoDonationRule, PersonClassUnknown, FundKindUnknown, FundForbids, OutsideFund,
    NoSuchDonation, NotOfFund, NotThisGift, NoBudgetRule, ProgrammeUnknown.
    """
    fund = await get_fund(session, form.fund, pointer="/fund")
    by.must_cover(fund.region, pointer="/fund")
    policy, _ = get_donation_policy(fund.region, china(at).date())
    given = await get_donation(session, form.donation, pointer="/donation") if form.donation else None

    if form.kind is not UseKind.RETURN:
        donation.must_help_whom_it_may(policy, fund.kind, form.person_class, pointer="/person_class")
    if form.programme:
        donation.programme_title(get_budget_policy(fund.region, china(at).date())[0], form.programme, pointer="/programme")
    if given is not None:
        donation.must_be_of_fund(given.fund_id, fund.id)
        donation.must_be_gift(given.kind, GiftKind.GOODS if form.kind is UseKind.GOODS else GiftKind.MONEY)
    for position, one in enumerate(form.recipients):
        donation.must_lie_in_fund(fund.region, one.village, pointer=f"/recipients/{position}/village")
    if form.region is not None:
        donation.must_lie_in_fund(fund.region, form.region, pointer="/region")

    [number] = await take_numbers(session, Series.DONATION_USE, fund.region, china(at).year)
    helped = policy.class_of(form.person_class)
    use = DonationUse(
        number=number,
        fund_id=fund.id,
        region=_public_place(form, fund),
        kind=form.kind,
        title=form.title,
        person_class=form.person_class,
        person_class_title=helped.title if helped else "",
        programme=form.programme,
        village=form.region if form.region and len(form.region) == 12 else "",
        payee=form.payee,
        recipients=[one.model_dump(mode="json", by_alias=False) | {"amount_fen": one.amount_fen} for one in form.recipients],
        donation_id=given.id if given else None,
        amount_fen=_amount_fen(form, given),
        quantity=form.quantity,
        state=UseState.DRAFTED,
        drafted_by=by.subject,
        drafted_at=at,
    )
    session.add(use)
    await session.flush()
    return use


def _amount_fen(form: DraftUse, given: Donation | None) -> int:
    if form.kind is UseKind.GOODS and given is not None:
        more = min(form.quantity, given.quantity - given.drawn_quantity)  # more than there are is refused at the approval
        return value_of(given.amount_fen, given.quantity, handed_out=given.drawn_quantity, more=more)
    return form.amount_fen or sum(one.amount_fen for one in form.recipients)


def _public_place(form: DraftUse, fund: DonationFund) -> str:
    """The town where it is used, or the fund's own place where it is used in several."""
    if form.region is not None:
        return town_of(form.region)
    towns = {town_of(one.village) for one in form.recipients}
    return towns.pop() if len(towns) == 1 else fund.region
