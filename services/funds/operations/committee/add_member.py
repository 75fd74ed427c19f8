from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.schemas.review import AddMember
from services.funds.store.review import get_committee
from services.funds.tables import CommitteeMember
from shared.vault import seal


async def add_member(session: AsyncSession, committee_id: UUID, form: AddMember) -> CommitteeMember:
    """Add a member to a committee; the name is kept sealed. Nobody else is told. Raises NoSuchCommittee."""
    committee = await get_committee(session, committee_id, locked=True)
    member = CommitteeMember(
        committee_id=committee.id,
        region=committee.region,
        person_sealed=seal(form.person),
        post=form.post,
        since_on=form.since_on,
    )
    session.add(member)
    await session.flush()
    return member
