from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKey, AccountKind, Holding
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.grant import (
    GrantState,
    Need,
    NoGrantRule,
    Payout,
    ReserveNotFilled,
    ReserveShort,
    award,
    become,
    papers_due_on,
    pay_out,
)
from services.funds.rules.payment import PaymentMethod, PaymentState
from services.funds.rules.reserve_entry import reserve_number
from services.funds.rules.transfer import About, Booked, Phase, Purpose
from services.funds.store.budget_policy import title_of_programme
from services.funds.store.grant import Paid, lock_grants_of_cases, put_grants
from services.funds.store.ledger import lock_accounts
from services.funds.store.policy import get_policy, get_policy_named
from services.funds.tables import Disclosure, EmergencyGrant, Payment
from shared import outbox
from shared.clock import china
from shared.errors import Refusal
from shared.events import Event
from shared.events.civil_affairs import TRIGGER_NAMES
from shared.events.funds import DisclosurePublished, EmergencyGrantPaid, EmergencyGrantRefused
from shared.ids import uuid7
from shared.regions import name_of, town_of

PROGRAMME = "emergency-aid"


async def pay_emergency_grant(
    session: AsyncSession, needs: Sequence[Need], *, at: datetime, because: Mapping[UUID, Event] | None = None
) -> list[EmergencyGrant | None]:
    """Pay each case its first emergency grant out of its town's reserve: once, however often it is asked for.

    Where the reserve cannot pay, the grant waits, and asking again (once the reserve is filled) pays it by the same path. The
    refusal is told the first time. None stands where no rule covers the place, which is told too. `because` holds, by case, the
    event that asks.
    """
    towns = dict.fromkeys(town_of(need.region) for need in needs)
    keys = [key for town in towns for key in _accounts_of(town)]
    holdings = dict(zip(keys, await lock_accounts(session, *keys), strict=True))
    known = await lock_grants_of_cases(session, [need.case_id for need in needs])

    done = [_judge(need, known.get(need.case_id), holdings, at=at) for need in needs]

    owed = [outbox.debt(event, because=(because or {}).get(one.case_id)) for one in done for event in one.told]
    decided = [one.grant for one in done if one.grant and one.is_news]
    if decided or owed:
        await put_grants(session, decided, [one.paid for one in done if one.paid], owed=owed)
    return [one.grant for one in done]


def _accounts_of(town: str) -> tuple[AccountKey, AccountKey]:
    """Out of which a grant is paid, and into which."""
    return AccountKey(AccountKind.TOWN_RESERVE, town), AccountKey(AccountKind.HOUSEHOLD_PAID_OUT, town)


@dataclass(frozen=True)
class _Done:
    """What came of one need."""

    case_id: UUID
    grant: EmergencyGrant | None
    told: Sequence[Event] = ()
    paid: Paid | None = None
    is_news: bool = True


def _judge(need: Need, known: EmergencyGrant | None, holdings: dict[AccountKey, Holding], *, at: datetime) -> _Done:
    """Decide on one need with what the accounts still hold; `holdings` is carried on for the next."""
    town = town_of(need.region)
    if known is not None and known.state is not GrantState.WAITING:
        return _Done(need.case_id, known, is_news=False)
    try:
        grant = known or _decide(need, town, on=china(at).date())
    except NoGrantRule as refusal:
        return _Done(need.case_id, None, [_refused(need.case_id, town, refusal)])

    reserve, paid_out = _accounts_of(town)
    try:
        payout = pay_out(holdings[reserve], holdings[paid_out], grant.amount_fen)
    except (ReserveNotFilled, ReserveShort) as refusal:
        grant.refusal_code = refusal.code
        return _Done(need.case_id, grant, [] if known else [_refused(need.case_id, town, refusal)])

    holdings |= {key: holdings[key].after(payout.legs) for key in (reserve, paid_out)}
    due_on = papers_due_on(get_policy_named(grant.policy), at)
    grant.state, grant.refusal_code, grant.paid_at, grant.papers_due_on = become(grant.state, GrantState.PAID), None, at, due_on
    paid = _pay(grant, payout, at=at)
    return _Done(need.case_id, grant, _events(grant, paid.disclosure, due_on), paid)


