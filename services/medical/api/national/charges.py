"""2301, 2302, 2204, 2205: charge lines by the codes of the catalogue, refunds, and lines taken back."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.medical.api.national.turn import Turn
from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.national.number_lines import number_lines
from services.medical.operations.national.release_serials import release_serials
from services.medical.rules.catalogue import CatalogueCodeUnknown
from services.medical.rules.line import CatalogueClass
from services.medical.rules.national.line import EVERYTHING, is_line_no, must_be_one_stay, must_be_there, must_be_unsettled
from services.medical.schemas.charge import LINES_LIMIT, ChargeLine, RecordCharges
from services.medical.schemas.national.charge import FeeDetail, WithdrawBatch, WithdrawLine
from services.medical.store import catalogue
from services.medical.store.national import stays
from services.medical.store.national.stays import Left
from services.medical.tables import Admission, CatalogueItem, Charge
from shared.errors import Refusal

NO_CEILING = Decimal("999999999.000000")
"""What `pric_uplmt_amt`, which must be there, says of an item without a ceiling."""


async def upload_charges(turn: Turn) -> dict[str, Any]:
    """2301 and 2204. A line with a negative `cnt` takes back the one that its `init_feedetl_sn` names."""
    details = turn.forms(FeeDetail, "feedetail")
    mdtrt_id, psn_no = must_be_one_stay({(each.mdtrt_id, each.psn_no) for each in details}, count=len(details), limit=LINES_LIMIT)
    stay = await turn.stay(mdtrt_id, psn_no, lock=True)
    items = await catalogue.find_items(turn.session, stay.region[:6], {each.med_list_codg for each in details})
    if unknown := sorted({each.med_list_codg for each in details} - items.keys()):
        raise CatalogueCodeUnknown(pointer="/input/feedetail", codes=unknown[:50], detail="、".join(unknown[:5]))
    numbers = await number_lines(turn.session, stay, [(each.feedetl_sn, each.chrg_bchno) for each in details])
    named = await _named(turn, stay, details, numbers)
    lines = [
        _line(detail, items[detail.med_list_codg], number, named.get(detail.init_feedetl_sn or ""))
        for detail, number in zip(details, numbers, strict=True)
    ]
    try:
        await record_charges(turn.session, RecordCharges(lines=lines), admission_id=stay.id, by=turn.by, on=turn.today)
    except Refusal as refusal:
        raise _in_their_terms(refusal, details) from refusal
    recorded = {line.line_no: line for line in await stays.get_lines(turn.session, stay.id, numbers)}
    return {
        "result": [
            _split(turn, detail, recorded[number], items[detail.med_list_codg])
            for detail, number in zip(details, numbers, strict=True)
        ]
    }


async def _named(turn: Turn, stay: Admission, details: Sequence[FeeDetail], numbers: Sequence[int]) -> dict[str, int]:
    """The lines that refunds name, in this message or before it. Raises SerialUnknown."""
    wanted = {each.init_feedetl_sn for each in details if each.init_feedetl_sn}
    here = {each.feedetl_sn: number for each, number in zip(details, numbers, strict=True)}
    return await _line_nos(turn, stay, wanted) | {serial: here[serial] for serial in wanted & here.keys()} if wanted else {}


async def _line_nos(turn: Turn, stay: Admission, serials: Collection[str]) -> dict[str, int]:
    """A line of the REST door goes by its number. Raises SerialUnknown."""
    known = await stays.lines_by_serial(turn.session, stay.id, serials)
    return known | {serial: int(serial) for serial in serials if serial not in known and is_line_no(serial)}


def _line(detail: FeeDetail, item: CatalogueItem, number: int, refunds: int | None) -> ChargeLine:
    is_refund = detail.cnt < 0 or detail.init_feedetl_sn is not None
    return ChargeLine.model_construct(
        line_no=number,
        charged_on=detail.fee_ocur_time,
        code=detail.med_list_codg,
        name=detail.medins_list_name or item.title,
        catalogue_class=CatalogueClass(item.catalogue_class),
        unit_price=detail.pric,
        quantity=detail.cnt,
        amount_fen=detail.det_item_fee_sumamt,
        price_ceiling=item.price_ceiling,
        self_pay_ratio=item.self_pay_ratio,
        item=None if is_refund else item.item,
        refunds_line_no=refunds,
    )


def _in_their_terms(refusal: Refusal, details: Sequence[FeeDetail]) -> Refusal:
    """The same law, pointing at the line of the message and naming the hospital's serial."""
    where = (refusal.pointer or "").split("/")
    if len(where) < 3 or where[1] != "lines" or not where[2].isdigit():
        return refusal
    serial = details[int(where[2])].feedetl_sn
    refusal.pointer = "/".join(["/input/feedetail", where[2], *(_THEIRS.get(field, field) for field in where[3:])])
    told = refusal.facts.get("detail")
    refusal.facts = {key: value for key, value in refusal.facts.items() if key != "line_no"} | {
        "feedetl_sn": serial,
        "detail": f"第 {int(where[2]) + 1} 行（feedetl_sn {serial}）" + (f"{told}" if told else ""),
    }
    return refusal


