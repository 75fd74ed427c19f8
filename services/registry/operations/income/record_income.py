"""Record a household's income of a year; a correction is a new version beside the old ones."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.income import (
    CorrectionWithoutReason,
    EarnerElsewhere,
    HeadsWithoutReason,
    IncomeChangedMeanwhile,
    check_year,
    is_expected,
    reckon,
)
from services.registry.rules.line import LineKind, find_line
from services.registry.schemas.income import RecordIncome
from services.registry.store import income as books
from services.registry.store.household import list_members
from services.registry.store.line import list_line_policies
from services.registry.store.watch import lock_household
from services.registry.tables import IncomeBook, IncomeEntry
from shared import clock, rows


async def record_income(
    session: AsyncSession, household_id: UUID, year: int, form: RecordIncome, *, by: str, on: date
) -> IncomeBook:
    """Raises NoSuchHousehold, YearToCome, IncomeChangedMeanwhile, CorrectionWithoutReason, EarnerElsewhere,
    HeadsWithoutReason or NobodyInTheHousehold."""
    household = await lock_household(session, household_id)
    held = await books.find_book(session, household_id, year)
    heads = await books.count_heads(session, household_id, year=year, on=on)
    members = {member.id for member in await list_members(session, [household_id])}
    line = find_line(list_line_policies(), LineKind.POVERTY, region=household.region, year=year)

    check_year(year, on=on)
    version = held.version if held else None
    if form.replaces_version != version:
        raise IncomeChangedMeanwhile(pointer="/replaces_version", version=version)
    if held and not form.reason:
        raise CorrectionWithoutReason(pointer="/reason")
    for at, entry in enumerate(form.entries):
        if entry.person_id is not None and entry.person_id not in members:
            raise EarnerElsewhere(pointer=f"/entries/{at}/person_id")
    if form.heads is not None and form.heads != heads.count and not form.heads_reason:
        raise HeadsWithoutReason(pointer="/heads_reason", registered=heads.count, heads=form.heads)
    counted = form.heads or heads.count
    sums = reckon([(entry.kind, entry.amount_fen) for entry in form.entries], heads=counted)

    book = IncomeBook(
        household_id=household_id,
        region=household.region,
        year=year,
        version=(version or 0) + 1,
        heads=counted,
        heads_counted_on=heads.on,
        heads_reason=form.heads_reason if counted != heads.count else "",
        **vars(sums),
        line_fen=line.amount_fen if line else None,
        line_source=line.source if line else "",
        is_expected=is_expected(year, on=on),
        reason=form.reason,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    entries = (
        IncomeEntry(book_id=book.id, region=book.region, number=number, **entry.model_dump())
        for number, entry in enumerate(form.entries, start=1)
    )
    await rows.insert(session, book, *entries)
    return book
