"""The accounts that settlements draw on: a person's year, a person's life (year 0), a family's year.

They are locked in one order everywhere, after the stays: the person's, life before years, then families by name and year. A
person is asked for by the number of a stay; where that number is counted under another one, theirs are that one's accounts.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.counters import LIFE
from services.medical.tables import Account, FamilyAccount, YearAccount

FAMILY_OF = """coalesce(
    (SELECT b.household_id::text FROM beneficiary b WHERE b.identity_hash = {hash} AND b.in_force_on <= {on}
     ORDER BY b.in_force_on DESC LIMIT 1),
    (SELECT c.household_id::text FROM cover c WHERE c.identity_hash = {hash} AND c.in_force_on <= {on}
     ORDER BY c.in_force_on DESC LIMIT 1),
    {hash})"""
"""SQL: the family of a person on a day; a person of whom no household is known is a family of their own."""

_ACCOUNT_OF = text("SELECT account_of(:identity_hash)")
_OPEN = text(f"""
WITH person AS (
    INSERT INTO year_account (identity_hash, year, counters, standing, burden_fen)
    SELECT number, year, '{{}}', '[]', 0
    FROM unnest(ARRAY[CAST(:identity_hash AS text), CAST(:account AS text)]) AS number,
         unnest(ARRAY[0, CAST(:year AS integer)]) AS year
    GROUP BY number, year ORDER BY number, year
    ON CONFLICT DO NOTHING
)
INSERT INTO family_account (family, year, counters, standing)
VALUES ({FAMILY_OF.format(hash="CAST(:identity_hash AS text)", on=":on")}, :year, '{{}}', '[]')
ON CONFLICT DO NOTHING
""")  # noqa: S608  constants of our own

_OPEN_FAMILIES = text("""
INSERT INTO family_account (family, year, counters, standing)
SELECT family, :year, '{}', '[]' FROM unnest(CAST(:families AS text[])) AS family ORDER BY family
ON CONFLICT DO NOTHING
""")


async def account_of(session: AsyncSession, identity_hash: str) -> str:
    """The number under which this number's stays are counted: its own, unless its file was merged into another."""
    return str((await session.execute(_ACCOUNT_OF, {"identity_hash": identity_hash})).scalar_one())


async def open_accounts(session: AsyncSession, identity_hash: str, *, on: date, account: str | None = None) -> None:
    """Empty accounts for whatever a settlement on this day would draw on, unless they are there; `account`: see `account_of`."""
    asked = {"identity_hash": identity_hash, "account": account or identity_hash, "year": on.year, "on": on}
    await session.execute(_OPEN, asked)


async def open_families(session: AsyncSession, families: Collection[str], year: int) -> None:
    await session.execute(_OPEN_FAMILIES, {"families": sorted(families), "year": year})


async def find_years(session: AsyncSession, identity_hash: str, years: Collection[int]) -> dict[int, YearAccount]:
    """A person's accounts, not locked."""
    of_person = col(YearAccount.identity_hash) == func.account_of(identity_hash)
    query = select(YearAccount).where(of_person, col(YearAccount.year).in_(years))
    return {account.year: account for account in await session.exec(query)}


async def lock_years(session: AsyncSession, identity_hash: str, years: Collection[int]) -> dict[int, YearAccount]:
    """A person's accounts that are there, life first. Lock the stays before, the families after.

    Whoever locks a year without the life holds the life already: a number is not counted elsewhere meanwhile.
    """
    query = (
        select(YearAccount)
        .where(col(YearAccount.identity_hash) == func.account_of(identity_hash), col(YearAccount.year).in_(years))
        .order_by(col(YearAccount.year))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    while True:
        found = {account.year: account for account in await session.exec(query)}
        if LIFE not in found or found[LIFE].counted_under is None:
            return found
        # It was merged into another while we waited for it.


async def lock_families(session: AsyncSession, families: Collection[str], year: int) -> dict[str, FamilyAccount]:
    """These families' accounts of one year that are there, by name."""
    query = (
        select(FamilyAccount)
        .where(col(FamilyAccount.family).in_(families), FamilyAccount.year == year)
        .order_by(col(FamilyAccount.family))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {account.family: account for account in await session.exec(query)}


def without(account: Account, settlement_id: UUID) -> list[str]:
    """The settlements that stand on an account, this one left out."""
    return [standing for standing in account.standing if standing != str(settlement_id)]
