import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import payee_file as rules
from services.funds.rules.payee import Known, Standing, findings_of, state_of
from services.funds.rules.payee_file import FROM, CardRow
from services.funds.store import payee as payees
from services.funds.tables import HouseholdMember, Payee, PayeeFile
from shared.cells import Fault, text_of
from shared.clock import china
from shared.grid import read_grid
from shared.listed_person import ID_NUMBER
from shared.security import Principal
from shared.vault import hash_identity, seal

_ELSEWHERE = "本辖区的登记中没有此人"
_TELL = "请核对身份证号；刚入户的人员，请等登记下发后再提交"


async def import_payees(session: AsyncSession, content: bytes, *, region: str, by: Principal, at: datetime) -> PayeeFile:
    """Take in a bank's card list: each holder's household is paid there from now on. A row that says what is known changes
    nothing; one that is wrong goes back; the others are taken.

    Raises OutsideRegion, the refusals of `shared.grid`, NotACardList, NoCards.
    """
    on = china(at).date()
    by.must_cover(region, pointer="/region")
    rows = rules.rows_of(read_grid(content, rows=rules.ROWS))
    read = [rules.read_card(row, on=on) for row in rows]
    cards = [one for one in read if isinstance(one, CardRow)]
    members = await payees.list_members(session, [hash_identity(card.id_number) for card in cards])
    await payees.lock_households(session, [member.household_id for member in members.values()])
    current = await payees.list_current(session, [member.household_id for member in members.values()])
    names = await payees.list_names(session, list(members))
    households = await payees.list_households_of_cards(session, [payees.hash_card(card.card) for card in cards])

    faults = [fault for one in read if isinstance(one, list) for fault in one]
    taken: dict[UUID, tuple[CardRow, HouseholdMember]] = {}
    unchanged = 0
    for card in cards:
        member = members.get(hash_identity(card.id_number))
        fault = _fault(card, member, taken, current, region)
        if fault or member is None:
            faults.append(fault or Fault(card.row, ID_NUMBER, _ELSEWHERE, _TELL))
        elif (last := current.get((member.household_id, None))) and payees.is_same(last, _account(card)):
            unchanged += 1
        else:
            taken[member.household_id] = card, member

    wrong = {fault.row for fault in faults}
    back = [(row.number, {column: text_of(cell) for column, cell in row.cells.items()}) for row in rows if row.number in wrong]
    file = PayeeFile(
        region=region,
        rows=len(rows),
        taken=len(taken),
        unchanged=unchanged,
        refused=len(wrong),
        faults=[vars(fault) for fault in sorted(faults, key=lambda fault: fault.row)],
        refused_rows_sealed=seal(json.dumps(back, ensure_ascii=False)) if back else None,
        uploaded_by=by.subject,
        uploaded_at=at,
    )
    session.add(file)
    await session.flush()
    for household_id, (card, member) in taken.items():
        if last := current.get((household_id, None)):
            await payees.end_payee(session, last, on=card.from_on or on)
        columns = payees.sealed(_account(card))
        others = len(households.setdefault(columns["card_hash"], set()) - {household_id})
        households[columns["card_hash"]].add(household_id)
        findings = findings_of(card.card, card.name, Known(Standing.MEMBER, names.get(columns["holder_hash"], ()), others))
        session.add(
            Payee(
                household_id=household_id,
                region=member.region,
                state=state_of(findings),
                findings=list(findings),
                from_on=card.from_on or on,
                file_id=file.id,
                recorded_by=by.subject,
                recorded_at=at,
                **columns,
            )
        )
    await session.flush()
    return file


def _account(card: CardRow) -> payees.Account:
    return payees.Account(card.card, card.name, card.id_number, card.bank, card.bank_code)


def _fault(
    card: CardRow,
    member: HouseholdMember | None,
    taken: Mapping[UUID, tuple[CardRow, HouseholdMember]],
    current: Mapping[tuple[UUID, UUID | None], Payee],
    region: str,
) -> Fault | None:
    """What only shows when the row is held against the register and the rows before it."""
    if member is None or not member.region.startswith(region):
        return Fault(card.row, ID_NUMBER, _ELSEWHERE, _TELL)
    if member.household_id in taken:
        before = taken[member.household_id][0].row
        return Fault(card.row, ID_NUMBER, f"与第 {before} 行的持卡人同属一户", "每户只留一个收款账户；为个人另设的，请逐户登记")
    last = current.get((member.household_id, None))
    if last and card.from_on and card.from_on < last.from_on:
        return Fault(card.row, FROM, f"早于现有账户的启用日期 {last.from_on.isoformat()}", "请核对启用日期")
    return None
