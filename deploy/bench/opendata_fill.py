"""Books for the open data's bench: projects with contracts and payments, households that were paid, and the log over it."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from deploy.embedded.postgres import Postgres
from services.funds.rules.disclosure import DisclosureKind, PublicEntry, public_entry
from shared.regions import name_of

YEAR = 2020
TOWNS = ("371311001", "371311002", "371311003")
A_CONTRACT, A_PROJECT = 50, 100
"""Payments of a contract and of a project, which has two."""
_BEGUN = datetime(YEAR, 1, 10, 2, tzinfo=UTC)

Rows = list[tuple[Any, ...]]


async def fill(server: Postgres, first: int, last: int) -> None:
    """Payments from `first` to before `last`, of both kinds; written past the triggers, which the ledger's bench measures."""
    admin = await asyncpg.connect(server.url(database="funds", driver=""))
    await admin.execute("SET session_replication_role = replica")
    for begin in range(first, last, 10_000):
        tables: dict[str, tuple[str, Rows]] = {name: (columns, []) for name, columns in _COLUMNS.items()}
        for number in range(begin, min(begin + 10_000, last)):
            for table, row in (*_supplier(number), *_household(number)):
                tables[table][1].append(row)
        for name, (columns, rows) in tables.items():
            await admin.copy_records_to_table(name, records=rows, columns=columns.split())
    await admin.execute(
        "INSERT INTO log_entry SELECT row_number() OVER (ORDER BY d.id) - 1 + (SELECT count(*) FROM log_entry), d.id,"
        " sha256(d.id::text::bytea), sha256(d.canonical::bytea), now() FROM disclosure d"
        " WHERE NOT EXISTS (SELECT FROM log_entry e WHERE e.disclosure_id = d.id)"
    )
    await admin.execute(
        "INSERT INTO log_head (number, size, root, key_id, note, signed_at)"
        " SELECT (SELECT count(*) + 1 FROM log_head), count(*), sha256('bench'), 'bench', '', now() FROM log_entry"
    )
    await admin.execute("VACUUM ANALYZE")
    await admin.close()


_COLUMNS = {
    "project": (
        "id number region kind state title place task standard starts_on ends_on unit responsible_sealed mechanism households"
        " persons planned_fen proposed_by proposed_on approved_under approved_fen plan_year percent round"
    ),
    "project_contract": (
        "id project_id region number title supplier supplier_code method bidders awarded_on signed_on starts_on ends_on first_fen"
        " amount_fen retention_permyriad warranty_days signed_by paper_ids"
    ),
    "project_event": "id project_id region act state done_on done_by role said amount_fen about_id paper_ids at",
    "supplier_payment": (
        "id contract_id region kind state amount_fen line account_id invoice said paper_ids asked_by asked_on reserved_id paid_on"
        " transfer_id disclosure_id"
    ),
    "payment": (
        "id about about_id round household_id region amount_fen clause memo method state source programme period findings"
        " asked_by asked_at failures failure_code failure withdrawal disclosure_id"
    ),
    "disclosure": "id kind region amount_fen published_on canonical",
}


def _id(kind: int, number: int) -> UUID:
    """In the order of numbers, and random behind, as UUIDv7 are."""
    tail = hashlib.sha256(f"{kind} {number}".encode()).digest()[:8]
    return UUID(bytes=kind.to_bytes(2) + number.to_bytes(4) + b"\x70\x00" + bytes([0x80 | tail[0] & 0x3F]) + tail[1:])


def _supplier(number: int) -> Rows:
    """A payment to a supplier, and before the first of a contract or project what it stands on."""
    project, contract = number // A_PROJECT, number // A_CONTRACT
    project_id, contract_id, entry_id = _id(1, project), _id(2, contract), _id(3, number)
    at, region = _BEGUN + timedelta(minutes=4 * number), TOWNS[project % len(TOWNS)]
    named, signed = f"P-371311-{YEAR}-{project:04}", f"P-371311-{YEAR}-{project:04}-C{contract % 2 + 1}"
    entry, on = _entry(entry_id, DisclosureKind.PROJECT, region, 10_000_00, at.date(), project=named), at.date()

    def event(place: int, act: str, about: UUID | None, fen: int | None) -> tuple[str, tuple[Any, ...]]:
        id = _id(9, number * 8 + place)
        return "project_event", (id, project_id, region, act, "under-way", on, "县区经办", "county", "", fen, about, "[]", at)

    rows: Rows = []
    if number % A_PROJECT == 0:
        proposed: tuple[Any, ...] = (
            project_id, named, region, "industry", "under-way", "蔬菜大棚建设项目", "村东", "新建蔬菜大棚 12 座",
            "每座 5 万元", on, date(YEAR + 1, 12, 31), "罗庄街道办事处", b"", "租金用于帮扶", 36, 88, 120_000_000, "县区经办", on,
            "罗政农字〔2020〕15号", 120_000_000, YEAR, 0, 1,
        )  # fmt: skip
        rows += [("project", proposed), event(0, "entered", None, 120_000_000), event(1, "approved", None, 120_000_000)]
    if number % A_CONTRACT == 0:
        contracted: tuple[Any, ...] = (
            contract_id, project_id, region, signed, "施工合同", "临沂建工有限公司", "91371300MA3C4R5T6J", "open", 5, on, on, on,
            date(YEAR + 1, 6, 30), 60_000_000, 60_000_000, 300, 365, "县区经办", "[]",
        )  # fmt: skip
        rows += [("project_contract", contracted), event(2, "contracted", contract_id, 60_000_000)]
    payment = (
        _id(4, number), contract_id, region, "progress", "paid", 10_000_00, "B-371311-2020-0001", _id(5, 0), "03700190", "", "[]",
        "县区经办", on, _id(6, number), on, _id(7, number), entry_id,
    )  # fmt: skip
    return [*rows, ("supplier_payment", payment), event(3, "paid", payment[0], 10_000_00), ("disclosure", _published(entry))]


def _household(number: int) -> Rows:
    at, town = _BEGUN + timedelta(minutes=4 * number), TOWNS[number % len(TOWNS)]
    entry = _entry(_id(13, number), DisclosureKind.PAYMENT, town, 14_000_00, at.date(), programme="农村危房改造")
    payment = (
        _id(14, number), "housing", _id(15, 0), 1, _id(16, number), town + "001", 14_000_00, "第三条", "", "card", "sent",
        "central", "housing", str(YEAR), "[]", "", at, 0, "", "", "", UUID(entry.id),
    )  # fmt: skip
    return [("payment", payment), ("disclosure", _published(entry))]


def _entry(id: UUID, kind: DisclosureKind, region: str, fen: int, on: date, **told: Any) -> PublicEntry:
    return public_entry(
        id=id,
        kind=kind,
        region=region,
        region_name=name_of(region),
        amount_fen=fen,
        reason="农村危房改造补助" if "programme" in told else "项目付款：临沂建工有限公司 进度款",
        clause="鲁建村字〔2020〕1号第三条",
        published_on=on,
        year=YEAR,
        **told,
    )


def _published(entry: PublicEntry) -> tuple[Any, ...]:
    on = date.fromisoformat(entry.published_on)
    return UUID(entry.id), entry.kind, entry.region, entry.amount_fen, on, entry.canonical
