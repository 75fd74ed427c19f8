"""A recorded year read as columns from real rows, and a draft tried on it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text

from deploy.whatif.compare import Comparison, compare
from deploy.whatif.page import lines, page
from deploy.whatif.sheet import NOTHING, sheet
from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.settlement.pack_days import pack_days
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.facts import stay_of
from services.medical.rules.recorded import RecordedYear
from services.medical.schemas.charge import ChargeLine, RecordCharges
from services.medical.schemas.settlement import ReverseSettlement
from services.medical.store.policies import FOLDER, shelf
from services.medical.store.recorded import read_year
from services.medical.tables import Settlement
from shared import clock
from shared.ids import uuid7
from shared.policy.clauses import Policy
from shared.policy.evaluate import settle
from shared.policy.load import load_text
from tests.builders.medical import (
    HOSPITAL,
    ID_NUMBER,
    JUNE_12,
    a_discharge,
    a_line,
    a_settlement,
    a_stay,
    an_enrolled_person,
    an_id_number,
)
from tests.builders.pages import faults_of

JULY_1 = date(2020, 7, 1)
LINYI = (FOLDER / "linyi_2020.yaml").read_text(encoding="utf-8")


def a_draft(*changes: tuple[str, str]) -> Policy:
    """Linyi's file with some values changed; its examples, which are of the old values, are not asked."""
    said = LINYI
    for old, new in changes:
        assert said.count(old) == 1, old
        said = said.replace(old, new)
    return load_text(said, file="draft.yaml")


def less_aid() -> Policy:
    limit = "title: 医疗救助年度限额\n    per: year\n    limit: "
    return a_draft((limit + "10000", limit + "3000"))


@pytest.fixture(params=["packed", "from its rows"])
async def read(session, request):
    """The year as it stands, on both ways."""

    async def it(year: int = 2020) -> RecordedYear:
        while request.param == "packed" and await pack_days(session, at=clock.now()):
            pass
        await session.commit()
        await session.execute(
            text("SELECT set_config('jishiyu.role', 'operator', true), set_config('jishiyu.region', '*', true)")
        )
        recorded = await read_year(session, year)
        await session.rollback()
        await session.execute(
            text("SELECT set_config('jishiyu.role', 'platform', true), set_config('jishiyu.region', '*', true)")
        )
        return recorded

    return it


def tried(recorded: RecordedYear, draft: Policy) -> Comparison:
    return compare(recorded, draft, shelf().policies)


async def two_stays_of_one_and_one_of_another(session) -> Sequence[Settlement]:
    await an_enrolled_person(session)
    other = an_id_number(7)
    first = await a_settlement(session, in_policy_fen=9_000_00)
    second = await a_settlement(session, in_policy_fen=30_000_00, out_of_policy_fen=0)
    third = await a_settlement(session, id_number=other, in_policy_fen=80_000_00)
    return first, second, third


async def test_the_policy_in_force_gives_what_was_recorded_to_the_fen(session, read):
    settlements = await two_stays_of_one_and_one_of_another(session)

    told = tried(await read(), shelf().find("371311", JUNE_12))

    assert (told.bills, told.people) == (3, 2)
    assert told.verified.checked == 3 and told.verified.differing == 0
    assert {one.difference_fen for one in (*told.payers, *told.layers, told.patient)} == {0}
    assert told.patient.before_fen == sum(one.patient_fen for one in settlements)
    assert sum(one.before_fen for one in told.payers) + told.patient.before_fen == told.total_fen
    assert all((one.gained, one.lost) == (0, 0) for one in told.decisions)
    assert told.concerned.by_county == {"371311": 3}


async def test_a_draft_is_reckoned_with_its_own_counters_from_stay_to_stay(session, read):
    settlements = await two_stays_of_one_and_one_of_another(session)
    draft = less_aid()

    told = tried(await read(), draft)

    counters: dict[str, int] = {}
    patient_fen = 0
    for one in settlements[:2]:
        outcome = settle(draft, stay_of({**one.facts, "so_far": counters}))
        patient_fen += outcome.patient_fen
        counters = {name: counters.get(name, 0) + outcome.drawn.get(name, 0) for name in {**counters, **outcome.drawn}}
    assert told.patient.after_fen == patient_fen + settlements[2].patient_fen
    aid = next(one for one in told.layers if one.title == "医疗救助")
    assert aid.after_fen == 3_000_00 < aid.before_fen
    assert sum(one.after_fen for one in told.payers) + told.patient.after_fen == told.total_fen


async def test_what_was_reversed_does_not_count(session, read):
    await two_stays_of_one_and_one_of_another(session)
    gone = await a_settlement(session, id_number=an_id_number(8), in_policy_fen=70_000_00)
    await reverse_settlement(session, ReverseSettlement(reason="漏记手术费"), settlement_id=gone.id, by=HOSPITAL)

    told = tried(await read(), less_aid())

    assert told.bills == 3
    assert told.recorded.reversed_count == 1
    assert "已冲正 1 笔" in sheet(told)


