"""What the migrations do to a database that is already in use."""

import asyncio
import json
from uuid import uuid4

import asyncpg
from alembic import command

from shared import migrations
from shared.ids import uuid7

SHARES = [
    {"layer": "basic", "title": "基本医保", "payer": "统筹基金", "paid_fen": 700, "is_given": False},
    {"layer": "medical_aid", "title": "医疗救助", "payer": "救助基金", "paid_fen": 0, "is_given": False},
    {"layer": "hospital_reduction", "title": "减免", "payer": "就诊医疗机构", "paid_fen": 30, "is_given": False},
]


async def test_settlements_from_before_are_owed_and_those_taken_back_are_countered(postgres, template):
    await asyncio.to_thread(template, "medical")  # makes the role
    name = f"test_{uuid4().hex}"
    super_user = await asyncpg.connect(postgres.url(driver=""))
    await super_user.execute(f"CREATE DATABASE {name} OWNER medical")
    alembic = migrations.config("medical")
    alembic.attributes["url"] = postgres.url("medical", name, "medical")
    await asyncio.to_thread(command.upgrade, alembic, "0002")
    there = await asyncpg.connect(postgres.url(database=name, driver=""))
    standing, gone = uuid7(), uuid7()
    for settlement in (standing, gone):
        await there.execute(
            """
            WITH stay AS (
                INSERT INTO admission (id, identity_hash, id_number_sealed, name_sealed, region, hospital, hospital_level, cause,
                    admitted_on, is_without_deposit, deposit_reason, status, line_count, total_fen, in_policy_fen, pre_pay_fen,
                    over_ceiling_fen, out_of_policy_fen, opened_at)
                VALUES ($3, 'x', '', '', '371311001001', 'H1', '2', 'illness', '2020-06-01', false, '', 'settled', 1, 0, 0, 0, 0,
                    0, now())
            )
            INSERT INTO settlement (id, admission_id, identity_hash, region, hospital, year, settled_on, settled_at, policy,
                policy_version, total_fen, patient_fen, result)
            VALUES ($1, $3, 'x', '371311001001', 'H1', 2020, '2020-06-12', '2020-06-12 02:00+00', 'p', 'v', 1000, 270, $2)
            """,
            settlement,
            json.dumps({"shares": SHARES}),
            uuid7(),
        )
    await there.execute(
        "INSERT INTO reversal VALUES ($1, $2, '371311001001', 'H1', '漏记', '2020-06-30 16:30+00')", uuid7(), gone
    )

    await asyncio.to_thread(command.upgrade, alembic, "head")

    rows = await there.fetch("SELECT settlement_id, layer, amount_fen, owed_on::text FROM receivable")
    await there.close()
    await super_user.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await super_user.close()
    assert sorted((str(row["settlement_id"]), *tuple(row)[1:]) for row in rows) == sorted(
        [
            (str(standing), "basic", 700, "2020-06-12"),
            (str(gone), "basic", 700, "2020-06-12"),
            (str(gone), "basic", -700, "2020-07-01"),
        ]
    )
