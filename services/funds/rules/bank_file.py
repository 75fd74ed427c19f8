"""A batch as the bank reads it: a CSV of our own and ISO 20022 pain.001.001.09, both with count and control sum.

The CSV is UTF-8 with BOM and CRLF, so that Excel and the banks' programs open it. Its first line holds the batch, the second the
headings of the payments. Numbers stand as they are: a bank reads bytes, not cells. The XML has exactly the elements
that the schema of the message asks for, in its order; what Chinese banks need beyond is the clearing code CNAPS of each agent.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.etree import ElementTree as ET

from services.funds.rules.payment_batch import BankCodeMissing
from shared.money import yuan

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
CURRENCY = "CNY"
CLEARING = "CNAPS"
"""China National Advanced Payment System, of the external list of clearing systems."""
NAME_LIMIT, REMITTANCE_LIMIT = 140, 140

BATCH_HEADINGS = ("批次号", "笔数", "合计金额（元）", "付款户名", "付款账号", "付款行行号", "请求发放日期")
LINE_HEADINGS = ("序号", "流水号", "户名", "卡号", "开户银行", "行号", "金额（元）", "用途")


@dataclass(frozen=True, slots=True)
class Payer:
    """Out of whose bank account a batch is paid."""

    name: str
    account: str
    bank: str
    bank_code: str


@dataclass(frozen=True, slots=True)
class Order:
    """One line: what the bank is told to pay to whom."""

    number: str
    name: str
    card: str
    bank: str
    bank_code: str
    amount_fen: int
    what_for: str


@dataclass(frozen=True, slots=True)
class Batch:
    """All that a file says."""

    number: str
    payer: Payer
    orders: Sequence[Order]
    made_at: datetime
    pay_on: date

    @property
    def total_fen(self) -> int:
        return sum(order.amount_fen for order in self.orders)


class _Text(list[str]):
    """What a writer writes to, here in memory."""

    write = list.append


def as_csv(batch: Batch) -> bytes:
    """The batch in two tables: its own line, then a line for each payment."""
    text = _Text()
    lines = csv.writer(text, lineterminator="\r\n")
    payer = batch.payer
    lines.writerow(BATCH_HEADINGS)
    total = yuan(batch.total_fen)
    lines.writerow([batch.number, len(batch.orders), total, payer.name, payer.account, payer.bank_code, batch.pay_on.isoformat()])
    lines.writerow(LINE_HEADINGS)
    for at, order in enumerate(batch.orders, start=1):
        told = (order.name, order.card, order.bank, order.bank_code, yuan(order.amount_fen), order.what_for)
        lines.writerow([at, order.number, *told])
    return "".join(text).encode("utf-8-sig")


def as_pain_001(batch: Batch) -> bytes:
    """The batch as a customer credit transfer initiation. Raises BankCodeMissing where a bank's clearing code is not known."""
    if bare := [at for at, order in enumerate(batch.orders, start=1) if not order.bank_code]:
        raise BankCodeMissing(lines=bare[:20])
    document = ET.Element("Document", xmlns=NAMESPACE)
    message = ET.SubElement(document, "CstmrCdtTrfInitn")
    sums = (("NbOfTxs", str(len(batch.orders))), ("CtrlSum", yuan(batch.total_fen)))
    header = ET.SubElement(message, "GrpHdr")
    _add(header, ("MsgId", batch.number), ("CreDtTm", batch.made_at.isoformat(timespec="seconds")), *sums)
    _named(header, "InitgPty", batch.payer.name)
    block = ET.SubElement(message, "PmtInf")
    _add(block, ("PmtInfId", batch.number), ("PmtMtd", "TRF"), ("BtchBookg", "true"), *sums)
    _add(ET.SubElement(block, "ReqdExctnDt"), ("Dt", batch.pay_on.isoformat()))
    _named(block, "Dbtr", batch.payer.name)
    _account(block, "DbtrAcct", batch.payer.account, CURRENCY)
    _agent(block, "DbtrAgt", batch.payer.bank_code)
    for order in batch.orders:
        _order(block, order)
    written: bytes = ET.tostring(document, encoding="utf-8", xml_declaration=True)
    return written


def _order(block: ET.Element, order: Order) -> None:
    transfer = ET.SubElement(block, "CdtTrfTxInf")
    _add(ET.SubElement(transfer, "PmtId"), ("InstrId", order.number), ("EndToEndId", order.number))
    amount = ET.SubElement(ET.SubElement(transfer, "Amt"), "InstdAmt", Ccy=CURRENCY)
    amount.text = yuan(order.amount_fen)
    _agent(transfer, "CdtrAgt", order.bank_code)
    _named(transfer, "Cdtr", order.name)
    _account(transfer, "CdtrAcct", order.card)
    _add(ET.SubElement(transfer, "RmtInf"), ("Ustrd", order.what_for[:REMITTANCE_LIMIT]))


def _add(parent: ET.Element, *leaves: tuple[str, str]) -> None:
    for tag, text in leaves:
        ET.SubElement(parent, tag).text = text


def _named(parent: ET.Element, tag: str, name: str) -> None:
    _add(ET.SubElement(parent, tag), ("Nm", name[:NAME_LIMIT]))


def _account(parent: ET.Element, tag: str, number: str, currency: str = "") -> None:
    account = ET.SubElement(parent, tag)
    _add(ET.SubElement(ET.SubElement(account, "Id"), "Othr"), ("Id", number))
    if currency:
        _add(account, ("Ccy", currency))


def _agent(parent: ET.Element, tag: str, code: str) -> None:
    member = ET.SubElement(ET.SubElement(ET.SubElement(parent, tag), "FinInstnId"), "ClrSysMmbId")
    _add(ET.SubElement(member, "ClrSysId"), ("Cd", CLEARING))
    _add(member, ("MmbId", code))
