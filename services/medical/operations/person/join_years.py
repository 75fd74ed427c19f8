"""Two files of registry are one human being: what was drawn under either number is one person's year, and one burden."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.burden import weigh
from services.medical.rules.burden_share import weigh_share
from services.medical.rules.counters import LIFE
from services.medical.rules.facts import stay_of
from services.medical.rules.merged_year import first_reckoned_alone
from services.medical.rules.reversal import DueCause
from services.medical.store import accounts, admissions, merged_years, people, policies, resettlements, settlements
from services.medical.store.merged_years import Moved
from services.medical.tables import ResettlementDue, Settlement, YearAccount
from shared import clock, outbox
from shared.events import Event
from shared.events.medical import BurdenExceeded, BurdenShareExceeded
from shared.events.registry import PersonsMerged


async def join_years(session: AsyncSession, event: PersonsMerged) -> None:
    """Deductibles, ceilings and the burden of the year, and those of life, follow the person. Bills that were settled without
    knowing of the other number's before them are noted for the county desk; a burden that only both together carry over the line
    is told at once, if the year is not over. The same merger again changes nothing."""
    kept_under = await accounts.account_of(session, event.identity_hash)
    former, kept = await merged_years.lock_both(session, event.former_identity_hash, kept_under)
    burdens = {year: (account.burden_fen, kept[year].burden_fen) for year, account in former.items()}

    if event.former_identity_hash == kept_under or merged_years.is_counted_elsewhere(former):
        return

    moved = await merged_years.move(session, former, kept, number=event.former_identity_hash)
    for year, account in former.items():
        kept[year].burden_told_at = kept[year].burden_told_at or account.burden_told_at
        kept[year].burden_share_told_at = kept[year].burden_share_told_at or account.burden_share_told_at
    merged_years.count_under(former[LIFE], kept_under, since=clock.now())
    firsts = {first for one in moved if (first := first_reckoned_alone(one.standing, one.ids))}
    found = await settlements.list_settlements(session, [UUID(first) for first in firsts])
    await resettlements.note_dues(session, [_due(one, event) for one in found.values()])
    year = clock.today().year
    events = await _alarms(session, event, kept[year], burdens[year], moved) if year in burdens else []
    await session.flush()

    await outbox.record(session, *events)


def _due(settlement: Settlement, event: PersonsMerged) -> ResettlementDue:
    return ResettlementDue(
        settlement_id=settlement.id, region=settlement.region, cause=DueCause.MERGER, since_on=event.happened_on
    )


async def _alarms(
    session: AsyncSession, event: PersonsMerged, account: YearAccount, burdens: tuple[int, int], moved: Sequence[Moved]
) -> list[Event]:
    """By the policy of the last settlement of the year, as that settlement would have told if both had been known."""
    if not any(one.year == account.year for one in moved) or not account.standing:
        return []
    last = await settlements.get_settlement(session, UUID(account.standing[-1]))
    stay = stay_of(last.facts or last.result)
    admitted_on = (await admissions.get_admission(session, last.admission_id)).admitted_on
    policy = policies.get_policy_for(last.region, admitted_on=admitted_on, discharged_on=last.settled_on, scheme=stay.scheme)
    told = {
        "settlement_id": last.id,
        "identity_hash": event.identity_hash,
        "person_id": event.person_id,
        "region": last.region,
        "year": account.year,
    }
    events: list[Event] = []
    weighed = weigh(policy, stay, before_fen=max(burdens), patient_fen=min(burdens))
    if weighed.is_crossed and account.burden_told_at is None and not await people.is_in_case(session, event.identity_hash):
        account.burden_told_at = clock.now()
        line_fen = weighed.line_fen or 0
        events.append(BurdenExceeded(admission_id=last.admission_id, burden_fen=weighed.after_fen, line_fen=line_fen, **told))
    share = weigh_share(account.counters, region=stay.region, persons=stay.persons)
    if share.is_over and account.burden_share_told_at is None:
        account.burden_share_told_at = clock.now()
        events.append(
            BurdenShareExceeded(
                in_policy_fen=share.in_policy_fen,
                burden_fen=share.burden_fen,
                share_per_mille=share.per_mille,
                line_per_mille=share.line.per_mille if share.line else 0,
                **told,
            )
        )
    return events
