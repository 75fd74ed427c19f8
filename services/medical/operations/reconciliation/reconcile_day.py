"""Compare a hospital's day with ours, and keep what was found."""

from collections import Counter
from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.admission import HospitalUnknown
from services.medical.rules.reconciliation import DayNotThere, Line, Tallies, compare, compare_totals, tally
from services.medical.store import reconciliations
from services.medical.tables import Reconciliation
from shared import clock
from shared.security import Principal


async def reconcile_day(
    session: AsyncSession, day: date, told: list[Line] | Tallies, *, by: Principal, on: date, repeats_id: UUID | None = None
) -> Reconciliation:
    """`told` is what the hospital has: its lines, or only the totals. Changes nothing but that the run is kept.

    Raises HospitalUnknown, DayNotThere.
    """
    if not by.org:
        raise HospitalUnknown
    if day > on:
        raise DayNotThere(pointer="/day", today=on.isoformat())
    ours = await reconciliations.list_day(session, by.org, day)

    our_tallies = tally(ours)
    if isinstance(told, list):
        missing = {line.settlement_id for line in told} - {line.settlement_id for line in ours}
        elsewhere = await reconciliations.find_elsewhere(session, missing)
        their_tallies, found = tally(told), compare(ours, told, elsewhere)
    else:
        their_tallies, found = dict(told), compare_totals(our_tallies, told)

    upload, digest = reconciliations.packed(told)
    run = Reconciliation(
        hospital=by.org,
        region=by.region,
        day=day,
        mode="lines" if isinstance(told, list) else "totals",
        upload=upload,
        upload_digest=digest,
        theirs=reconciliations.tallies_as_json(their_tallies),
        ours=reconciliations.tallies_as_json(our_tallies),
        line_count=len(told) if isinstance(told, list) else 0,
        difference_count=len(found),
        differences_by_kind=Counter(difference.kind.value for difference in found),
        repeats_id=repeats_id,
        run_by=by.subject,
        run_at=clock.now(),
    )
    kept = {"reconciliation_id": run.id, "hospital": run.hospital, "region": run.region}
    await reconciliations.add_run(
        session, run, [asdict(difference) | kept | {"number": number} for number, difference in enumerate(found, 1)]
    )
    return run
