"""Who is owed what for the year: as the rules say, once, whatever the chunks and the order."""

from datetime import date, datetime

import pytest

from services.medical.operations.person.enrol_person import enrol_person
from services.medical.operations.top_up.reckon_top_ups import reckon_top_ups
from services.medical.rules.top_up import RunState
from services.medical.store import policies
from services.medical.store.people import find_year
from services.medical.tables import TopUpRun
from shared.policy.evaluate import settle_year
from shared.policy.stay import Stay
from shared.vault import hash_identity
from tests.builders.medical import a_reversal, a_settlement, an_enrolled_person, an_enrolment, an_id_number
from tests.builders.top_up import (
    IN_JANUARY,
    SAMPLE,
    a_confirmed_run,
    a_draft,
    a_poor_stay,
    a_started_run,
    lines_of,
    paid_of,
    ruled_by,
)


async def test_what_the_year_left_over_a_tenth_is_made_good_and_half_of_the_rest(session):
    await a_poor_stay(session)  # 10,000, of which 5,000 are the patient's

    run = await a_draft(session)

    assert await paid_of(session, run.id) == {"top_up": (4000, 0), "grant": (500, 0)}
    [line] = await lines_of(session, run.id)
    assert (line.owed_fen, line.pay_fen, line.before_fen, line.region) == (4500_00, 4500_00, 0, "371311001001")
    assert (run.state, run.people_done, run.line_count, run.pay_fen) == (RunState.DRAFTED, 1, 1, 4500_00)


async def test_it_is_what_the_pure_rule_gives_for_the_same_counters(session):
    await a_poor_stay(session)
    await a_poor_stay(session, in_policy_fen=777_77, on=date(2020, 9, 3))
    account = await find_year(session, hash_identity(an_id_number(1)), 2020)
    assert account is not None

    run = await a_draft(session)

    policy = policies.get_policy("371311", date(2020, 12, 31))
    expected = settle_year(policy, Stay("371311", "", frozenset({"enrolled"}), 0, 0, account.counters))
    paid = {share.layer.name: share.paid_fen for share in expected.shares}
    [line] = await lines_of(session, run.id)
    assert {share["layer"]: share["paid_fen"] for share in line.result["shares"]} == paid
    assert line.pay_fen == sum(paid.values())


async def test_a_draft_leaves_the_accounts_alone(session):
    await a_poor_stay(session)
    before = dict((await find_year(session, hash_identity(an_id_number(1)), 2020)).counters)

    await a_draft(session)

    assert (await find_year(session, hash_identity(an_id_number(1)), 2020)).counters == before


async def test_a_reversed_settlement_does_not_count(session, frozen_at):
    settlement = await a_poor_stay(session)
    await a_reversal(session, settlement, at=IN_JANUARY)

    run = await a_draft(session)

    assert (run.state, run.line_count) == (RunState.UNCHANGED, 0)


async def test_whoever_is_of_no_class_on_the_last_day_is_owed_nothing(session):
    await a_settlement(session, in_policy_fen=1_000_000, out_of_policy_fen=0)

    run = await a_draft(session)

    assert (run.people, run.line_count) == (1, 0)


async def test_who_a_person_is_on_the_last_day_of_the_year_decides(session):
    await a_settlement(session, in_policy_fen=1_000_000, out_of_policy_fen=0)
    await an_enrolled_person(session, since=date(2020, 12, 31))

    run = await a_draft(session)

    assert run.pay_fen == 4500_00


async def test_a_stay_of_another_year_is_not_this_year_s(session):
    await a_poor_stay(session, on=date(2021, 1, 2))

    assert (await a_draft(session)).people == 0


async def test_chunks_of_any_size_make_the_same_draft(session):
    for sequence in range(1, 8):
        await a_poor_stay(session, sequence, in_policy_fen=1_000_000 + sequence * 111)

    whole = await a_draft(session)
    pieces = await a_draft(session, limit=2)

    assert (whole.content_hash, whole.pay_fen, whole.people_done) == (pieces.content_hash, pieces.pay_fen, 7)
    assert whole.state == RunState.DISCARDED and whole.id != pieces.id


async def test_a_run_tells_how_far_it_has_come(session):
    for sequence in range(1, 6):
        await a_poor_stay(session, sequence)
    run = await a_started_run(session)

    await reckon_top_ups(session, at=IN_JANUARY, limit=2)

    assert (run.people, run.people_done, run.state) == (5, 2, RunState.RECKONING)


