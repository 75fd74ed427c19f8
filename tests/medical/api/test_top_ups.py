"""From a year's settlements to a confirmed top-up, by 江阴's rule of 2023: what is over a tenth is made good at its end."""

import asyncio
import io
import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from services.medical.jobs import book_next_top_ups, reckon_next_top_ups
from services.medical.operations.person.enrol_person import enrol_person
from shared import jobs
from shared.events.funds import HouseholdPaid
from shared.ids import uuid7
from shared.security import Role
from tests.builders.medical import ID_NUMBER, a_line, an_enrolment
from tests.builders.top_up import ruled_by
from tests.medical.api.walk import refused
from tests.medical.pdf import text_of

JIANGYIN, VILLAGE, TOWN = "320281", "320281001001", "320281001"
HOSPITAL = "H32028100001"
STAY = {"id_number": ID_NUMBER, "name": "王小明", "region": VILLAGE, "hospital_level": "3", "admitted_on": "2023-06-01"}
PLACES = Path(__file__).parents[1] / "policy" / "places"
YEAR = {"region": JIANGYIN, "year": 2023}


@pytest.fixture(autouse=True)
def _jiangyin(tmp_path):
    shutil.copy(PLACES / "jiangyin_2023.yaml", tmp_path)
    with ruled_by(tmp_path):
        yield


@pytest.fixture
def own_hospital(api):
    return api.as_(Role.HOSPITAL, region=JIANGYIN, org=HOSPITAL, subject="江阴市人民医院")


@pytest.fixture
def maker(api):
    return api.as_(Role.COUNTY, region=JIANGYIN, subject="李编制")


@pytest.fixture
def confirmer(api):
    return api.as_(Role.COUNTY, region=JIANGYIN, subject="张复核")


@pytest.fixture
def work(app, sessions):
    """Let the service's queues of top-ups run empty, as the clock would."""

    async def worker(queue) -> None:
        while await jobs.take("medical", queue, sessions):
            pass

    async def run_empty() -> None:
        for take in (reckon_next_top_ups, book_next_top_ups):
            [queue] = [one for one in app.state.jobs.queues if one.take is take]
            await asyncio.gather(worker(queue), worker(queue))  # two replicas at once
            await worker(queue)  # the second may have found the run taken and gone home first

    return run_empty


async def settled(hospital, frozen_at, *, on: str = "2023-06-12", amount_fen: int = 1_500_000, line_no: int = 1) -> dict:
    """A stay that leaves the whole in-policy cost with the patient: 江阴's first layers are paid elsewhere."""
    with frozen_at(f"{on}T10:00:00+08:00"):
        stay = (await hospital.post("/admissions", json=STAY | {"admitted_on": on})).json()["id"]
        line = a_line(line_no, amount_fen=amount_fen) | {"charged_on": on}
        assert (await hospital.post(f"/admissions/{stay}/charges", json={"lines": [line]})).status_code == 201
        answer = await hospital.post(f"/admissions/{stay}/settlement", json={"discharged_on": on})
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
async def known(session):
    """An enrolled person of 江阴."""
    person = an_enrolment(since=date(2023, 1, 1)).model_copy(update={"region": VILLAGE})
    await enrol_person(session, person)
    await session.commit()
    return person


@pytest.fixture
async def draft(known, own_hospital, maker, work, frozen_at) -> dict:
    await settled(own_hospital, frozen_at)
    with frozen_at("2024-01-10T09:00:00+08:00"):
        started = await maker.post("/year-top-ups", json=YEAR)
        assert started.status_code == 202, started.text
        await work()
        return (await maker.get(f"/year-top-ups/{started.json()['id']}")).json()


@pytest.fixture
async def confirmed(draft, confirmer, work, frozen_at) -> dict:
    with frozen_at("2024-01-11T09:00:00+08:00"):
        seen = {"content_hash": draft["content_hash"], "pay_yuan": draft["pay_yuan"]}
        answer = await confirmer.post(f"/year-top-ups/{draft['id']}/confirmation", json=seen)
        assert answer.status_code == 201, answer.text
        await work()
        return (await confirmer.get(f"/year-top-ups/{draft['id']}")).json()


def paid_by_funds(payout) -> HouseholdPaid:
    return HouseholdPaid(
        payment_id=uuid7(),
        household_id=payout["household_id"],
        region=TOWN,
        about="top-up",
        about_id=payout["id"],
        amount_fen=1_350_000,
        paid_on=date(2024, 2, 5),
    )


