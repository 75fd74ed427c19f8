"""3201, 3202, 9101, 9102: the hospital's book against ours, by total and line by line."""

import base64
import io
import zipfile
import zlib
from datetime import timedelta
from typing import Any

from services.medical.api.national.turn import Turn
from services.medical.operations.national.keep_file import keep_file
from services.medical.rules.national.number import id_of, number_of
from services.medical.rules.national.statement import (
    Entry,
    Finding,
    StatementFileUnreadable,
    Totals,
    compare,
    differences,
    entries_of,
    must_be_period,
    result_file,
    summed,
)
from services.medical.schemas.national.statement import DownloadFile, ReconcileLines, ReconcileTotals, UploadFile
from services.medical.store.national import files
from services.medical.store.national.entries import list_entries
from shared import clock
from shared.vault import unseal_bytes

FILE_LIMIT_BYTES = 16 * 1024 * 1024
"""Of what is packed in a zip, so that a small file cannot fill the memory."""
DOWNLOADABLE = timedelta(days=30)


async def reconcile_totals(turn: Turn) -> dict[str, Any]:
    """3201: every sum of the period by insurance, kind of treatment and paying agency."""
    form = turn.form(ReconcileTotals)
    ours = summed(await _ours(turn, form))
    found = differences(_told(form), ours)
    codes = turn.book.terms.statement
    return {
        "stmtinfo": {
            "setl_optins": form.setl_optins,
            "stmt_rslt": codes.differs if found else codes.agrees,
            "stmt_rslt_dscr": (";".join(found) or "相符")[:200],
        }
    }


async def reconcile_lines(turn: Turn) -> dict[str, Any]:
    """3202: every settlement of either book once, in a file to be fetched by 9102."""
    form = turn.form(ReconcileLines)
    sent = await files.get_file(turn.session, id_of(form.file_qury_no, pointer="/input/data/file_qury_no"))
    theirs = entries_of(_text_of(unseal_bytes(sent.content_sealed)))
    found = compare(theirs, await _ours(turn, form))
    told = result_file(found, turn.book.terms.statement)
    title = f"{turn.by.org}_{form.stmt_begndate:%Y%m%d}_{form.stmt_enddate:%Y%m%d}.txt"
    file = await keep_file(turn.session, title=f"{title}.zip", content=_packed(title, told), by=turn.by)
    turn.made_id = file.id
    wrong = sum(compared.finding is not Finding.AGREES for compared in found)
    turn.warning = f"共 {len(found)} 笔，不符 {wrong} 笔" if wrong else f"共 {len(found)} 笔，全部相符"
    until = clock.china(clock.now() + DOWNLOADABLE)
    return {
        "fileinfo": {
            "file_qury_no": number_of(file.id),
            "filename": file.title,
            "dld_endtime": until.strftime("%Y-%m-%d %H:%M:%S"),
        }
    }


async def upload_file(turn: Turn) -> dict[str, Any]:
    """9101."""
    form = turn.form(UploadFile, "fsUploadIn")
    file = await keep_file(turn.session, title=form.filename, content=form.content, by=turn.by)
    turn.made_id = file.id
    return {"file_qury_no": number_of(file.id), "filename": file.title, "fixmedins_code": turn.by.org}


async def download_file(turn: Turn) -> dict[str, Any]:
    """9102. The file stands in the envelope as base64, where other platforms send a bare stream."""
    form = turn.form(DownloadFile, "fsDownloadIn")
    file = await files.get_file(turn.session, id_of(form.file_qury_no, pointer="/input/fsDownloadIn/file_qury_no"))
    content = base64.b64encode(unseal_bytes(file.content_sealed)).decode()
    return {"fsDownloadOut": {"filename": file.title, "out": content}}


async def _ours(turn: Turn, form: ReconcileTotals) -> list[Entry]:
    must_be_period(form.stmt_begndate, form.stmt_enddate)
    terms = turn.book.terms
    booked = await list_entries(
        turn.session,
        turn.by.org,
        region=form.setl_optins,
        first=form.stmt_begndate,
        last=form.stmt_enddate,
        payers=turn.book.payers,
    )
    return [
        each.entry
        for each in booked
        if form.insutype in (None, each.insutype or terms.insutype_of_scheme[each.scheme])
        and form.clr_type in (None, terms.clr_type_of_visit[each.visit])
        and form.refd_setl_flag in (None, "1" if each.entry.is_refund else "0")
    ]


def _told(form: ReconcileTotals) -> Totals:
    return Totals(form.medfee_sumamt, form.fund_pay_sumamt, form.acct_pay, form.fixmedins_setl_cnt)


def _text_of(content: bytes) -> str:
    """The file, packed or not. Raises StatementFileUnreadable."""
    try:
        if content[:2] == b"PK":
            content = _unpacked(content)
        return content.decode("utf-8")
    except (UnicodeDecodeError, zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, RuntimeError, ValueError):
        raise StatementFileUnreadable(pointer="/input/data/file_qury_no", detail="不是 UTF-8 文本，也不是完整的 zip") from None


def _unpacked(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        [name] = [each for each in packed.namelist() if not each.endswith("/")]
        with packed.open(name) as file:
            told = file.read(FILE_LIMIT_BYTES + 1)
    if len(told) > FILE_LIMIT_BYTES:
        raise StatementFileUnreadable(pointer="/input/data/file_qury_no", detail="解开后超过 16 MB")
    return told


def _packed(name: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)
    return buffer.getvalue()
