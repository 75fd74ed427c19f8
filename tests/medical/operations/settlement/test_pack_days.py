"""Packed days say of a year what the settlements themselves say, whatever has happened to these, and nothing is packed twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from services.medical.jobs import pack_days as packing
from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.settlement.pack_days import pack_days
from services.medical.operations.settlement.resettle_settlements import resettle_settlements
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.recorded import RecordedYear
from services.medical.schemas.charge import ChargeLine, RecordCharges
from services.medical.schemas.resettlement import ResettleSettlements
from services.medical.schemas.settlement import ReverseSettlement
from services.medical.store.recorded import read_year
from services.medical.tables import PackedDay, Settlement
from shared import clock, database
from shared.ids import uuid7
from shared.security import Principal, Role
from tests.builders.medical import (
    COUNTY_CLERK,
    HOSPITAL,
    JUNE_12,
    VILLAGE,
    a_discharge,
    a_line,
    a_settlement,
    a_stay,
    an_enrolled_person,
    an_id_number,
)

JULY_1 = date(2020, 7, 1)
NOON = datetime(2020, 6, 12, 12, tzinfo=clock.CHINA)
NEXT_NIGHT = datetime(2020, 6, 13, 1, tzinfo=clock.CHINA)
AUTUMN = datetime(2020, 10, 1, 12, tzinfo=clock.CHINA)


async def year_of(session, *, role: str = "operator", region: str = "*") -> RecordedYear:
    """What a reader sees. An auditor sees every settlement and no packed day."""
    await session.commit()
    await session.execute(
        text("SELECT set_config('jishiyu.role', :role, true), set_config('jishiyu.region', :region, true)"),
        {"role": role, "region": region},
    )
    recorded = await read_year(session, 2020)
    await session.rollback()
    await database.set_scope(session, database.the_platform("test", "test"))
    return recorded


def meaning(recorded: RecordedYear) -> list[dict[str, object]]:
    """Bill by bill, in words and whole numbers."""
    columns = recorded.columns
    return [
        {
            "id": recorded.id_of(row),
            "stay": columns.stay(row, {name: int(met[row]) for name, met in recorded.so_far.items() if met[row]}),
            "policy": recorded.policies[recorded.policy[row]],
            "paid": {name: (int(paid.paid_fen[row]), bool(paid.is_entitled[row])) for name, paid in recorded.layers.items()},
            "payers": {name: int(fen[row]) for name, fen in recorded.payers.items() if fen[row]},
            "patient": int(recorded.patient_fen[row]),
            "is_crossed": bool(recorded.crosses_line[row]),
            "whose": (int(columns.person[row]), int(columns.family[row])),
        }
        for row in range(len(recorded))
    ]


async def a_year_of_everything(session) -> None:
    """Enrolled or not, in several goes or in one, taken back, settled again, with something paid elsewhere, of all amounts."""
    await an_enrolled_person(session, classes=("low-income",))
    first = await a_settlement(session, in_policy_fen=60_000_00)
    await a_settlement(session, in_policy_fen=45_000_01, hospital_level="3")
    await a_settlement(session, id_number=an_id_number(7), in_policy_fen=1, out_of_policy_fen=0)
    with clock.frozen(NOON):
        stay = await a_stay(session, id_number=an_id_number(8), in_policy_fen=20_000_00)
        await settle_admission(session, a_discharge(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12, is_interim=True)
        open_stay = await a_stay(session, id_number=an_id_number(9), in_policy_fen=7_000_00)
        await settle_admission(session, a_discharge(), admission_id=open_stay.id, by=HOSPITAL, on=JUNE_12, is_interim=True)
        await pack_days(session, at=NEXT_NIGHT)
    with clock.frozen(datetime(2020, 7, 1, 9, tzinfo=clock.CHINA)):
        more = RecordCharges(lines=[ChargeLine.model_validate(a_line(9, amount_fen=15_000_00, charged_on="2020-06-20"))])
        await record_charges(session, more, admission_id=stay.id, by=HOSPITAL, on=JULY_1)
        await settle_admission(session, a_discharge(JULY_1), admission_id=stay.id, by=HOSPITAL, on=JULY_1)
        gone = await a_settlement(session, id_number=an_id_number(10), on=JULY_1)
        await reverse_settlement(session, ReverseSettlement(reason="漏记手术费"), settlement_id=gone.id, by=HOSPITAL)
        form = ResettleSettlements(reason="前一次住院更正")
        await resettle_settlements(session, form, settlement_id=first.id, by=COUNTY_CLERK)


async def test_packed_days_give_the_year_that_its_rows_give_to_the_fen(session):
    await a_year_of_everything(session)
    rows = await year_of(session, role="auditor")

    while await pack_days(session, at=AUTUMN):
        pass

    assert len((await session.exec(select(PackedDay))).all()) == 2
    packed = await year_of(session)
    assert meaning(packed) == meaning(rows)
    assert len(packed) == 5 and packed.in_portions == 2 and packed.reversed_count == 3
    assert (packed.reversed_count, packed.in_portions, packed.unreadable) == (rows.reversed_count, rows.in_portions, ())


async def test_what_is_packed_is_what_the_settlements_recorded(session):
    await a_year_of_everything(session)
    while await pack_days(session, at=AUTUMN):
        pass

    packed = {one["id"]: one for one in meaning(await year_of(session))}

    found = {one.id: one for one in await session.exec(select(Settlement)) if one.id in packed}
    assert found.keys() == packed.keys()
    for settlement_id, one in packed.items():
        row = found[settlement_id]
        shares = row.result["shares"]
        assert one["paid"] == {
            name: next(
                ((x["paid_fen"] + x.get("earlier_fen", 0), x["is_entitled"]) for x in shares if x["layer"] == name), (0, False)
            )
            for name in one["paid"]
        }
        assert one["patient"] == row.patient_fen + row.result.get("earlier", {}).get("patient_fen", 0)
        assert sum(one["payers"].values()) + one["patient"] == one["stay"].total_fen == row.facts["total_fen"]
        assert one["stay"].so_far == {name: fen for name, fen in row.facts["so_far"].items() if fen}


async def test_a_settlement_that_is_taken_back_after_it_was_packed_does_not_count(session):
    gone = await a_settlement(session)
    stays = await a_settlement(session, id_number=an_id_number(7))
    await pack_days(session, at=NEXT_NIGHT)
    with clock.frozen(AUTUMN):
        await reverse_settlement(session, ReverseSettlement(reason="漏记手术费"), settlement_id=gone.id, by=HOSPITAL)

    recorded = await year_of(session)

    assert [recorded.id_of(row) for row in range(len(recorded))] == [stays.id]
    assert recorded.reversed_count == 1


async def test_a_stay_that_goes_on_after_its_day_was_packed_is_one_bill_of_all_that_was_paid(session):
    with clock.frozen(NOON):
        stay = await a_stay(session, in_policy_fen=20_000_00)
        await settle_admission(session, a_discharge(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12, is_interim=True)
    await pack_days(session, at=NEXT_NIGHT)
    with clock.frozen(datetime(2020, 7, 1, 9, tzinfo=clock.CHINA)):
        more = RecordCharges(lines=[ChargeLine.model_validate(a_line(9, amount_fen=15_000_00, charged_on="2020-06-20"))])
        await record_charges(session, more, admission_id=stay.id, by=HOSPITAL, on=JULY_1)
        last = await settle_admission(session, a_discharge(JULY_1), admission_id=stay.id, by=HOSPITAL, on=JULY_1)

    recorded = await year_of(session)

    assert [recorded.id_of(row) for row in range(len(recorded))] == [last.id]
    assert int(recorded.columns.total_fen[0]) == 37_000_00 and recorded.in_portions == 1


async def test_a_day_is_packed_only_once_it_is_over(session):
    with clock.frozen(NOON):
        await a_settlement(session)

    assert not await pack_days(session, at=NOON + timedelta(hours=11))
    assert not await pack_days(session, at=NEXT_NIGHT - timedelta(seconds=1)), "somebody may still be settling"
    assert await pack_days(session, at=NEXT_NIGHT)
    assert not await pack_days(session, at=AUTUMN)


async def test_packing_that_was_broken_off_begins_again_and_nothing_is_packed_twice(session):
    await a_settlement(session)
    await session.commit()
    await database.set_scope(session, database.the_platform("test", "test"))
    await pack_days(session, at=NEXT_NIGHT)
    await session.rollback()  # as when the machine dies in between
    await database.set_scope(session, database.the_platform("test", "test"))

    assert await pack_days(session, at=NEXT_NIGHT)
    assert not await pack_days(session, at=NEXT_NIGHT)

    assert [day.settlements for day in await session.exec(select(PackedDay))] == [1]
    assert len(await year_of(session)) == 1


async def test_two_machines_do_not_pack_the_same_day(session, sessions):
    await a_settlement(session)
    await session.commit()
    await database.set_scope(session, database.the_platform("test", "test"))
    assert await pack_days(session, at=NEXT_NIGHT)

    async with database.transaction(sessions, database.the_platform("other", "test")) as other:
        assert not await pack_days(other, at=NEXT_NIGHT)


async def test_many_days_are_packed_a_few_at_a_time_the_oldest_first(session, monkeypatch):
    for day in (3, 1, 2):
        await a_settlement(session, id_number=an_id_number(day), at=datetime(2020, 6, 20 + day, 12, tzinfo=clock.CHINA))
    monkeypatch.setattr("services.medical.operations.settlement.pack_days.SETTLEMENTS_AT_ONCE", 2)

    assert await pack_days(session, at=AUTUMN)
    assert [str(one.recorded_on) for one in await session.exec(select(PackedDay))] == ["2020-06-21", "2020-06-22"]
    assert await pack_days(session, at=AUTUMN) and not await pack_days(session, at=AUTUMN)
    assert len(await year_of(session)) == 3


async def test_a_settlement_that_came_late_to_a_packed_day_counts_all_the_same(session):
    first = await a_settlement(session)
    await pack_days(session, at=NEXT_NIGHT)
    late = await a_settlement(session, id_number=an_id_number(7), in_policy_fen=9_000_00)

    recorded = await year_of(session)

    assert {recorded.id_of(row) for row in range(len(recorded))} == {first.id, late.id}


async def test_what_people_were_ill_of_is_read_from_packed_days_by_the_desk_and_the_operator_alone(session):
    await a_settlement(session)
    await pack_days(session, at=NEXT_NIGHT)
    await session.commit()

    seen = {}
    for role in ("platform", "operator", "county", "auditor", "town", "department", "health", "hospital", "sheet-holder"):
        scope = database.Scope(by="test", role=role, region="371311", org="H37131100001", why="test")
        await database.set_scope(session, scope)
        seen[role] = len((await session.exec(select(PackedDay))).all())
    assert {role for role, count in seen.items() if count} == {"platform", "operator", "county"}


async def test_a_desk_sees_of_a_packed_day_what_it_sees_of_its_rows(session):
    own = await a_settlement(session)
    elsewhere = Principal("兰山区人民医院", Role.HOSPITAL, "371302", "H37130200001")
    await a_settlement(session, id_number=an_id_number(7), region="371302001001", by=elsewhere)
    await a_settlement(session, id_number=an_id_number(8), region="371311002009")
    await pack_days(session, at=NEXT_NIGHT)

    assert len(await year_of(session, role="county", region="371311")) == 2
    assert len(await year_of(session, role="county", region="371302")) == 1
    assert len(await year_of(session, role="county", region="371399")) == 0
    town = await year_of(session, role="town", region="371311001")
    assert [town.id_of(row) for row in range(len(town))] == [own.id]
    assert len(await year_of(session, role="hospital", region="*")) == 0


async def test_a_settlement_that_says_too_little_is_named_from_a_packed_day_too(session):
    await an_enrolled_person(session)
    one = await a_settlement(session)
    odd = one.model_dump() | {"id": uuid7(), "facts": {"region": VILLAGE}, "replaces": None}
    session.add(Settlement(**odd))
    await session.flush()
    await pack_days(session, at=NEXT_NIGHT)

    recorded = await year_of(session)

    assert (len(recorded), recorded.unreadable) == (1, (str(odd["id"]),))


async def test_a_packed_day_is_never_changed(session):
    await a_settlement(session)
    await pack_days(session, at=NEXT_NIGHT)

    with pytest.raises(Exception, match="only ever added to"):
        await session.execute(text("UPDATE packed_day SET settlements = 0"))


async def test_days_are_packed_by_the_clock_until_none_is_left(session, app):
    await a_settlement(session)
    [queue] = [queue for queue in app.state.jobs.queues if queue.take is packing]

    assert await queue.take(session, datetime.now(UTC))
    assert not await queue.take(session, datetime.now(UTC))
