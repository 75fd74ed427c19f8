from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import SOURCE_NAMES
from services.funds.rules.bank_answer import (
    TROUBLE_MENDS,
    TROUBLE_NAMES,
    Said,
    Taken,
    Trouble,
    judge,
    read_rows,
    without_doubled,
)
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.pain_002 import WholeBatch, is_xml, read_report
from services.funds.rules.payment import MATTER_NAMES, NOT_PUBLIC, PaymentState, become
from services.funds.rules.payment_batch import BatchState, LineState
from services.funds.rules.transfer import About, Phase
from services.funds.store.budget_policy import title_of_programme
from services.funds.store.ledger import Entry, add_transfers
from services.funds.store.payment_answer import Told, lock_told
from services.funds.store.payment_batch import (
    find_answer,
    find_numbered_batch,
    list_batches_waiting,
    list_lines_of_batches,
    list_numbered_lines,
    lock_answers,
    lock_batches,
)
from services.funds.tables import BankAnswer, BatchLine, Disclosure, Payment, PaymentBatch, Transfer
from shared import outbox, rows
from shared.clock import china
from shared.events import Event
from shared.events.funds import DisclosurePublished, HouseholdPaid, HouseholdPaymentFailed
from shared.grid import read_grid
from shared.ids import uuid7
from shared.regions import name_of, town_of
from shared.security import Principal
from shared.vault import seal_bytes

ROWS = 20_000


