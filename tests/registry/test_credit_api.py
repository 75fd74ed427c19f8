"""Credit grades at the doors: points with reasons, decided by another, objected to, rated a second time by a third."""

from datetime import timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.tables import Household, Person
from shared.clock import today
from shared.security import Role
from tests.builders.registry import LONGTAN
from tests.builders.watch import a_household_in_the_register

ANSWERS = {"honesty": "good", "conduct": "good", "skill": "learning", "project": "clear", "will": "strong"}
CLEAR = {"overdue": False, "misuse": False}
STRONG = {"劳动技能": "普通劳动力"}


async def a_borrower(session: AsyncSession, **more: Any) -> tuple[Household, Person]:
    household, [head, _] = await a_household_in_the_register(session, particulars=STRONG, **more)
    await session.commit()
    return household, head


def a_form(head: Person, **changed: Any) -> dict[str, Any]:
    return {"borrower_id": str(head.id), "answers": ANSWERS, "barriers": CLEAR, "papers": ["评议记录"]} | changed


async def graded(api: Any, household: Household, head: Person) -> dict[str, Any]:
    village, town = api.as_(Role.VILLAGE, region=LONGTAN, subject="村干部"), api.as_(Role.TOWN, subject="镇干部")
    rated = await village.post(f"/households/{household.id}/credit-ratings", json=a_form(head))
    assert rated.status_code == 201, rated.text
    decided = await town.post(f"/credit-ratings/{rated.json()['rating_id']}/decision", json={"is_approved": True})
    assert decided.status_code == 200, decided.text
    return dict(decided.json())


async def test_a_grade_is_explained_point_by_point(api: Any, session: AsyncSession, emitted: Any) -> None:
    household, head = await a_borrower(session)
    decided = await graded(api, household, head)
    told = (await api.as_(Role.COUNTY).get(f"/households/{household.id}/credit-grade")).json()
    assert told == decided
    points = {line["criterion"]: (line["points"], line["of"]) for line in told["lines"]}
    assert points["hands"] == (15, 20)
    assert points["income"] == (0, 10)
    assert sum(given for given, _ in points.values()) == told["points"] == 81
    assert (told["grade_title"], told["limit_yuan"], told["term_months"], told["is_valid"]) == ("良好", "30000.00", 36, True)
    why = {line["criterion"]: line["why"] for line in told["lines"]}
    assert (why["hands"], why["income"], why["burden"]) == ("有劳动力 1 人", "没有收入台账", "登记中没有：患有大病")
    [event] = [event for event in await emitted(session) if type(event).__name__ == "CreditGraded"]
    assert (event.limit_fen, event.grade, event.household_id) == (3_000_000, "good", household.id)
    page = (await api.as_(Role.COUNTY).get(f"/households/{household.id}/credit-grade/page")).text
    assert "30,000.00 元以内" in page


async def test_income_above_the_line_counts(api: Any, session: AsyncSession) -> None:
    household, head = await a_borrower(session)
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    entries = [{"kind": "wages", "source": "务工", "amount_yuan": "8000"}]
    await village.post(f"/households/{household.id}/income/2019", json={"entries": entries})
    rated = (await village.post(f"/households/{household.id}/credit-ratings", json=a_form(head))).json()
    [line] = [line for line in rated["lines"] if line["criterion"] == "income"]
    assert (line["points"], line["why"]) == (8, "2019 年人均纯收入 4,000.00 元，标准 3,400.00 元")
    assert rated["points"] == 89


async def test_nobody_decides_their_own_rating_and_what_waits_is_decided_first(api: Any, session: AsyncSession) -> None:
    household, head = await a_borrower(session)
    town = api.as_(Role.TOWN, subject="镇干部")
    rated = (await town.post(f"/households/{household.id}/credit-ratings", json=a_form(head))).json()
    own = await town.post(f"/credit-ratings/{rated['rating_id']}/decision", json={"is_approved": True})
    assert (own.status_code, own.json()["code"]) == (409, "decided-by-the-rater")
    again = await town.post(f"/households/{household.id}/credit-ratings", json=a_form(head))
    assert again.json()["code"] == "rating-waits"
    county = api.as_(Role.COUNTY, subject="县干部")
    bare = await county.post(f"/credit-ratings/{rated['rating_id']}/decision", json={"is_approved": False})
    assert bare.json()["code"] == "return-without-reason"
    back = await county.post(
        f"/credit-ratings/{rated['rating_id']}/decision", json={"is_approved": False, "reason": "没有评议记录"}
    )
    assert back.json()["state"] == "returned"
    assert (await county.get(f"/households/{household.id}/credit-grade")).json()["code"] == "no-credit-grade"