async def test_a_year_goes_from_settlements_to_money_for_the_person(
    draft, maker, confirmer, own_hospital, work, frozen_at, deliver
):
    address = f"/year-top-ups/{draft['id']}"
    assert (draft["state"], draft["people"], draft["people_done"], draft["pay_yuan"]) == ("drafted", 1, 1, "13500.00")
    totals = (await maker.get(f"{address}/totals")).json()
    assert [(one["title"], one["people"], one["pay_yuan"]) for one in totals["by_payer"]] == [("江阴市财政", 1, "13500.00")]
    assert [one["title"] for one in totals["by_class"]] == ["建档立卡"]

    seen = {"content_hash": draft["content_hash"], "pay_yuan": "13500.00"}
    refused(await maker.post(f"{address}/confirmation", json=seen), 403, "top-up-confirmed-by-its-maker")
    refused(await confirmer.post(f"{address}/confirmation", json=seen | {"pay_yuan": "1.00"}), 409, "top-up-made-anew")
    assert (await confirmer.post(f"{address}/confirmation", json=seen)).json()["state_title"] == "已确认，入账中"
    await work()
    assert (await maker.get(address)).json()["state_title"] == "已确认"

    [payout] = (await maker.get("/top-up-payouts", params={"state": "awaiting"})).json()["rows"]
    assert (payout["pay_yuan"], payout["payer"], payout["title"]) == ("13500.00", "江阴市财政", "年终补足")
    with frozen_at("2024-02-05T09:00:00+08:00"):
        by_hand = {"paid_on": "2024-02-05", "voucher": "2024-0012"}
        refused(await maker.post(f"/top-up-payouts/{payout['id']}/outcome", json=by_hand), 409, "paid-by-funds")
        await deliver(paid_by_funds(payout))
    [payout] = (await maker.get("/top-up-payouts", params={"state": "paid"})).json()["rows"]
    assert (payout["state_title"], payout["paid_on"]) == ("已支付", "2024-02-05")

    # A settlement that comes late: the second run pays the difference.
    await settled(own_hospital, frozen_at, on="2023-12-30", amount_fen=100_000)
    with frozen_at("2024-03-01T09:00:00+08:00"):
        run = (await maker.post("/year-top-ups", json=YEAR)).json()
        await work()
        second = (await maker.get(f"/year-top-ups/{run['id']}")).json()
    assert (second["number"], second["pay_yuan"], second["over_yuan"]) == (1, "900.00", "0.00")


async def test_each_fen_is_explained_with_its_clause(draft, maker):
    [row] = (await maker.get(f"/year-top-ups/{draft['id']}/people")).json()["rows"]
    assert (row["name_masked"], row["owed_yuan"], row["person_titles"]) == ("王*明", "13500.00", ["建档立卡"])
    assert ID_NUMBER not in str(row) and "*" in row["id_number_masked"]

    told = (await maker.get(f"/top-ups/{row['id']}")).json()

    assert told["sentences"] == [
        "年终补足：本年度个人负担的政策范围内费用 15,000.00 元，扣除由个人负担的 1,500.00 元（政策范围内总费用的 10%），"
        "13,500.00 元 × 100% = 13,500.00 元，支付 13,500.00 元。"
    ]
    [share] = told["result"]["shares"]
    assert "年终一次补足" in share["reference"]["clause"]
    assert told["payouts"][0]["state_title"] == "待确认"


async def test_the_person_s_sheet_is_a_page_and_a_pdf_that_say_the_same(confirmed, maker):
    [row] = (await maker.get(f"/year-top-ups/{confirmed['id']}/people")).json()["rows"]

    page = (await maker.get(f"/top-ups/{row['id']}/sheet")).text
    pdf = await maker.get(f"/top-ups/{row['id']}/sheet.pdf")

    assert pdf.status_code == 200 and pdf.content == (await maker.get(f"/top-ups/{row['id']}/sheet.pdf")).content
    for words in ("年终补足告知单", "王小明", "13,500.00", "壹万叁仟伍佰元整", "江阴市财政", "年终一次补足"):
        assert words in page and words in text_of(pdf.content).replace("\n", ""), words
    assert ID_NUMBER not in page + text_of(pdf.content)


async def test_the_workbook_lists_everybody_masked_and_adds_up(draft, maker):
    answer = await maker.get(f"/year-top-ups/{draft['id']}/people.xlsx")

    rows = list(load_workbook(io.BytesIO(answer.content))["年终补足"].iter_rows(values_only=True))
    assert len(rows) == 3 and rows[1][8] == rows[2][8] == 13500
    assert ID_NUMBER not in str(rows) and "王小明" not in str(rows)


