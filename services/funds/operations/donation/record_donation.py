from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import donation, transfer
from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.donation import EARMARK_NAMES, EarmarkKind, GiftKind
from services.funds.rules.donation_policy import DonationPolicy
from services.funds.rules.effect import Effect
from services.funds.rules.number import Series
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.donation import RecordDonation
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.donation import get_fund
from services.funds.store.donation_policy import get_donation_policy
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.store.number import take_numbers
from services.funds.tables import Disclosure, Donation, DonationFund, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import UnknownRegion, exists, name_of
from shared.security import Principal
from shared.vault import seal


async def record_donation(session: AsyncSession, form: RecordDonation, *, by: Principal, at: datetime) -> Donation:
    """Enter what a donor gave: money comes into the fund's account, goods are kept by number; the public is told.

    Raises NoSuchFund, OutsideRegion, DonatedTomorrow, NoDonationRule, PersonClassUnknown, FundKindUnknown, FundForbids,
    UnknownRegion, OutsideFund, NoBudgetRule, ProgrammeUnknown.
    """
    fund = await get_fund(session, form.fund, pointer="/fund")
    by.must_cover(fund.region, pointer="/fund")
    today = china(at).date()
    policy, _ = get_donation_policy(fund.region, today)
    donation.must_not_be_later(form.donated_on, today)
    earmark_title = _earmark(form, fund, policy, today)
    [number] = await take_numbers(session, Series.DONATION, fund.region, form.donated_on.year)
    donors, account = await lock_accounts(
        session,
        AccountKey(AccountKind.DONORS, fund.region, "", Source.DONATION),
        donation.fund_key(fund.region, fund.number),
    )

    legs = transfer.move(donors, account, form.amount_fen)

    donation_id, moved = uuid7(), None
    if form.kind is GiftKind.MONEY:
        moved = Transfer(
            phase=Phase.MOVED,
            purpose=Purpose.DONATION,
            region=fund.region,
            amount_fen=form.amount_fen,
            about=About.DONATION,
            about_id=donation_id,
            memo=f"{fund.title} {number}",
            made_at=at,
        )
        await add_transfers(session, (moved, legs))
    disclosure = _disclose(form, fund, number, earmark_title, on=today)
    session.add(disclosure)
    await session.flush()
    given = Donation(
        **form.model_dump(exclude={"fund", "donor"}),
        id=donation_id,
        number=number,
        fund_id=fund.id,
        region=fund.region,
        donor_sealed=seal(form.donor) if form.donor else None,
        earmark_title=earmark_title,
        transfer_id=moved.id if moved else None,
        disclosure_id=disclosure.id,
        recorded_by=by.subject,
        recorded_at=at,
    )
    session.add(given)
    await session.flush()

    await outbox.record(
        session,
        DisclosurePublished(
            entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=disclosure.published_on
        ),
    )
    return given


def _earmark(form: RecordDonation, fund: DonationFund, policy: DonationPolicy, today: date) -> str:
    """The donor's wish in words, if the fund may keep it."""
    match form.earmark_kind:
        case EarmarkKind.NONE:
            return ""
        case EarmarkKind.SCHOOL:
            return form.earmark
        case EarmarkKind.VILLAGE:
            if not exists(form.earmark):
                raise UnknownRegion(pointer="/earmark", region=form.earmark)
            donation.must_lie_in_fund(fund.region, form.earmark, pointer="/earmark")
            return name_of(form.earmark)
        case EarmarkKind.PERSON_CLASS:
            donation.must_help_whom_it_may(policy, fund.kind, form.earmark, pointer="/earmark")
            known = policy.class_of(form.earmark)
            return known.title if known else ""
        case EarmarkKind.PROGRAMME:
            return donation.programme_title(get_budget_policy(fund.region, today)[0], form.earmark, pointer="/earmark")


def _disclose(form: RecordDonation, fund: DonationFund, number: str, earmark_title: str, *, on: date) -> Disclosure:
    # A village and a person's name are not for the public; what kind of wish it was, is.
    says_more = form.earmark_kind in (EarmarkKind.PROGRAMME, EarmarkKind.SCHOOL, EarmarkKind.PERSON_CLASS)
    wish = f"{EARMARK_NAMES[form.earmark_kind]}{earmark_title if says_more else ''}"
    what = f"{form.goods}{form.quantity}{form.unit}，折价" if form.kind is GiftKind.GOODS else "资金"
    return Disclosure.of(
        public_entry(
            id=uuid7(),
            kind=DisclosureKind.DONATION,
            region=fund.region,
            region_name=name_of(fund.region),
            subject=donation.public_donor(form.donor_kind, form.donor, is_anonymous=form.is_anonymous),
            amount_fen=form.amount_fen,
            reason=f"{fund.title}：{what}，{wish}",
            clause=number,
            published_on=on,
            source="社会捐赠",
            year=form.donated_on.year,
            effect=Effect.TOLD if form.kind is GiftKind.GOODS else Effect.RECEIVED,
        )
    )
