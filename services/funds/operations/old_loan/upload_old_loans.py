import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import old_loan_file as files
from services.funds.rules import old_loan_weighing as weighing
from services.funds.rules.guarantee import NoSuchGuaranteeFund
from services.funds.rules.loan_asking import subsidised_part
from services.funds.rules.loan_policy import NoLendingRule
from services.funds.rules.old_loan import AsOfInTheFuture, OldListState, OldLoan, together
from services.funds.rules.old_loan_file import OldLoanRow
from services.funds.rules.old_loan_row import read_row
from services.funds.schemas.old_loan import OldLoansUpload
from services.funds.store.guarantee import find_fund
from services.funds.store.lending_policy import get_lending_policy, get_rate_table
from services.funds.store.old_loan import OldEntry, list_covered, list_known, written
from services.funds.store.payee import list_members, list_names
from services.funds.tables import HouseholdMember, OldLoanList
from shared.cells import Fault, Row, text_of
from shared.clock import china
from shared.grid import read_grid
from shared.listed_person import ID_NUMBER, NAME
from shared.regions import exists
from shared.security import Principal
from shared.vault import hash_identity, seal

HEADING_ROWS = 10
"""What may stand around the rows of a list."""
ONE_DAY = timedelta(days=1)


async def upload_old_loans(
    session: AsyncSession, content: bytes, upload: OldLoansUpload, *, by: Principal, at: datetime
) -> OldLoanList:
    """Read a bank's list of loans from before the platform, so that it can be looked at; nothing is taken in yet.

    Each loan is held against the policy of the day on which it was lent, its balance against its entries, and what was paid of
    its interest against the reckoning; a contract with a wrong row goes back with all its rows. Raises OutsideRegion,
    AsOfInTheFuture, the refusals of `shared.grid`, NotAnOldLoanList, NoOldLoans, NoSuchGuaranteeFund.
    """
    by.must_cover(upload.county, pointer="/county")
    if upload.as_of_on > china(at).date():
        raise AsOfInTheFuture(pointer="/as_of_on")
    rows = files.rows_of(read_grid(content, rows=files.ROWS_LIMIT + HEADING_ROWS))
    read = [read_row(row, as_of=upload.as_of_on) for row in rows]
    broken = {
        text_of(row.cells.get(files.CONTRACT)) for row, one in zip(rows, read, strict=True) if not isinstance(one, OldLoanRow)
    }
    loans, faults = together([one for one in read if isinstance(one, OldLoanRow) and one.contract not in broken])
    faults += [fault for one in read if not isinstance(one, OldLoanRow) for fault in one]
    hashes = {loan.contract: hash_identity(loan.terms.id_number) for loan in loans if loan.terms.id_number}
    members = await list_members(session, list(hashes.values()))
    names = await list_names(session, list(hashes.values()))
    known = await list_known(session, upload.county, upload.bank, [loan.contract for loan in loans])

    placed: list[OldEntry] = []
    for loan in loans:
        member = members.get(hashes.get(loan.contract, ""))
        wrong = _of_contract(loan, known) or _of_borrower(loan, member, names.get(hashes.get(loan.contract, "")), upload.county)
        faults += wrong
        if not wrong:
            placed.append(_placed(loan, member))
    entries, more, is_guaranteed = _weighed(placed, await list_covered(session, placed))
    faults += more
    if is_guaranteed and await find_fund(session, upload.county, upload.bank) is None:
        raise NoSuchGuaranteeFund(pointer="/bank", county=upload.county, bank=upload.bank)

    wrong_rows = {fault.row for fault in faults}
    wrong_contracts = {text_of(row.cells.get(files.CONTRACT)) for row in rows if row.number in wrong_rows}
    back = [row for row in rows if row.number in wrong_rows or text_of(row.cells.get(files.CONTRACT)) in wrong_contracts]
    uploaded = OldLoanList(
        region=upload.county,
        bank=upload.bank,
        as_of_on=upload.as_of_on,
        state=OldListState.DRAFT,
        loans=len(entries),
        outstanding_fen=sum(entry.loan.terms.balance_fen for entry in entries),
        subsidised_fen=sum(run.amount_fen for entry in entries for run in entry.loan.subsidised),
        refused=len(back),
        entries=[written(entry) for entry in entries],
        faults=[vars(fault) for fault in sorted(faults, key=lambda fault: fault.row)],
        refused_rows_sealed=seal(json.dumps(_texts(back), ensure_ascii=False)) if back else None,
        uploaded_by=by.subject,
        uploaded_at=at,
    )
    session.add(uploaded)
    await session.flush()
    return uploaded


