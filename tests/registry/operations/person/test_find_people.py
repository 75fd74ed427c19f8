"""People looked for in the register: exactly those who are meant, the dead and the departed marked as such, each look traced."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from services.registry.api.search import found_view
from services.registry.jobs import mark_people
from services.registry.operations.double.merge_persons import merge_persons
from services.registry.operations.person.correct_person import correct_person
from services.registry.operations.person.find_people import find_people
from services.registry.operations.person.record_death import record_death
from services.registry.operations.person.remove_member import remove_member
from services.registry.operations.register.import_register import import_register
from services.registry.rules.search import Question, Standing, read_question, standing_of
from services.registry.rules.vocabulary import PersonClass
from services.registry.schemas import move as forms
from services.registry.schemas.double import MergePersons
from services.registry.store.facts import facts_of_person
from services.registry.store.mark import forget_marks
from services.registry.store.search import Place
from services.registry.tables import Person, PersonMark, PersonSearch
from shared.clock import now
from shared.database import Scope, set_scope
from shared.vault import unseal
from tests.builders.doubles import a_pair, two_files
from tests.builders.registry import LONGTAN, ON, a_household, a_member, an_xlsx, households
from tests.builders.registry_file import OFFICER, TODAY, WHY, a_file


async def look(session: AsyncSession, typed: str, **narrower: Any) -> list[str]:
    """The names of whoever is found, in their order."""
    question = replace(read_question(typed), **narrower)
    found = await find_people(session, question, typed, after=None, limit=50, by=OFFICER)
    return [str(facts_of_person(each.person)["name"]) for each in found]


class Scan:
    """Everybody, unsealed once, so that each question can be put to them plainly."""

    def __init__(self, everyone: list[Person]) -> None:
        self.everyone = [(person, facts_of_person(person)) for person in everyone]

    def __call__(self, question: Question) -> set[str]:
        return {
            str(person.id)
            for person, facts in self.everyone
            if question.means(facts, standing_of(person.left_on, person.died_on, is_merged=bool(person.merged_into_id)))
        }


async def scan_of(session: AsyncSession) -> Scan:
    return Scan(list(await session.exec(select(Person))))


async def paged(session: AsyncSession, question: Question, *, limit: int) -> list[str]:
    """Everybody who is found, page after page."""
    found, after = list[str](), None
    while True:
        page = await find_people(session, question, "", after=after, limit=limit, by=OFFICER)
        found += [str(each.person.id) for each in page[:limit]]
        if len(page) <= limit:
            return found
        after = page[limit - 1].place


async def test_a_search_finds_exactly_whom_a_scan_of_everybody_finds(session: AsyncSession) -> None:
    await import_register(session, an_xlsx(households(60)), by=OFFICER, on=ON)
    plainly = await scan_of(session)
    asked = {"zh"}
    for _, facts in plainly.everyone[::11]:
        name, number = str(facts["name"]), str(facts["id_number"])
        asked |= {name, name[-2:], name[0], number[-4:], number[-6:], str(facts["born_on"]), f"{number[6:10]}年"}
        asked |= {f"{name[0]} {number[-4:]}", f"{name[0]} {number[6:10]}年"}
    asked |= {"wang", "zhangwei", "zw", "wangx", "li", "xm", "wh", "liu"}
    found_any = 0
    for typed in sorted(asked):
        for narrower in ({}, {"within": LONGTAN}, {"person_class": PersonClass.ENROLLED}, {"within": "371311", "born_in": 1960}):
            question = replace(read_question(typed), **narrower)
            found = await paged(session, question, limit=7)
            assert len(found) == len(set(found)), typed
            assert set(found) == plainly(question), (typed, narrower)
            found_any += len(found)
    assert found_any > 100


async def test_marks_that_many_share_find_nobody_too_many(session: AsyncSession, monkeypatch: pytest.MonkeyPatch) -> None:
    # With five bits, everybody shares their marks with somebody: what is unsealed has the last word.
    monkeypatch.setattr("services.registry.store.mark.SECRET_BITS", 5)
    forget_marks()
    await import_register(session, an_xlsx(households(40)), by=OFFICER, on=ON)
    plainly = await scan_of(session)
    for typed in ("王", "李", "wang", "zw", "1234"):
        question = read_question(typed)
        assert set(await paged(session, question, limit=3)) == plainly(question)
    forget_marks()


async def test_those_still_there_come_first_and_the_dead_and_departed_are_shown_as_such(session: AsyncSession) -> None:
    _, [head, spouse, child] = await a_file(session)
    stay = [forms.Seat(person_id=spouse.id, relation="户主"), forms.Seat(person_id=child.id, relation="之子")]
    death = forms.RecordDeath(happened_on=date(2020, 6, 20), relations=stay, **WHY)
    await record_death(session, death, person_id=head.id, by=OFFICER, on=TODAY)
    gone = forms.RemoveMember(happened_on=date(2020, 6, 25), relations=[], **WHY)
    await remove_member(session, gone, person_id=child.id, by=OFFICER, on=TODAY)
    await session.flush()
    found = await find_people(session, read_question("王小"), "王小", after=None, limit=50, by=OFFICER)
    assert [each.standing for each in found] == [Standing.PRESENT, *sorted([Standing.DEAD, Standing.LEFT], key=_by_id(found))]
    assert await look(session, "王小", standing=Standing.DEAD) == ["王小明"]
    assert await look(session, "王小", standing=Standing.LEFT) == ["王小强"]


async def test_a_second_file_is_found_by_its_old_number_and_leads_to_the_one_that_is_kept(session: AsyncSession) -> None:
    (home, [one]), (_, [other]) = await two_files(session)
    pair = await a_pair(session, one.id, other.id)
    await merge_persons(session, pair.id, MergePersons(keep_id=one.id, reason="同一人"), by=OFFICER, on=TODAY)
    tail = unseal(other.id_number_sealed or b"")[-6:]
    [found] = await find_people(session, read_question(tail), tail, after=None, limit=50, by=OFFICER)
    assert (found.standing, found.merged_into and found.merged_into.household_id) == (Standing.MERGED, home.id)
    view = found_view(found, OFFICER)
    assert (view.standing_name, view.merged_into_id, view.merged_into_household_id) == ("已并入另一份档案", one.id, home.id)
    assert await look(session, "王小明", standing=Standing.LEFT) == []
    for standing, expected in ((Standing.LEFT, []), (Standing.MERGED, [other.id]), (Standing.PRESENT, [one.id])):
        listed = await find_people(session, Question(standing=standing), "", after=None, limit=50, by=OFFICER)
        assert [each.person.id for each in listed] == expected


def _by_id(found: list[Any]) -> Any:
    order = [each.standing for each in found]
    return order.index


async def test_a_whole_name_comes_before_names_that_contain_it(session: AsyncSession) -> None:
    rows = [
        a_member(户编号=f"37131100000001{at:02d}", 姓名=name, **_identity(at))
        for at, name in enumerate(["王小明亮", "王小明", "小王小明"])
    ]
    await import_register(session, an_xlsx(rows), by=OFFICER, on=ON)
    assert (await look(session, "王小明"))[0] == "王小明"
    assert (await look(session, "wxm"))[0] == "王小明"
    assert len(await look(session, "王小明")) == 3


def _identity(at: int) -> dict[str, str]:
    born_on = date(1970, 1, 1 + at)
    return {"性别": "男", "出生日期": f"{born_on:%Y%m%d}", "证件号码": id_number(born_on, 11 + 2 * at), "与户主关系": "户主"}


async def test_a_corrected_name_is_found_from_then_on_and_the_wrong_one_no_longer(session: AsyncSession) -> None:
    _, [head, *_] = await a_file(session)
    form = forms.CorrectPerson(facts={"name": "汪晓鸣"}, reason="登记时抄错")
    await correct_person(session, form, person_id=head.id, by=OFFICER, on=TODAY)
    assert await look(session, "汪晓鸣") == ["汪晓鸣"]
    assert await look(session, "wangxiaoming") == ["汪晓鸣"]
    assert "汪晓鸣" not in await look(session, "王小明")


async def test_somebody_is_found_by_their_whole_number_alone(session: AsyncSession) -> None:
    _, [head, *_] = await a_file(session)
    number = str(facts_of_person(head)["id_number"])
    [found] = await find_people(session, Question(id_number=number), number, after=None, limit=5, by=OFFICER)
    assert found.person.id == head.id


async def test_nobody_finds_people_of_another_region(session: AsyncSession) -> None:
    await a_file(session)
    await session.flush()
    await set_scope(session, Scope("外县", "county", "371402", "", "test"))
    assert await look(session, "王小明") == []
    assert await look(session, "wxm", within="371311") == []
    await set_scope(session, Scope("本村", "village", LONGTAN, "", "test"))
    assert await look(session, "王小明") == ["王小明"]
    await set_scope(session, Scope("医院", "hospital", "371311", "h1", "test"))
    assert await look(session, "王小明") == []


async def test_marks_are_seen_by_nobody_who_does_not_look_for_them(session: AsyncSession) -> None:
    await a_file(session)
    await session.flush()
    assert (await session.exec(select(PersonMark))).all() == []
    await session.execute(text("SELECT set_config('jishiyu.looking', '{1,2,3}', true)"))
    assert (await session.exec(select(PersonMark))).all() == []


async def test_the_index_answers_although_row_level_security_is_in_force(session: AsyncSession) -> None:
    await import_register(session, an_xlsx(households(20)), by=OFFICER, on=ON)
    await session.flush()
    await set_scope(session, Scope("镇", "county", "371311", "", "test"))
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    plan = "\n".join((await session.execute(text("EXPLAIN SELECT id FROM person_mark"))).scalars())
    assert "Index Cond: (marks @>" in plan, plan


async def test_a_list_of_a_place_reads_a_stretch_of_its_index(session: AsyncSession) -> None:
    await set_scope(session, Scope("镇", "county", "371311", "", "test"))
    await session.execute(text("SET LOCAL enable_seqscan = off"))
    asked = "EXPLAIN SELECT id FROM person WHERE region >= '371311001' AND region < '371311001:' ORDER BY region, id LIMIT 50"
    plan = "\n".join((await session.execute(text(asked))).scalars())
    assert "person_of_place" in plan and "Index Cond" in plan and "Sort" not in plan, plan


async def test_a_place_is_listed_village_by_village(session: AsyncSession) -> None:
    await import_register(session, an_xlsx(households(30)), by=OFFICER, on=ON)
    everyone = {str(person.id): person.region for person in await session.exec(select(Person))}
    listed = await paged(session, Question(within="371311"), limit=7)
    assert set(listed) == set(everyone)
    assert all(everyone[one] <= everyone[next] for one, next in pairwise(listed))
    enrolled = Question(person_class=PersonClass.ENROLLED)
    assert set(await paged(session, enrolled, limit=9)) == (await scan_of(session))(enrolled)


async def test_each_look_is_traced_without_saying_whom_it_was_for(session: AsyncSession) -> None:
    await a_file(session)
    await look(session, "王小 1970年")
    [trace] = await session.exec(select(PersonSearch))
    assert (trace.kinds, trace.seen, trace.searched_by, trace.role) == (["姓名", "出生年份"], 1, OFFICER.subject, "county")
    assert b"\xe7\x8e\x8b" not in trace.asked_sealed
    assert unseal(trace.asked_sealed) == "王小 1970年"


async def test_people_who_were_there_before_there_were_marks_are_marked_by_the_clock(session: AsyncSession) -> None:
    await a_file(session)
    await session.flush()
    # As it was before: a register without marks.
    await session.execute(text("SELECT set_config('jishiyu.looking', '{}', true)"))
    await session.execute(text("ALTER TABLE person_mark DISABLE ROW LEVEL SECURITY"))
    await session.execute(text("DELETE FROM person_mark"))
    await session.execute(text("ALTER TABLE person_mark ENABLE ROW LEVEL SECURITY"))
    assert await look(session, "王小明") == []
    assert await mark_people(session, now()) is True
    assert await mark_people(session, now()) is False
    assert await look(session, "王小明") == ["王小明"]


async def test_the_place_of_a_page_is_kept_while_others_are_added(session: AsyncSession) -> None:
    rows = [row for at in range(3) for row in a_household(code=f"37131100000000{at:02d}", first_sequence=11 + 20 * at)]
    await import_register(session, an_xlsx(rows), by=OFFICER, on=ON)
    first = await find_people(session, read_question("王小"), "", after=None, limit=4, by=OFFICER)
    await import_register(session, an_xlsx(a_household(code="3713110000000099", first_sequence=101)), by=OFFICER, on=ON)
    last: Place = first[3].place
    rest = await find_people(session, read_question("王小"), "", after=last, limit=50, by=OFFICER)
    assert not {each.person.id for each in first[:4]} & {each.person.id for each in rest}
    assert len(rest) == 12 - 4
