"""A stretch comes in as it was previewed, with its history, its audit and its events."""

from collections.abc import Awaitable, Callable

from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.register.commit_import import commit_import
from services.registry.operations.register.import_register import import_register
from services.registry.rules.change import ChangeKind, Source
from services.registry.rules.preview import Decision, ImportState
from services.registry.store import household as households
from services.registry.store.facts import facts_of_household, facts_of_person
from services.registry.store.history import household_timelines, person_timelines
from services.registry.store.mark import keep_marks
from services.registry.tables import Change, Household, Membership, Person
from shared.events import Event
from shared.events.registry import HouseholdChanged, PersonEnrolled
from shared.vault import unseal
from tests.builders.imports import AT, OFFICER, committed, entries_of, previewed, taken_in
from tests.builders.registry import ON, a_household, an_xlsx

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]
OTHERS = a_household(2, code="3713110000000002", first_sequence=101)


async def test_it_comes_in_whole_with_history_seats_and_audit(session: AsyncSession, emitted: Emitted) -> None:
    sent = await committed(session, an_xlsx(a_household(3)))
    assert (sent.state, sent.changed, sent.committed_at) == (ImportState.COMMITTED, 3, AT)
    [household] = (await session.exec(select(Household))).all()
    people = await households.list_members(session, [household.id])
    known = await household_timelines(session, [household.id])
    lives = await person_timelines(session, [person.id for person in people])
    assert known[household.id].segments[0].facts["code"] == "3713110000000001"
    assert [lives[person.id].segments[0].facts["name"] for person in people] == ["王小明", "王小芳", "王小强"]
    audited = "SELECT thing, count(*) FROM audit WHERE action = 'insert' GROUP BY thing"
    counts = {thing: count for thing, count in await session.execute(text(audited))}
    # What is added to a history names its change, which is audited.
    assert counts == {"person": 3, "household": 1, "household_change": 1, "register_import": 1, "import_stretch": 2}
    told = await emitted(session)
    assert sorted(type(event).__name__ for event in told) == ["HouseholdChanged", *["PersonEnrolled"] * 3]
    assert {event.household_id for event in told if isinstance(event, PersonEnrolled | HouseholdChanged)} == {household.id}


async def test_what_stands_in_the_rows_is_what_the_history_of_the_first_day_says(session: AsyncSession) -> None:
    rich = {"是否享受低保": "是", "务工企业名称": "鲁南制药", "残疾类别": "肢体", "成员联系电话": "", "人口编号": ""}
    await committed(session, an_xlsx([*a_household(3), OTHERS[0], OTHERS[1] | rich]))
    families = (await session.exec(select(Household))).all()
    people = (await session.exec(select(Person))).all()
    known = await household_timelines(session, [household.id for household in families])
    lives = await person_timelines(session, [person.id for person in people])
    assert [facts_of_household(each) for each in families] == [known[each.id].segments[0].facts for each in families]
    assert [facts_of_person(each) for each in people] == [lives[each.id].segments[0].facts for each in people]
    seats = (await session.exec(select(Membership))).all()
    assert {(each.person_id, each.household_id, each.region, each.relation, each.since_on) for each in seats} == {
        (each.id, each.household_id, each.region, each.relation, each.joined_on) for each in people
    }
    [change, other] = (await session.exec(select(Change))).all()
    assert {each.change_id for each in seats} == {change.id, other.id}
    assert [(each.kind, each.source, each.happened_on, each.recorded_by, each.recorded_at) for each in (change, other)] == [
        (ChangeKind.IMPORTED, Source.IMPORT, ON, OFFICER.subject, AT)
    ] * 2


async def test_new_people_are_found_by_the_marks_that_whoever_is_written_otherwise_gets(session: AsyncSession) -> None:
    await committed(session, an_xlsx([*a_household(3), *OTHERS]))
    await session.execute(text("SELECT set_config('jishiyu.looking', '{}', true)"))
    marked = text("SELECT id, region, marks, is_gone FROM person_mark ORDER BY id")
    at_first = (await session.execute(marked)).all()
    people = (await session.exec(select(Person))).all()
    await keep_marks(session, [(person.id, facts_of_person(person)) for person in people])
    assert (await session.execute(marked)).all() == at_first
    assert len(at_first) == 5


async def test_its_content_is_gone_but_for_what_goes_back(session: AsyncSession) -> None:
    bad = [OTHERS[0], OTHERS[1] | {"姓名": ""}]
    sent = await committed(session, an_xlsx([*a_household(2), *bad]))
    [kept] = await entries_of(session, sent)
    assert (kept.decision, kept.code, sent.refused, sent.taken) == (Decision.REFUSE, "3713110000000002", 2, 2)


async def test_a_household_that_changed_after_the_commitment_goes_back_and_the_others_come_in(session: AsyncSession) -> None:
    sent = await previewed(session, an_xlsx([*a_household(2), *OTHERS]))
    await commit_import(session, sent, by=OFFICER, at=AT)
    await import_register(session, an_xlsx(OTHERS), by=OFFICER, on=ON)
    await taken_in(session, sent)
    assert (sent.created, sent.returned, sent.taken, sent.refused) == (1, 1, 2, 2)
    assert sent.faults[-1]["reason"] == "预览之后本户在登记中有变动，没有录入"
    [kept] = await entries_of(session, sent)
    assert kept.code == "3713110000000002"


async def test_the_audit_of_an_update_says_what_was_and_what_is(session: AsyncSession) -> None:
    rows = a_household(1)
    await committed(session, an_xlsx(rows))
    await committed(session, an_xlsx([rows[0] | {"是否享受低保": "是", "年度": "2021"}]))
    audited = "SELECT before -> 'revision', after -> 'revision' FROM audit WHERE thing = 'person' AND action = 'update'"
    assert [tuple(row) for row in await session.execute(text(audited))] == [(1, 2)]


async def test_what_a_later_file_changes_is_written_whole_and_what_stays_keeps_its_seal(session: AsyncSession) -> None:
    await committed(session, an_xlsx([*a_household(2), *OTHERS]))
    before = {person.id: person.model_dump() for person in await session.exec(select(Person))}
    session.expunge_all()
    otherwise = {"文化程度": "大专", "成员联系电话": "13900001111", "与户主关系": "之女"}
    head, spouse = a_household(2)
    await committed(session, an_xlsx([head, spouse | otherwise, *OTHERS]))
    assert not session.dirty
    session.expunge_all()  # what stands in the table, not what the session remembers
    people = {person.id: person for person in await session.exec(select(Person))}
    [changed] = [person for person in people.values() if person.model_dump() != before[person.id]]
    was, lives = before[changed.id], await person_timelines(session, [changed.id])
    assert (changed.relation, changed.revision) == ("之女", was["revision"] + 2)  # a seat and a file
    assert (changed.particulars["文化程度"], unseal(changed.phone_sealed or b"")) == ("大专", "13900001111")
    assert (changed.name_sealed, changed.id_number_sealed) == (was["name_sealed"], was["id_number_sealed"])
    assert lives[changed.id].segments[-1].facts == facts_of_person(changed)
    assert lives[changed.id].segments[-1].facts["name"] == "王小芳"
    audited = "SELECT before, after FROM audit WHERE thing = 'person' AND action = 'update'"
    [(old, new)] = list(await session.execute(text(audited)))
    assert {field for field in new if new[field] != old[field]} >= {"relation", "particulars", "fingerprint", "revision"}
    assert old["name_sealed"] == new["name_sealed"]
