"""Draft an order of an insurer for a confirmed roster: the year's first, a renewal, or an endorsement."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import purchase as rules
from services.medical.rules.insurance import insured_of
from services.medical.rules.premium import Scheme
from services.medical.rules.purchase import PurchaseKind, PurchaseStatus
from services.medical.rules.roster import RosterStatus
from services.medical.schemas.purchase import MakePurchase
from services.medical.store import insurance_terms, purchases, rosters
from services.medical.tables import InsurancePurchase
from shared.security import Principal


async def make_purchase(session: AsyncSession, form: MakePurchase, *, by: Principal) -> InsurancePurchase:
    """Persons and premium are the roster's; insured sums are those of the place's file on the first day of the period.

    Raises NoSuchRoster, OutsideRegion, RosterNotConfirmed, NotASpecialInsurance, NoPolicyInForce, RosterAlreadyBought,
    BasePurchaseMissing, PeriodWrong, PeriodsOverlap, PolicyNumberTaken.
    """
    roster = await rosters.get_roster(session, form.roster_id)
    await rosters.lock_programme(session, roster.programme, roster.year)
    of_place = await purchases.list_of_place(session, programme=roster.programme, region=roster.region)
    policy, version = insurance_terms.get_insurance(roster.region, form.from_on)
    bought = next((one for one in of_place if one.roster_id == roster.id), None)
    base = next((one for one in of_place if one.year == roster.year and one.number == 0 and one.status == "ordered"), None)
    before = next((one for one in of_place if one.year == roster.year - 1 and one.number == 0 and one.status == "ordered"), None)
    same_number = await purchases.find_by_number(session, form.policy_no)

    by.must_cover(roster.region)
    if roster.status != RosterStatus.CONFIRMED:
        raise rules.RosterNotConfirmed(roster_id=roster.id)
    if roster.programme_terms["scheme"] != Scheme.SPECIAL:
        raise rules.NotASpecialInsurance(pointer="/roster_id", scheme=roster.programme_terms["scheme"])
    if bought:
        raise rules.RosterAlreadyBought(purchase_id=bought.id)
    kind = rules.kind_of(roster.number, has_previous=before is not None)
    previous = before
    if kind is PurchaseKind.ENDORSEMENT:
        if base is None:
            raise rules.BasePurchaseMissing(year=roster.year)
        rules.must_lie_within(form.from_on, form.to_on, (base.from_on, base.to_on))
        previous = base
    else:
        rules.must_be_period(form.from_on, form.to_on, year=roster.year)
        overlapping = next((one for one in of_place if one.from_on <= form.to_on and form.from_on <= one.to_on), None)
        if overlapping:
            raise rules.PeriodsOverlap(pointer="/from_on", purchase_id=overlapping.id, to_on=overlapping.to_on)
    if any((one.region, one.year) != (roster.region, roster.year) for one in same_number) or (
        previous is not None and kind is PurchaseKind.ENDORSEMENT and form.policy_no != previous.policy_no
    ):
        raise rules.PolicyNumberTaken(pointer="/policy_no")

    purchase = InsurancePurchase(
        roster_id=roster.id,
        programme=roster.programme,
        year=roster.year,
        region=roster.region,
        number=roster.number,
        kind=kind,
        previous_id=previous.id if previous else None,
        policy_no=form.policy_no,
        insurer=previous.insurer if previous and kind is PurchaseKind.ENDORSEMENT else form.insurer,
        from_on=form.from_on,
        to_on=form.to_on,
        policy=policy.policy,
        policy_version=version,
        insured=insured_of(policy),
        premiums=roster.programme_terms["premiums"],
        added=roster.added,
        changed=roster.changed,
        removed=roster.removed,
        premium_fen=roster.amount_fen,
        status=PurchaseStatus.DRAFT,
        made_by=by.subject,
    )
    session.add(purchase)
    await session.flush()
    return purchase