def _decide(need: Need, town: str, *, on: date) -> EmergencyGrant:
    policy, version = get_policy(need.region, on)
    decided = award(policy, need)
    return EmergencyGrant(
        case_id=need.case_id,
        household_id=need.household_id,
        region=need.region,
        town=town,
        trigger=need.trigger,
        burden_fen=need.burden_fen,
        amount_fen=decided.amount_fen,
        state=GrantState.WAITING,
        clause=decided.clause,
        reasons=list(decided.reasons),
        policy=policy.policy,
        policy_version=version,
        decided_on=on,
        detected_at=need.detected_at,
        first_aid_due_at=decided.first_aid_due_at,
    )


def _pay(grant: EmergencyGrant, payout: Payout, *, at: datetime) -> Paid:
    """Set the money aside and pay it: both transfers stay in the books. What the public reads names neither."""
    reserved = _transfer(grant, Phase.RESERVED, "急难救助金预留", at=at)
    posted = _transfer(grant, Phase.POSTED, "急难救助金发放", follows_id=reserved.id, at=at)
    disclosure = _disclose(grant, on=china(at).date())
    payment = _payment(grant, posted, disclosure, at=at)
    return Paid([(reserved, payout.reserved), (posted, payout.posted)], disclosure, payment)


def _transfer(grant: EmergencyGrant, phase: Phase, memo: str, *, at: datetime, follows_id: UUID | None = None) -> Booked:
    return Booked(
        id=uuid7(),
        phase=phase,
        purpose=Purpose.EMERGENCY_GRANT,
        region=grant.town,
        amount_fen=grant.amount_fen,
        follows_id=follows_id,
        about=About.EMERGENCY_GRANT,
        about_id=grant.id,
        memo=f"{memo}，{TRIGGER_NAMES[grant.trigger]}",
        made_at=at,
        booked_on=china(at).date(),
    )


def _disclose(grant: EmergencyGrant, *, on: date) -> Disclosure:
    return Disclosure.of(
        public_entry(
            id=uuid7(),
            kind=DisclosureKind.EMERGENCY_GRANT,
            region=grant.town,
            region_name=name_of(grant.town),
            amount_fen=grant.amount_fen,
            reason=TRIGGER_NAMES[grant.trigger],
            clause=grant.clause,
            published_on=on,
            programme=title_of_programme(grant.region, PROGRAMME, on),
            year=on.year,
            line=reserve_number(grant.town),
        )
    )


def _payment(grant: EmergencyGrant, transfer: Booked, disclosure: Disclosure, *, at: datetime) -> Payment:
    return Payment(
        about=About.EMERGENCY_GRANT,
        about_id=grant.id,
        household_id=grant.household_id,
        region=grant.region,
        amount_fen=grant.amount_fen,
        clause=grant.clause,
        memo=transfer.memo,
        programme=PROGRAMME,
        period=str(china(at).year),
        method=PaymentMethod.RESERVE_ON_SITE,
        state=PaymentState.PAID,
        reserved_id=transfer.follows_id,
        transfer_id=transfer.id,
        disclosure_id=disclosure.id,
        asked_at=at,
        paid_at=at,
    )


def _events(grant: EmergencyGrant, disclosure: Disclosure, due_on: date) -> list[Event]:
    return [
        EmergencyGrantPaid(
            case_id=grant.case_id,
            grant_id=grant.id,
            household_id=grant.household_id,
            region=grant.town,
            amount_fen=grant.amount_fen,
            papers_due_on=due_on,
        ),
        DisclosurePublished(
            entry_id=disclosure.id, region=grant.town, kind=disclosure.kind, published_on=disclosure.published_on
        ),
    ]


def _refused(case_id: UUID, town: str, refusal: Refusal) -> EmergencyGrantRefused:
    return EmergencyGrantRefused(case_id=case_id, region=town, code=refusal.code, reason=f"{refusal.title}。{refusal.mend}")