_THEIRS = {
    "charged_on": "fee_ocur_time",
    "amount_yuan": "det_item_fee_sumamt",
    "quantity": "cnt",
    "unit_price": "pric",
    "refunds_line_no": "init_feedetl_sn",
}


def _split(turn: Turn, detail: FeeDetail, line: Charge, item: CatalogueItem) -> Mapping[str, Any]:
    """A line as the centre has split it; the four parts add up to its amount."""
    return {
        "feedetl_sn": detail.feedetl_sn,
        "det_item_fee_sumamt": yuan_of(line.amount_fen),
        "cnt": detail.cnt.quantize(Decimal("0.0001")),
        "pric": detail.pric.quantize(Decimal("0.000001")),
        "pric_uplmt_amt": NO_CEILING if item.price_ceiling is None else item.price_ceiling,
        "selfpay_prop": _ratio(item),
        "fulamt_ownpay_amt": yuan_of(line.out_of_policy_fen),
        "overlmt_amt": yuan_of(line.over_ceiling_fen),
        "preselfpay_amt": yuan_of(line.pre_pay_fen),
        "inscp_scp_amt": yuan_of(line.in_policy_fen),
        "chrgitm_lv": turn.book.terms.chrgitm_lv[CatalogueClass(item.catalogue_class)],
        "med_chrgitm_type": item.charge_type,
        "bas_medn_flag": "0",
        "hi_nego_drug_flag": "0",
        "chld_medc_flag": "0",
        "list_sp_item_flag": "0",
        "lmt_used_flag": "0",
        "drt_reim_flag": "0",
        "memo": item.title,
    }


def _ratio(item: CatalogueItem) -> Decimal:
    if item.catalogue_class == CatalogueClass.C:
        return Decimal("1.0000")
    return Decimal("0.0000") if item.self_pay_ratio is None else item.self_pay_ratio


def yuan_of(amount_fen: int) -> Decimal:
    """An amount of a national field: two places."""
    return Decimal(amount_fen).scaleb(-2)


async def withdraw_charges(turn: Turn) -> dict[str, Any]:
    """2302: lines by their serials, `0000` for all that are not settled. Asked again, nothing is left to be taken back."""
    asked = turn.forms(WithdrawLine, "data")
    mdtrt_id, psn_no = must_be_one_stay({(each.mdtrt_id, each.psn_no) for each in asked}, count=len(asked), limit=LINES_LIMIT)
    stay = await turn.stay(mdtrt_id, psn_no, lock=True)
    if EVERYTHING in {each.feedetl_sn for each in asked}:
        await _take_back(turn, stay, await stays.list_left(turn.session, stay))
        return {}
    serials = {each.feedetl_sn for each in asked}
    numbers = await _line_nos(turn, stay, serials)
    lines = await stays.get_lines(turn.session, stay.id, numbers.values())
    there = {line.line_no for line in lines}
    must_be_there({serial for serial in serials if numbers.get(serial) not in there})
    must_be_unsettled([line.line_no for line in lines if line.portion <= stay.settled_portion])
    left = await stays.list_left(turn.session, stay, line_nos=numbers.values())
    await _take_back(turn, stay, left)
    return {}


async def withdraw_batch(turn: Turn) -> dict[str, Any]:
    """2205: a batch, `0000` for all that are not settled."""
    form = turn.form(WithdrawBatch)
    stay = await turn.stay(form.mdtrt_id, form.psn_no, lock=True)
    batch = None if form.chrg_bchno == EVERYTHING else form.chrg_bchno
    await _take_back(turn, stay, await stays.list_left(turn.session, stay, batch=batch))
    return {}


async def _take_back(turn: Turn, stay: Admission, left: Sequence[Left]) -> None:
    """Each line by a refund of what is left of it: nothing vanishes from the bill, and nothing of it is owed."""
    first = await stays.last_line_no(turn.session, stay.id) + 1
    refunds = [_refund_of(each, first + at) for at, each in enumerate(left)]
    for start in range(0, len(refunds), LINES_LIMIT):
        lines = RecordCharges(lines=refunds[start : start + LINES_LIMIT])
        await record_charges(turn.session, lines, admission_id=stay.id, by=turn.by, on=turn.today)
    await release_serials(turn.session, stay, [each.line.line_no for each in left])


def _refund_of(left: Left, number: int) -> ChargeLine:
    line = left.line
    return ChargeLine.model_construct(
        line_no=number,
        charged_on=line.charged_on,
        code=line.code,
        name=line.name,
        catalogue_class=CatalogueClass(line.catalogue_class),
        unit_price=line.unit_price,
        quantity=-left.quantity,
        amount_fen=-left.amount_fen,
        price_ceiling=line.price_ceiling,
        self_pay_ratio=line.self_pay_ratio,
        item=None,
        refunds_line_no=line.line_no,
    )
