import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import payment_request as rules
from services.funds.rules.payment import must_pay_out
from services.funds.rules.payment_request import ListRow, RequestState, request_number
from services.funds.rules.transfer import About
from services.funds.store.ledger import get_account
from services.funds.store.payee import list_members, list_names
from services.funds.store.payment_request import count_requests, lock_numbers
from services.funds.tables import PaymentRequest
from shared.cells import Fault, text_of
from shared.clock import china
from shared.grid import read_grid
from shared.ids import uuid7
from shared.listed_person import ID_NUMBER, NAME
from shared.security import Principal
from shared.vault import hash_identity, seal

HEADING_ROWS = 10
"""What may stand around the rows of a list."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What is said of a list beside the file."""

    account_id: UUID
    title: str
    clause: str
    programme: str
    period: str


async def upload_list(session: AsyncSession, content: bytes, upload: Upload, *, by: Principal, at: datetime) -> PaymentRequest:
    """Read a department's list of people to be paid, so that it can be looked at; nothing is asked for yet.

    Each row's household is found by the identity number in what registry has told. Raises NoSuchAccount, NotAPayingAccount, the
    refusals of `shared.grid`, NotAPaymentList, NoPayees.
    """
    account = await get_account(session, upload.account_id)
    must_pay_out(account.kind)
    rows = rules.rows_of(read_grid(content, rows=rules.ROWS_LIMIT + HEADING_ROWS))
    read = [rules.read_row(row, on=china(at).date()) for row in rows]
    sound = [one for one in read if isinstance(one, ListRow)]
    hashes = {row.row: hash_identity(row.id_number) for row in sound}
    members = await list_members(session, list(hashes.values()))
    names = await list_names(session, list(hashes.values()))
    await lock_numbers(session, account.region)
    year = china(at).year
    number = request_number(account.region, year, await count_requests(session, account.region, year) + 1)

    faults = [fault for one in read if isinstance(one, list) for fault in one] + rules.doubled(sound)
    for row in sound:
        member = members.get(hashes[row.row])
        if member is None or not by.covers(member.region):
            faults.append(Fault(row.row, ID_NUMBER, "本辖区的登记中没有此人", "请核对身份证号；刚入户的，请等登记下发后再提交"))
        elif row.name not in names.get(hashes[row.row], {row.name}):
            faults.append(Fault(row.row, NAME, "与收款账户登记的姓名不同", "请对照身份证核对姓名"))
    wrong = {fault.row for fault in faults}
    entries = [_entry(row, members[hashes[row.row]]) for row in sound if row.row not in wrong]

    back = [(row.number, {column: text_of(cell) for column, cell in row.cells.items()}) for row in rows if row.number in wrong]
    id = uuid7()
    request = PaymentRequest(
        id=id,
        number=number,
        region=account.region,
        org=by.org,
        about=About.PROGRAMME,
        about_id=id,
        title=upload.title,
        account_id=account.id,
        programme=upload.programme or account.programme,
        period=upload.period,
        clause=upload.clause,
        state=RequestState.DRAFT,
        households=len(entries),
        total_fen=sum(entry["amount_fen"] for entry in entries),
        refused=len(wrong),
        entries=entries,
        faults=[vars(fault) for fault in sorted(faults, key=lambda fault: fault.row)],
        refused_rows_sealed=seal(json.dumps(back, ensure_ascii=False)) if back else None,
        made_by=by.subject,
        made_at=at,
    )
    session.add(request)
    await session.flush()
    return request


def _entry(row: ListRow, member: Any) -> dict[str, Any]:
    return {
        "row": row.row,
        "household_id": str(member.household_id),
        "person_id": str(member.person_id),
        "region": member.region,
        "amount_fen": row.amount_fen,
    }
