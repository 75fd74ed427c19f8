"""People, looked for: by the address, by a posted question, on a page; and who looked for them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import Query

from services.registry.api.households import OFFICERS
from services.registry.operations.person.find_people import find_people
from services.registry.rules import search as rules
from services.registry.rules.search import STANDING_NAMES, Question, Standing, read_question
from services.registry.rules.vocabulary import PersonClass
from services.registry.rules.whole_number import must_be_allowed
from services.registry.schemas.search import STANDS, TYPED, FoundView, SearchPeople, SearchTraceView
from services.registry.schemas.spoken import said
from services.registry.store.search import Found, Place
from services.registry.store.search import find_people as look_for
from services.registry.store.trace import list_traces
from services.registry.tables import PersonSearch
from shared import regions
from shared.clock import today
from shared.database import EVERYWHERE
from shared.identity import InvalidIdNumber, check_id_number
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor_in, paged, place, place_in
from shared.regions import AnyRegion
from shared.schemas import SeenText
from shared.security import ROLE_NAMES, Principal, Role, may
from shared.service import Transaction, door, door_for_questions, refuses

router = door("/persons", "查找人员")
questions = door_for_questions("/persons", "查找人员")

Reader = Annotated[Principal, may(*OFFICERS, Role.AUDITOR)]
Typed = Annotated[SeenText, Query(title="找谁", description=TYPED, max_length=100, examples=["王小明"])]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="不填为本人全部辖区")]
OfClass = Annotated[PersonClass | None, Query(alias="class", title="人员类别")]
Stands = Annotated[Standing | None, Query(title="是否在册", description=STANDS)]
ASKING = (UnreadableCursor, rules.TooLittleAsked, rules.NotUnderstood, rules.NothingAsked)

DESCRIPTION = """什么也不填，按村列出本辖区的全部人员。在册的在前，其中全名相符的最前；已离开、已故、已并入的在后，并注明。
每次查找留痕：何人何时按什么查找、看到几人；所输入的内容只加密保存。"""


@router.get(
    "",
    summary="查找人员",
    description=DESCRIPTION,
    responses=refuses(*ASKING, rules.WholeNumberInAddress),
)
async def list_people(
    session: Transaction,
    by: Reader,
    q: Typed = "",
    region: InRegion = None,
    person_class: OfClass = None,
    standing: Stands = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[FoundView]:
    question = question_of(q, region, person_class, standing, by)
    found = await find_people(session, question, q, after=place_of(after, question), limit=limit, by=by)
    return page_of(found, by, limit)


@questions.post(
    "/search",
    summary="查找人员（条件不写入网址，可按完整号码）",
    description=DESCRIPTION,
    responses=refuses(*ASKING, rules.WholeNumberInAddress, InvalidIdNumber),
)
async def search_people(form: SearchPeople, session: Transaction, by: Reader) -> Page[FoundView]:
    question = question_of(form.q, form.region, form.person_class, form.standing, by)
    if form.id_number:
        question = replace(question, id_number=check_id_number(form.id_number, on=today()).number)
    typed = f"{form.q} {form.id_number or ''}".strip()
    found = await find_people(session, question, typed, after=place_of(form.after, question), limit=form.limit, by=by)
    return page_of(found, by, form.limit)


@router.get("/searches", summary="查找记录（审计）", responses=refuses(UnreadableCursor))
async def list_searches(
    session: Transaction, by: Annotated[Principal, may(Role.AUDITOR)], after: After = None, limit: Limit = PAGE_ROWS
) -> Page[SearchTraceView]:
    """谁在何时按什么查找、看到几人，最近的在前。"""
    found = await list_traces(session, PersonSearch, before=place(after), limit=limit)
    return paged(
        found,
        limit,
        lambda trace: SearchTraceView.model_validate(trace.model_dump() | {"role_name": ROLE_NAMES[Role(trace.role)]}),
    )


def question_of(
    typed: str, region: str | None, person_class: PersonClass | None, standing: Standing | None, by: Principal
) -> Question:
    """Within the asker's own region where none is named. Raises what `read_question` raises."""
    asked = read_question(typed) if typed.strip() else Question()
    within = region or by.region.removesuffix(EVERYWHERE)
    return replace(asked, within=within, person_class=person_class, standing=standing)


def page_of(found: Sequence[Found], by: Principal, limit: int) -> Page[FoundView]:
    rows = found[:limit]
    return Page(
        rows=[found_view(each, by) for each in rows],
        next=cursor_in(rows[-1].place.order, rows[-1].place.person_id) if len(found) > limit else None,
    )


def found_view(found: Found, by: Principal) -> FoundView:
    person, facts, to_auditor = found.person, found.facts, by.role is Role.AUDITOR
    told = {field: said(field, facts.get(field), to_auditor=to_auditor) for field in ("name", "id_number", "sex", "classes")}
    return FoundView.model_validate(
        {
            **person.model_dump(include=_AS_IT_STANDS),
            "person_id": person.id,
            "household_code": found.household_code,
            "name": told["name"] or None,
            "id_number": told["id_number"] or None,
            "sex_name": told["sex"],
            "class_names": told["classes"].split("、") if told["classes"] else [],
            "region_name": regions.name_of(person.region),
            "merged_into_household_id": found.merged_into.household_id if found.merged_into else None,
            "standing": found.standing,
            "standing_name": STANDING_NAMES[found.standing],
        }
    )


_AS_IT_STANDS = {
    "household_id", "sex", "born_on", "relation", "classes", "region", "is_verified", "joined_on", "left_on", "died_on",
    "merged_into_id",
}  # fmt: skip


def place_of(after: str | None, question: Question) -> Place | None:
    """Where a page of people begins, by their rank or, of a whole place, by their village. Raises UnreadableCursor."""
    found = place_in(after, digits=1 if question.is_of_somebody else 12)
    return Place(*found) if found else None


async def list_people_for_book(
    session: Transaction,
    by: Reader,
    q: Typed = "",
    region: InRegion = None,
    person_class: OfClass = None,
    standing: Stands = None,
    whole_numbers: Annotated[
        bool, Query(title="身份证号码完整列出", description="只有镇街和县区可以；须写明用途，并留痕")
    ] = False,
    why: Annotated[SeenText, Query(title="用途", description="完整列出号码时必填", max_length=200)] = "",
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[FoundView]:
    """The same list for a workbook, which leaves a trace of its own. Raises NumbersNotForThisRole, NoReasonForNumbers besides."""
    if whole_numbers:
        must_be_allowed(is_entitled=by.role in (Role.TOWN, Role.COUNTY), why=why)
    question = question_of(q, region, person_class, standing, by)
    found = await look_for(session, question, after=place_of(after, question), limit=limit)
    told = page_of(found, by, limit)
    if not whole_numbers:
        return told
    numbers = {each.person.id: each.facts.get("id_number") for each in found}
    return told.model_copy(update={"rows": [row.model_copy(update={"id_number": numbers[row.person_id]}) for row in told.rows]})