def _of_contract(loan: OldLoan, known: Mapping[str, str]) -> list[Fault]:
    if loan.contract in known:
        mend = "请删去该合同的各行；其后的发生额随银行每月清单提交"
        return [Fault(loan.row, files.CONTRACT, f"这份合同已在平台登记（{known[loan.contract]}）", mend)]
    return []


def _of_borrower(loan: OldLoan, member: HouseholdMember | None, names: set[str] | None, county: str) -> list[Fault]:
    terms = loan.terms
    if terms.enterprise:
        if exists(terms.place) and len(terms.place) == 12 and terms.place.startswith(county):
            return []
        return [Fault(loan.row, files.PLACE, "不是本县区的村（社区）代码", "请填写经营主体所在村的 12 位区划代码")]
    if member is None or not member.region.startswith(county):
        mend = "请核对身份证号；刚入户的，请等登记下发后再提交"
        return [Fault(loan.row, ID_NUMBER, "本县区的登记中没有此人", mend)]
    if names and terms.name not in names:
        return [Fault(loan.row, NAME, "与收款账户登记的姓名不同", "请对照身份证核对姓名")]
    return []


def _placed(loan: OldLoan, member: HouseholdMember | None) -> OldEntry:
    bare = replace(loan, terms=replace(loan.terms, id_number="", name=""))
    if member is None:
        return OldEntry(bare, None, None, loan.terms.place, ())
    return OldEntry(bare, member.household_id, member.person_id, member.region, ())


def _weighed(placed: Sequence[OldEntry], covered: Mapping[tuple[str, str], int]) -> tuple[list[OldEntry], list[Fault], bool]:
    """The loans that are sound by the rules, what is wrong with the others, and whether any of them rests on a fund. Of a
    borrower's loans the earlier one is subsidised first."""
    others: defaultdict[tuple[str, str], int] = defaultdict(int, covered)
    faults: list[Fault] = []
    sound: list[OldEntry] = []
    is_guaranteed = False
    for entry in sorted(placed, key=lambda each: (each.loan.terms.drawn_on, each.loan.row)):
        loan = entry.loan
        try:
            policy, _ = get_lending_policy(entry.region, loan.terms.drawn_on)
        except NoLendingRule as none:
            faults.append(Fault(loan.row, files.DRAWN, none.title, "请核对放款日期；更早的办法请联系平台管理员补录"))
            continue
        loan_class = weighing.class_named(policy, loan.terms.loan_class)
        if loan_class is None:
            mend = f"请填写{'、'.join(each.title for each in policy.classes)}之一"
            faults.append(Fault(loan.row, files.LOAN_CLASS, "放款时的办法中没有这类贷款", mend))
            continue
        table = get_rate_table(loan_class.base)
        wrong = weighing.check_old(loan, policy, loan_class, table)
        if not wrong:
            key = (entry.borrower, loan_class.code)
            subsidised_fen = subsidised_part(loan_class, amount_fen=loan.terms.lent_fen, others_fen=others[key])
            others[key] += weighing.still_covered(loan, subsidised_fen)
            until_on = max((run.to_on for run in loan.subsidised), default=loan.terms.drawn_on) + ONE_DAY
            facts = weighing.facts_of_old(loan, policy, loan_class, table, subsidised_fen=subsidised_fen, until_on=until_on)
            wrong = weighing.check_paid(loan, facts)
            accepted = tuple(weighing.accepted_of(run, facts) for run in loan.subsidised)
            if not wrong:
                sound.append(replace(entry, accepted_fen=accepted))
                is_guaranteed = is_guaranteed or loan_class.is_guaranteed
        faults += wrong
    return sorted(sound, key=lambda each: each.loan.row), faults, is_guaranteed


def _texts(rows: Sequence[Row]) -> list[tuple[int, dict[str, str]]]:
    return [(row.number, {column: text_of(cell) for column, cell in row.cells.items()}) for row in rows]