@dataclass
class _Made:
    """What an answer comes to."""

    counts: dict[Taken, int] = field(default_factory=lambda: dict.fromkeys(Taken, 0))
    troubles: list[dict[str, Any]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    disclosures: list[Disclosure] = field(default_factory=list)
    told: list[Event] = field(default_factory=list)


async def record_answer(session: AsyncSession, content: bytes, *, county: str, by: Principal, at: datetime) -> BankAnswer:
    """Read what the bank says became of lines: the money set aside is paid, or the payment has failed with the bank's reason.

    Every sound line counts, in one transaction; every other is named with its row and why. The same file again changes nothing.
    Raises OutsideRegion, NotAnAnswer, NoAnswers, the refusals of `shared.grid`.
    """
    by.must_cover(county, pointer="/county")
    said, unreadable = read_report(content) if is_xml(content) else read_rows(read_grid(content, rows=ROWS))
    await lock_answers(session, county)
    digest = sha256(content).hexdigest()
    known = await find_answer(session, county, digest)
    if known is not None:
        return known
    said, lines = await _lines_of(session, county, said)
    batches = await lock_batches(session, {line.batch_id for line in lines})
    told = await lock_told(session, lines)
    sound, doubled = without_doubled(said)
    answer_id = uuid7()

    made = _Made()
    made.troubles += [_trouble(row, "", Trouble.UNREADABLE) for row in unreadable]
    made.troubles += [_trouble(one.row, one.number, Trouble.DOUBLED) for one in doubled]
    for one in sound:
        outcome = judge(one, told.known(one.number))
        if isinstance(outcome, Trouble):
            made.troubles.append(_trouble(one.row, one.number, outcome))
            continue
        made.counts[outcome] += 1
        if outcome in (Taken.PAID, Taken.FAILED):
            line = told.lines[one.number]
            line.code, line.reason, line.answered_at, line.answer_id = one.code, one.reason, at, answer_id
            (_pay if outcome is Taken.PAID else _fail)(made, line, told, at=at)

    answer = BankAnswer(
        id=answer_id,
        region=county,
        sha256=digest,
        size=len(content),
        content_sealed=seal_bytes(content),
        lines=len(said) + len(unreadable),
        paid=made.counts[Taken.PAID],
        failed=made.counts[Taken.FAILED],
        said_before=made.counts[Taken.SAID_BEFORE],
        waiting=made.counts[Taken.WAITING],
        troubles=sorted(made.troubles, key=lambda trouble: trouble["row"]),
        received_by=by.subject,
        received_at=at,
    )
    # Payments and lines refer to these, so they are there first.
    await add_transfers(session, *made.entries)
    await rows.insert(session, answer, *made.disclosures)
    await session.flush()
    await _close(session, batches, at=at)
    await outbox.record(session, *made.told)
    return answer


async def _lines_of(session: AsyncSession, county: str, said: Sequence[Said]) -> tuple[list[Said], list[BatchLine]]:
    """The lines that an answer speaks of; a batch that was rejected whole speaks of each of its lines."""
    spelt = list[Said]()
    lines = await list_numbered_lines(session, county, [one.number for one in said])
    for one in said:
        batch = await find_numbered_batch(session, county, one.number) if isinstance(one, WholeBatch) else None
        if batch is None:
            spelt.append(one)
            continue
        of_batch = await list_lines_of_batches(session, [batch.id])
        lines += of_batch
        spelt += [Said(line.line, line.number, is_paid=False, code=one.code, reason=one.reason) for line in of_batch]
    return spelt, lines


def _trouble(row: int, number: str, trouble: Trouble) -> dict[str, Any]:
    return {
        "row": row,
        "number": number[:35],
        "code": trouble.value,
        "reason": TROUBLE_NAMES[trouble],
        "mend": TROUBLE_MENDS[trouble],
    }


def _pay(made: _Made, line: BatchLine, told: Told, *, at: datetime) -> None:
    """The household has it: what was set aside is posted, whoever asked is told, and the public reads it where it is relief."""
    payment = told.payments[line.payment_id]
    reserved, legs = told.reserved[payment.id]
    posted = Transfer(
        phase=Phase.POSTED,
        purpose=reserved.purpose,
        region=reserved.region,
        amount_fen=payment.amount_fen,
        follows_id=reserved.id,
        about=About.PAYMENT,
        about_id=payment.id,
        memo=f"{MATTER_NAMES.get(payment.about, '补助')}发放，流水号 {line.number}",
        made_at=at,
    )
    payment.state, payment.paid_at, payment.transfer_id = become(payment.state, PaymentState.PAID), at, posted.id
    line.state = LineState.PAID
    made.entries.append((posted, transfer.post(legs)))
    made.told.append(
        HouseholdPaid(
            payment_id=payment.id,
            household_id=payment.household_id,
            region=town_of(payment.region),
            about=payment.about.value,
            about_id=payment.about_id,
            amount_fen=payment.amount_fen,
            paid_on=china(at).date(),
        )
    )
    if payment.about not in NOT_PUBLIC:
        _publish(made, payment, told.budget_lines.get(payment.id), at=at)


def _publish(made: _Made, payment: Payment, budget_line: str | None, *, at: datetime) -> None:
    disclosure = _disclose(payment, budget_line, at=at)
    payment.disclosure_id = disclosure.id
    made.disclosures.append(disclosure)
    made.told.append(
        DisclosurePublished(
            entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=disclosure.published_on
        )
    )


def _disclose(payment: Payment, line: str | None, *, at: datetime) -> Disclosure:
    town = town_of(payment.region)
    entry = public_entry(
        id=uuid7(),
        kind=DisclosureKind.PAYMENT,
        region=town,
        region_name=name_of(town),
        amount_fen=payment.amount_fen,
        reason=MATTER_NAMES.get(payment.about, "补助"),
        clause=payment.clause,
        published_on=china(at).date(),
        source=SOURCE_NAMES[payment.source] if payment.source else None,
        programme=title_of_programme(payment.region, payment.programme, china(at).date()),
        year=int(payment.period[:4]) if payment.period else None,
        line=line,
    )
    return Disclosure.of(entry)


def _fail(made: _Made, line: BatchLine, told: Told, *, at: datetime) -> None:
    """The money stays set aside until the account is mended or the payment withdrawn."""
    payment = told.payments[line.payment_id]
    line.state, payment.state = LineState.FAILED, become(payment.state, PaymentState.FAILED)
    payment.failures, payment.failure_code, payment.failure = payment.failures + 1, line.code, line.reason
    made.told.append(
        HouseholdPaymentFailed(
            payment_id=payment.id,
            household_id=payment.household_id,
            region=town_of(payment.region),
            about=payment.about.value,
            about_id=payment.about_id,
            code=line.code or "not-said",
            failed_on=china(at).date(),
        )
    )


async def _close(session: AsyncSession, batches: Sequence[PaymentBatch], *, at: datetime) -> None:
    waiting = await list_batches_waiting(session, [batch.id for batch in batches])
    for batch in batches:
        if batch.id not in waiting and batch.state in (BatchState.MADE, BatchState.TAKEN):
            batch.state, batch.answered_at = BatchState.ANSWERED, at
    await session.flush()
