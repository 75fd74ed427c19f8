"""Who died is remembered by id and hash, whatever order news come in; of the living nothing is kept."""

from sqlmodel import select

from services.funds.tables import Death
from shared.database import set_scope, the_platform
from shared.events.registry import PersonEnrolled
from tests.builders.funds_payments import a_member
from tests.builders.funds_supervision import a_death


def alive(member, revision):
    return PersonEnrolled(
        person_id=member.person_id,
        household_id=member.household_id,
        identity_hash=member.identity_hash,
        region=member.region,
        classes=["enrolled"],
        in_force_on="2020-01-01",
        revision=revision,
        is_member=True,
        is_living=True,
    )


async def deaths(session):
    await session.commit()
    await set_scope(session, the_platform("test", "test"))
    rows = await session.exec(select(Death).execution_options(populate_existing=True))
    return [(death.is_dead, death.died_on and death.died_on.isoformat(), death.revision) for death in rows]


async def test_a_death_is_remembered_once_however_often_it_is_told(session, deliver):
    member = await a_member(session, 1)
    await session.commit()
    death = a_death(member.person_id, 1, died_on="2020-06-01", household_id=member.household_id)
    for _ in range(2):
        await deliver(death)
    assert await deaths(session) == [(True, "2020-06-01", 99)]
    [row] = await session.exec(select(Death))
    assert (row.household_id, row.identity_hash) == (member.household_id, member.identity_hash)


async def test_a_correction_takes_it_back_and_late_news_does_not_bring_it_again(session, deliver):
    member = await a_member(session, 1)
    await session.commit()
    await deliver(a_death(member.person_id, 1, died_on="2020-06-01", revision=5))
    await deliver(alive(member, 6))
    await deliver(a_death(member.person_id, 1, died_on="2020-06-01", revision=5))
    assert await deaths(session) == [(False, None, 6)]


async def test_of_the_living_nothing_is_kept_and_older_news_of_a_death_does_not_count(session, deliver):
    member = await a_member(session, 1)
    await session.commit()
    await deliver(alive(member, 8))
    assert await deaths(session) == []
    await deliver(a_death(member.person_id, 1, died_on="2020-06-01", revision=7))
    assert await deaths(session) == []