async def test_a_barrier_rules_a_loan_out_whatever_the_points(api: Any, session: AsyncSession) -> None:
    household, head = await a_borrower(session)
    form = a_form(head, barriers=CLEAR | {"overdue": True})
    rated = (await api.as_(Role.VILLAGE, region=LONGTAN).post(f"/households/{household.id}/credit-ratings", json=form)).json()
    assert (rated["grade_title"], rated["limit_yuan"]) == ("良好", "0.00")
    assert rated["barriers"] == ["有逾期未还的贷款或失信记录"]


async def test_an_objection_leads_to_a_second_rating_by_somebody_else(api: Any, session: AsyncSession) -> None:
    household, head = await a_borrower(session)
    first = await graded(api, household, head)
    village, town = api.as_(Role.VILLAGE, region=LONGTAN, subject="村干部"), api.as_(Role.TOWN, subject="镇干部")
    early = await village.post(f"/households/{household.id}/credit-ratings", json=a_form(head))
    assert early.json()["code"] == "rated-without-an-objection"
    said = {"said": "我家养牛多年，技能应为有一技之长", "said_on": str(today())}
    late = await village.post(
        f"/credit-ratings/{first['rating_id']}/objections", json=said | {"said_on": str(today() + timedelta(days=8))}
    )
    assert late.json()["code"] == "objection-in-the-future"
    objection = (await village.post(f"/credit-ratings/{first['rating_id']}/objections", json=said)).json()
    twice = await village.post(f"/credit-ratings/{first['rating_id']}/objections", json=said)
    assert twice.json()["code"] == "objection-waits"
    concerned = await town.post(f"/credit-objections/{objection['objection_id']}/answer", json={"answer": "维持原等级"})
    assert concerned.json()["code"] == "answered-by-those-concerned"
    assert (await village.post(f"/households/{household.id}/credit-ratings", json=a_form(head))).json()["code"] == (
        "answered-by-those-concerned"
    )
    other = api.as_(Role.COUNTY, subject="县干部")
    form = a_form(head, answers=ANSWERS | {"skill": "skilled"})
    second = (await other.post(f"/households/{household.id}/credit-ratings", json=form)).json()
    decided = (await town.post(f"/credit-ratings/{second['rating_id']}/decision", json={"is_approved": True})).json()
    assert (decided["points"], decided["limit_yuan"], decided["replaces_id"]) == (85, "50000.00", first["rating_id"])
    old = (await other.get(f"/credit-ratings/{first['rating_id']}")).json()
    assert (old["state"], old["objections"][0]["state"]) == ("replaced", "regraded")
    assert [line["state"] for line in (await other.get(f"/households/{household.id}/credit-ratings")).json()] == [
        "decided",
        "replaced",
    ]
    listed = (await other.get("/credit-ratings", params={"state": "decided"})).json()["rows"]
    assert [row["rating_id"] for row in listed] == [second["rating_id"]]


async def test_who_may_borrow_and_who_may_see(api: Any, session: AsyncSession) -> None:
    household, head = await a_borrower(session, born_on=today().replace(year=today().year - 66))
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    old = await village.post(f"/households/{household.id}/credit-ratings", json=a_form(head))
    assert (old.status_code, old.json()["code"]) == (422, "borrower-out-of-age")
    other, younger = await a_borrower(session)
    stranger = await village.post(f"/households/{other.id}/credit-ratings", json=a_form(head))
    assert stranger.json()["code"] == "borrower-not-of-household"
    unanswered = await village.post(f"/households/{other.id}/credit-ratings", json=a_form(younger, answers={"honesty": "good"}))
    assert unanswered.json()["missing"] == ["conduct", "project", "skill", "will"]
    odd = await village.post(f"/households/{other.id}/credit-ratings", json=a_form(younger, answers=ANSWERS | {"will": "x"}))
    assert (odd.json()["code"], odd.json()["pointer"]) == ("answer-unknown", "/answers/will")
    await graded(api, other, younger)
    assert (await api.as_(Role.DEPARTMENT, org="finance").get(f"/households/{other.id}/credit-grade")).status_code == 403
    elsewhere = api.as_(Role.VILLAGE, region="371311001002")
    assert (await elsewhere.get(f"/households/{other.id}/credit-grade")).json()["code"] == "no-credit-grade"
    assert (await api.as_(Role.AUDITOR).get(f"/households/{other.id}/credit-grade")).status_code == 200


async def test_the_standard_says_what_is_asked_and_by_which_document(api: Any) -> None:
    told = (await api.as_(Role.VILLAGE).get("/credit-standard")).json()
    assert (told["limit_yuan"], told["term_months"], told["age_from"], told["age_to"]) == ("50000.00", 36, 18, 65)
    assert sum(each["of"] for each in told["criteria"]) == 100
    assert "平台推定" in told["criteria"][0]["clause"]
