"""Who is known to have died, by id and keyed hash alone."""

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.tables import Death

# What comes late never undoes what is newer, also not that they are known as a household's member since.
# The day stays known where a later word says nothing of it.
_PUT = text("""
INSERT INTO death (id, person_id, identity_hash, region, household_id, died_on, is_dead, revision)
SELECT :id, :person_id, :identity_hash, :region, :household_id, CAST(:died_on AS date), :is_dead, :revision
WHERE NOT EXISTS (SELECT FROM household_member WHERE person_id = :person_id AND is_member AND revision > :revision)
ON CONFLICT (person_id) DO UPDATE
SET identity_hash = excluded.identity_hash, region = excluded.region, is_dead = excluded.is_dead, revision = excluded.revision,
    household_id = coalesce(excluded.household_id, death.household_id),
    died_on = CASE WHEN excluded.is_dead THEN coalesce(excluded.died_on, death.died_on) END
WHERE death.revision <= excluded.revision
""")
_IS_KNOWN = text("SELECT EXISTS (SELECT FROM death WHERE person_id = :person_id)")


async def put_death(session: AsyncSession, death: Death) -> None:
    """Somebody died, or is alive after all; comes it twice or late, nothing is lost."""
    await session.execute(_PUT, death.model_dump())


async def is_known(session: AsyncSession, death: Death) -> bool:
    """Whether anything was ever said of this person's death."""
    return bool(await session.scalar(_IS_KNOWN, {"person_id": death.person_id}))