async def test_a_stay_settled_in_several_goes_is_one_bill_and_all_that_was_paid_of_it(session, read):
    stay = await a_stay(session, in_policy_fen=20_000_00)
    await settle_admission(session, a_discharge(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12, is_interim=True)
    more = RecordCharges(lines=[ChargeLine.model_validate(a_line(9, amount_fen=15_000_00, charged_on="2020-06-20"))])
    await record_charges(session, more, admission_id=stay.id, by=HOSPITAL, on=JULY_1)
    await settle_admission(session, a_discharge(JULY_1), admission_id=stay.id, by=HOSPITAL, on=JULY_1)

    told = tried(await read(), shelf().find("371311", JUNE_12))

    assert (told.bills, told.recorded.in_portions) == (1, 1)
    assert told.total_fen == 37_000_00
    assert told.verified.differing == 0 and told.patient.difference_fen == 0
    assert sum(one.before_fen for one in told.payers) + told.patient.before_fen == told.total_fen


async def test_a_settlement_from_before_facts_were_kept_is_read_from_its_explanation_and_told(session, read):
    await an_enrolled_person(session)
    settlement = await a_settlement(session)
    await session.flush()
    # As a row stood before the column came: the table only takes rows, so the old one is put beside under another year.
    old = settlement.model_dump() | {"id": uuid7(), "year": 2019, "facts": {}, "settled_before": {}, "replaces": None}
    session.add(Settlement(**old))

    told = tried(await read(2019), shelf().find("371311", JUNE_12))

    assert told.recorded.is_told_only.tolist() == [True]
    assert told.verified.differing == 0 and told.patient.difference_fen == 0
    assert "较早的结算 1 人次没有留存事实" in sheet(told)


async def test_a_record_that_its_own_policy_no_longer_gives_is_a_finding(session, read):
    settlement = await a_settlement(session)
    wrong = settlement.model_dump() | {"id": UUID(int=7), "year": 2018, "patient_fen": settlement.patient_fen + 1}
    session.add(Settlement(**wrong))

    told = tried(await read(2018), less_aid())

    assert told.verified.differing == 1
    [finding] = told.verified.findings
    assert (finding.settlement, finding.what, finding.recorded_fen - finding.now_fen) == (UUID(int=7), "个人负担", 1)
    assert str(UUID(int=7)) in sheet(told)


async def test_the_desk_of_another_county_sees_nothing_of_it(session):
    await a_settlement(session)
    await session.commit()
    await session.execute(text("SELECT set_config('jishiyu.role', 'county', true), set_config('jishiyu.region', '371302', true)"))

    assert len(await read_year(session, 2020)) == 0


async def test_a_long_read_on_a_busy_machine_is_not_cut_off_as_a_door_would_be(session):
    await session.commit()
    await read_year(session, 2020)

    for setting, value in (("statement_timeout", "0"), ("idle_in_transaction_session_timeout", "10min")):
        assert (await session.execute(text(f"SHOW {setting}"))).scalar_one() == value


async def test_nothing_can_be_written_while_a_year_is_read(session):
    await session.commit()
    await read_year(session, 2020)

    with pytest.raises(Exception, match="read-only"):
        await session.execute(text("DELETE FROM admission"))


async def test_the_report_names_nobody_and_hides_small_numbers(session, read):
    settlements = await two_stays_of_one_and_one_of_another(session)

    told = tried(await read(), less_aid())
    said, printed = sheet(told), page(told)
    assert faults_of(printed) == []

    for secret in (ID_NUMBER, "王小明", settlements[0].identity_hash, str(settlements[1].id)):
        assert secret not in said and secret not in printed
    assert all(group.bills is None and group.loss.sum_fen is None for group in told.by_class)
    assert "<svg" in printed and "http" not in printed.replace("http://www.w3.org", "")


async def test_a_year_without_settlements_is_said_in_one_sentence_and_not_in_empty_tables(session, read):
    told = tried(await read(2019), less_aid())

    said, printed = sheet(told), page(told)

    assert NOTHING in said and NOTHING in printed
    assert "<svg" not in printed and "各保障项目" not in said and "【核对】" not in said


def test_a_long_name_beside_its_bar_goes_on_two_lines_and_is_cut_only_after_these():
    assert lines("医疗救助基金", 8) == ["医疗救助基金"]
    assert lines("罗庄区健康扶贫兜底救助", 8) == ["罗庄区健康扶贫兜", "底救助"]
    assert lines("罗庄区健康扶贫兜底救助保障专项资金", 8) == ["罗庄区健康扶贫兜", "底救助保障专项…"]
