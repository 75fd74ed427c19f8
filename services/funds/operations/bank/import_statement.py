from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.bank_statement import (
    Stated,
    identities,
    must_add_up,
    must_be_in_time,
    must_be_of,
    must_continue,
)
from services.funds.store.bank import add_lines, list_known, lock_bank_account
from services.funds.tables import BankAccount, BankLine, BankStatement
from shared.clock import china
from shared.security import Principal
from shared.vault import hash_identity, seal


async def import_statement(
    session: AsyncSession, bank_account_id: UUID, read: Sequence[Stated], *, by: Principal, at: datetime
) -> list[BankStatement]:
    """Keep the lines of a file's statements, each line once however often it comes: all of the file, or nothing.

    Each has to begin where the one before closed; a statement that tells nothing new changes nothing. Raises NoSuchBankAccount,
    StatementOfAnother, StatementDoesNotAdd, StatementOutOfTime, StatementDoesNotContinue.
    """
    account = await lock_bank_account(session, bank_account_id)
    imported = [await _import(session, account, stated, by=by, at=at) for stated in read]
    session.add(account)
    await session.flush()
    return imported


async def _import(session: AsyncSession, account: BankAccount, stated: Stated, *, by: Principal, at: datetime) -> BankStatement:
    fingerprints = [hash_identity(f"{account.number}|{identity}") for identity in identities(stated.lines)]
    kept = await list_known(session, account.id, fingerprints)
    known = [place for place, fingerprint in enumerate(fingerprints) if fingerprint in kept]

    must_be_of(stated, account.number)
    must_add_up(stated)
    must_be_in_time(stated, opened_on=account.opened_on, today=china(at).date())
    is_news = len(known) < len(stated.lines) or stated.to_on > account.stated_on
    if is_news:
        must_continue(stated, known=known, stated_fen=account.stated_fen)

    statement = BankStatement(
        bank_account_id=account.id,
        region=account.region,
        number=stated.number,
        form=stated.form,
        from_on=stated.from_on,
        to_on=stated.to_on,
        opening_fen=stated.opening_fen,
        closing_fen=stated.closing_fen,
        lines=len(stated.lines),
        new_lines=len(stated.lines) - len(known),
        imported_by=by.subject,
        imported_at=at,
    )
    session.add(statement)
    await session.flush()
    await add_lines(session, _lines(account, statement, stated, fingerprints, set(known)))
    if is_news:
        account.stated_fen, account.stated_on = stated.closing_fen, max(account.stated_on, stated.to_on)
    return statement


def _lines(
    account: BankAccount, statement: BankStatement, stated: Stated, fingerprints: Sequence[str], known: set[int]
) -> list[BankLine]:
    return [
        BankLine(
            bank_account_id=account.id,
            statement_id=statement.id,
            region=account.region,
            booked_on=line.booked_on,
            amount_fen=line.amount_fen,
            reference=line.reference,
            bank_reference=line.bank_reference,
            fingerprint=fingerprint,
            likeness=hash_identity(f"{account.number}|{line.likeness}"),
            particulars_sealed=seal(line.particulars),
        )
        for place, (line, fingerprint) in enumerate(zip(stated.lines, fingerprints, strict=True))
        if place not in known
    ]