async def test_members_of_a_family_share_its_ceiling(session):
    first, second = an_id_number(1), an_id_number(2)
    known = an_enrolment(id_number=first)
    await enrol_person(session, known)
    other = an_enrolment(id_number=second).model_copy(update={"household_id": known.household_id})
    await enrol_person(session, other)
    for number in (first, second):
        await a_settlement(session, id_number=number, in_policy_fen=10_000_000, out_of_policy_fen=0)

    run = await a_draft(session)

    lines = await lines_of(session, run.id)
    grants = [share["paid_fen"] for line in lines for share in line.result["shares"] if share["layer"] == "grant"]
    assert sorted(grants) == [0, 3000_00]
    assert [line.pay_fen for line in lines] == sorted((line.pay_fen for line in lines), reverse=True)  # by hash, the first first


async def test_what_a_bill_drew_on_a_ceiling_is_gone_at_the_end_of_the_year(session):
    number = an_id_number(1)
    await an_enrolled_person(session, id_number=number, classes=("low-income",))
    await a_settlement(
        session, id_number=number, in_policy_fen=4_000_000, out_of_policy_fen=0
    )  # 2,000 of 20,000 were granted at once

    run = await a_draft(session)

    assert await paid_of(session, run.id) == {"top_up": (3000, 0)}


async def test_the_second_run_after_a_late_settlement_pays_the_difference_only(session):
    await a_poor_stay(session)
    await a_confirmed_run(session)
    number = an_id_number(1)
    await a_settlement(session, id_number=number, in_policy_fen=100_000, out_of_policy_fen=0, on=date(2020, 12, 30))

    run = await a_draft(session)

    # The year: 11,000, of which 5,500 borne; 4,400 over a tenth, half of the rest 550.
    assert (run.number, await paid_of(session, run.id)) == (1, {"top_up": (400, 0), "grant": (50, 0)})
    [line] = await lines_of(session, run.id)
    assert (line.owed_fen, line.before_fen) == (4950_00, 4500_00)
    assert "2020 年度此前已补 4,000.00 元，本次补 400.00 元。" in line.result["shares"][0]["sentence"]


async def test_the_second_run_of_the_same_year_changes_nothing(session):
    for sequence in range(1, 4):
        await a_poor_stay(session, sequence)
    await a_confirmed_run(session)

    again = await a_draft(session)

    assert (again.state, again.line_count, again.people_done) == (RunState.UNCHANGED, 0, 3)


async def test_a_reversal_after_the_top_up_makes_what_was_paid_due_to_be_taken_back(session):
    settlement = await a_poor_stay(session)
    await a_confirmed_run(session)
    await a_reversal(session, settlement, at=IN_JANUARY)

    run = await a_confirmed_run(session)

    assert await paid_of(session, run.id) == {"top_up": (0, 4000), "grant": (0, 500)}
    assert (run.pay_fen, run.over_fen) == (0, 4500_00)
    assert (await a_draft(session)).state == RunState.UNCHANGED  # noted once


async def test_a_policy_that_changes_while_it_is_reckoned_ends_the_run(session, tmp_path):
    await a_poor_stay(session)
    run = await a_started_run(session)
    changed = tmp_path / "changed"
    changed.mkdir()
    (changed / "sample.yaml").write_text(SAMPLE.replace("limit: 5000", "limit: 6000"), "utf-8")

    with ruled_by(changed):
        await reckon_top_ups(session, at=IN_JANUARY)

    kept = await session.get(TopUpRun, run.id)
    assert (kept.state, kept.discard_reason) == (RunState.DISCARDED, "计算期间政策文件有了修改，请重新计算")


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2)])
async def test_the_order_of_the_stays_does_not_matter(session, order):
    amounts = {1: 500_000, 2: 333_33, 3: 1_234_56}
    await an_enrolled_person(session)
    for one in order:
        at = datetime(2020, 9, 1, 10, tzinfo=IN_JANUARY.tzinfo)
        await a_settlement(session, in_policy_fen=amounts[one], out_of_policy_fen=0, on=at.date(), at=at)

    run = await a_draft(session)

    # Of 6,567.89 about half is borne, a tenth stays with the patient, and of that tenth half is granted.
    assert run.pay_fen == await _expected(session) == 295_555


async def _expected(session) -> int:
    account = await find_year(session, hash_identity(an_id_number(1)), 2020)
    policy = policies.get_policy("371311", date(2020, 12, 31))
    outcome = settle_year(policy, Stay("371311", "", frozenset({"enrolled"}), 0, 0, account.counters))
    return sum(share.paid_fen for share in outcome.shares)
