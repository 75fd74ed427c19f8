"""The bank's answer as ISO 20022 pain.002 (payment status report): the original end-to-end number, its status and the reason.

Read by local names, so that 001.10 and its neighbours are understood alike. Our own lines are read from `TxInfAndSts`; a report
that rejects a whole batch without lines says so of its message number.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from services.funds.rules.bank_answer import NoAnswers, NotAnAnswer, Said
from shared.money import fen

PAID = frozenset({"ACSC", "ACCC"})
"""Settled with the debtor's bank, or with the creditor's: of our one paying agency both mean that the household has it."""
REJECTED = frozenset({"RJCT", "CANC"})


class _WithoutDoctype(ET.TreeBuilder):
    """A document type could define entities that unfold to gigabytes; a payment message has none."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise NotAnAnswer(reason="回执中含有文档类型声明")


class WholeBatch(Said):
    """The batch of this number was rejected as a whole."""

    __slots__ = ()


def is_xml(content: bytes) -> bool:
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def read_report(content: bytes) -> tuple[list[Said], list[int]]:
    """The lines of a report, numbered as they come, and those that cannot be read. Raises NotAnAnswer, NoAnswers."""
    try:
        # Entities can come from a document type alone, and that is refused before any is read.
        document = ET.fromstring(content, ET.XMLParser(target=_WithoutDoctype()))  # noqa: S314
    except (ET.ParseError, ValueError, LookupError):
        raise NotAnAnswer(reason="不是合法的 XML") from None
    report = next((each for each in document.iter() if _name(each) == "CstmrPmtStsRpt"), None)
    if report is None:
        raise NotAnAnswer(reason="不是 pain.002 回执")
    lines = [each for each in report.iter() if _name(each) == "TxInfAndSts"]
    if not lines:
        return [_whole(report)], []
    read = [(at, _said(at, line)) for at, line in enumerate(lines, start=1)]
    return [said for _, said in read if said], [at for at, said in read if said is None]


def _whole(report: Any) -> Said:
    group = next((each for each in report.iter() if _name(each) == "OrgnlGrpInfAndSts"), None)
    number = "" if group is None else _text(group, "OrgnlMsgId")
    # Our batches have one block each, so that a bank may as well reject the block.
    blocks = [each for each in report.iter() if _name(each) in ("OrgnlGrpInfAndSts", "OrgnlPmtInfAndSts")]
    rejected = next((each for each in blocks if {_text(each, "GrpSts"), _text(each, "PmtInfSts")} & REJECTED), None)
    if not number or rejected is None:
        raise NoAnswers
    return WholeBatch(1, number, is_paid=False, code=_text(rejected, "StsRsnInf", "Rsn", "Cd"), reason=_reason(rejected))


def _said(at: int, line: Any) -> Said | None:
    number, status = _text(line, "OrgnlEndToEndId") or _text(line, "OrgnlInstrId"), _text(line, "TxSts")
    if not number or not status:
        return None
    amount = next((each.text or "" for each in line.iter() if _name(each) == "InstdAmt"), "")
    try:
        amount_fen = fen(amount) if amount else None
    except ValueError:
        return None
    is_paid = True if status in PAID else False if status in REJECTED else None
    code = _text(line, "StsRsnInf", "Rsn", "Cd") or _text(line, "StsRsnInf", "Rsn", "Prtry")
    return Said(at, number, is_paid, amount_fen, code[:35], _reason(line))


def _reason(part: Any) -> str:
    return _text(part, "StsRsnInf", "AddtlInf")[:200]


def _text(part: Any, *path: str) -> str:
    """The text at a path of local names, the first of each; empty where it is not there."""
    for name in path:
        part = next(_children(part, name), None)
        if part is None:
            return ""
    return (part.text or "").strip()


def _children(part: Any, name: str) -> Iterator[Any]:
    return (each for each in part if _name(each) == name)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
