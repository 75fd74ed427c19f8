from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.review import must_leave_after_joining
from services.funds.schemas.review import EndMembership
from services.funds.store.review import get_committee, get_member
from services.funds.tables import CommitteeMember


async def end_membership(session: AsyncSession, committee_id: UUID, member_id: UUID, form: EndMembership) -> CommitteeMember:
    """Let a member go at the end of a day; what they voted stays. Raises NoSuchCommittee, NoSuchMember, LeavesBeforeJoining."""
    committee = await get_committee(session, committee_id, locked=True)
    member = await get_member(session, committee.id, member_id)

    must_leave_after_joining(member.since_on, form.until_on)

    member.until_on = form.until_on
    session.add(member)
    await session.flush()
    return member