async def test_a_reversal_after_the_top_up_is_listed_and_what_was_too_much_comes_back(
    known, own_hospital, maker, confirmer, work, frozen_at
):
    settlement = await settled(own_hospital, frozen_at)
    for day in ("10", "20"):
        with frozen_at(f"2024-01-{day}T09:00:00+08:00"):
            run = (await maker.post("/year-top-ups", json=YEAR)).json()
            await work()
            run = (await maker.get(f"/year-top-ups/{run['id']}")).json()
            seen = {"content_hash": run["content_hash"], "pay_yuan": run["pay_yuan"]}
            await confirmer.post(f"/year-top-ups/{run['id']}/confirmation", json=seen)
            await work()
        if day == "10":
            with frozen_at("2024-01-15T09:00:00+08:00"):
                await own_hospital.post(f"/settlements/{settlement['id']}/reversal", json={"reason": "漏记手术费"})
            [change] = (await maker.get("/top-up-changes", params=YEAR)).json()["rows"]
            assert (change["cause"], change["settlement_id"]) == ("reversed", settlement["id"])

    assert (run["pay_yuan"], run["over_yuan"]) == ("0.00", "13500.00")
    assert (await maker.get("/top-up-changes", params=YEAR)).json()["rows"] == []
    [due] = (await maker.get("/top-up-dues", params={"year": 2023})).json()["rows"]
    assert (due["due_yuan"], due["owed_yuan"]) == ("13500.00", "0.00")
    back = {"amount_yuan": "13500.01", "returned_on": "2024-01-20", "voucher": "T-1"}
    with frozen_at("2024-01-21T09:00:00+08:00"):
        address = f"/top-up-payouts/{due['share_id']}/returns"
        assert refused(await maker.post(address, json=back), 422, "return-too-large")["due_yuan"] == "13500.00"
        assert (await maker.post(address, json=back | {"amount_yuan": "13500.00"})).status_code == 201
    assert (await maker.get("/top-up-dues")).json()["rows"] == []
    [row] = (await maker.get(f"/year-top-ups/{run['id']}/people", params={"is_over": True})).json()["rows"]
    assert "应退" in (await maker.get(f"/top-ups/{row['id']}/sheet")).text
    assert (await maker.get(f"/top-ups/{row['id']}/sheet.pdf")).status_code == 200


async def test_a_year_of_another_county_is_not_to_be_seen_and_a_town_sees_its_own_people(draft, api):
    stranger = api.as_(Role.COUNTY, region="371311", subject="外县")
    assert (await stranger.get("/year-top-ups")).json()["rows"] == []
    refused(await stranger.get(f"/year-top-ups/{draft['id']}"), 404, "no-such-top-up-run")
    refused(await stranger.post("/year-top-ups", json=YEAR), 403, "outside-region")
    for region, people in ((TOWN, 1), ("320281002", 0)):
        town = api.as_(Role.TOWN, region=region, subject="镇干部")
        assert (await town.get(f"/year-top-ups/{draft['id']}")).json()["year"] == 2023
        rows = (await town.get(f"/year-top-ups/{draft['id']}/people")).json()["rows"]
        assert len(rows) == people
    refused(await api.as_(Role.HOSPITAL, region=JIANGYIN, org=HOSPITAL).get("/year-top-ups"), 403, "role-not-allowed")


async def test_a_run_that_is_asked_for_twice_under_one_key_is_one(known, maker, frozen_at):
    with frozen_at("2024-01-10T09:00:00+08:00"):
        answers = [await maker.post("/year-top-ups", json=YEAR, headers={"Idempotency-Key": "k-2023"}) for _ in range(2)]

    assert answers[0].content == answers[1].content
    refused(await maker.post("/year-top-ups", json=YEAR | {"year": 2099}), 422, "year-not-over")


async def test_a_page_leads_to_the_next(draft, maker):
    assert (await maker.get("/year-top-ups", params={"limit": 1})).json()["next"] is None
    refused(await maker.get("/top-up-payouts", params={"after": "?"}), 400, "unreadable-cursor")


async def test_a_draft_is_discarded_with_its_reason(draft, maker):
    gone = await maker.post(f"/year-top-ups/{draft['id']}/discarding", json={"reason": "还有手工报销没有结算"})

    assert gone.json()["state_title"] == "已作废"
    refused(await maker.post(f"/year-top-ups/{draft['id']}/discarding", json={"reason": "再来一次"}), 409, "top-up-state-forbids")


async def test_bills_that_are_settled_while_a_county_is_booked_wait_for_nobody_and_overspend_nothing(
    confirmed, own_hospital, maker, frozen_at, work
):
    """Late settlements and a second run at once: whatever the order, the next run finds the year as it is."""
    with frozen_at("2024-02-01T09:00:00+08:00"):
        run = (await maker.post("/year-top-ups", json=YEAR)).json()
    await asyncio.gather(settled(own_hospital, frozen_at, on="2023-12-30", amount_fen=100_000), work())
    with frozen_at("2024-02-02T09:00:00+08:00"):
        await work()
        anew = (await maker.post("/year-top-ups", json=YEAR)).json()
        await work()
        anew = (await maker.get(f"/year-top-ups/{anew['id']}")).json()

    assert (run["number"], anew["number"], anew["pay_yuan"]) == (1, 1, "900.00")
