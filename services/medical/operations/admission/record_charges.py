"""Take in a batch of charge lines and refunds: all of them, or none."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules import admission as rules
from services.medical.rules.admission import AdmissionStatus
from services.medical.rules.eligibility import persons_of
from services.medical.rules.line import (
    CatalogueClass,
    LineAlreadyRecorded,
    LineCost,
    cost,
    must_stay_countable,
    refuse_repeated_numbers,
)
from services.medical.rules.refund import ChargedBefore, LineSettled, RefundNamesNoLine, refund
from services.medical.rules.tally import Tally, tally
from services.medical.schemas.charge import ChargeLine, ChargesView, RecordCharges
from services.medical.store import admissions, charges, people, policies
from services.medical.store.settlements import whole_of
from services.medical.tables import Admission, Charge
from shared.ids import uuid7
from shared.policy.catalogue import LineValues
from shared.policy.clauses import Stay
from shared.security import Principal

CONTENT = tuple(set(ChargeLine.model_fields) - {"line_no"})
OF_REFUND = tuple(set(CONTENT) - {"item"})
"""A refund takes its kind of service from the line that it names."""


async def record_charges(
    session: AsyncSession, form: RecordCharges, *, admission_id: UUID, by: Principal, on: date
) -> ChargesView:
    """Cost every new line and add its parts to the stay's running sums; a line that is there already, to the letter, is counted
    as recorded before.

    Raises NoSuchAdmission, AdmissionSettled, AdmissionCancelled, DateOutOfOrder, AmountIsNotQuantityTimesPrice,
    SelfPayRatioNotForClass, DuplicateLineNumbers, LineAlreadyRecorded, BillTooLarge, TooManyLines; of refunds RefundNamesNoLine,
    RefundDiffers, RefundExceedsCharge, LineSettled.
    """
    stay = await admissions.lock_admission(session, admission_id)
    there = await charges.find_lines(
        session,
        stay.id,
        numbers=[line.line_no for line in form.lines],
        refunded={line.refunds_line_no for line in form.lines if line.refunds_line_no is not None},
    )

    rules.must_be_own(stay.hospital, by.org)
    rules.must_take_charges(AdmissionStatus(stay.status))
    refuse_repeated_numbers([line.line_no for line in form.lines])
    new, repeated = _new_of(form.lines, {charge.line_no: charge for charge in there})
    values = await _values(session, stay)
    costs = _costs(new, stay, there, values, latest=stay.discharged_on or on)
    batch = tally((line.catalogue_class, item, parts) for line, item, parts in costs)
    sums = whole_of(stay) + batch
    must_stay_countable(sums.cost.total_fen, line_count=sums.line_count)

    if costs:
        await charges.add_lines(
            session,
            stay,
            [_row(line, item, parts) for line, item, parts in costs],
            sums=sums,
            last_charged_on=max(line.charged_on for line, *_ in costs),
            portion=stay.portion,
        )
    return _view(stay, sums, recorded=len(costs), repeated=repeated)


def _new_of(lines: list[ChargeLine], there: dict[int, Charge]) -> tuple[dict[int, ChargeLine], list[int]]:
    """The new lines by their place in the form, and the numbers of those that are there. Raises LineAlreadyRecorded."""
    new, repeated, other = {}, [], []
    for at, line in enumerate(lines):
        known = there.get(line.line_no)
        if known is None:
            new[at] = line
        elif all(getattr(line, field) == getattr(known, field) for field in (OF_REFUND if line.is_refund else CONTENT)):
            repeated.append(line.line_no)
        else:
            other.append(line.line_no)
    if other:
        raise LineAlreadyRecorded(pointer="/lines", line_nos=sorted(other))
    return new, sorted(repeated)


async def _values(session: AsyncSession, stay: Admission) -> LineValues | None:
    """What the policy of the day of admission says of lines that bring no share or ceiling of their own, if it says anything."""
    policy = policies.get_policy(stay.region, stay.admitted_on, scheme=stay.scheme)
    if not (policy.catalogue.pre_pay or policy.catalogue.price_ceilings):
        return None
    known = await people.get_standing(session, stay.identity_hash, on=stay.admitted_on)
    facts = Stay(
        region=stay.region,
        level=stay.hospital_level,
        persons=persons_of(known.classes, has_cover=known.has_cover),
        total_fen=0,
        in_policy_fen=0,
        scheme=stay.scheme,
        visit=stay.visit,
        place=stay.place,
        diseases=frozenset(stay.diseases),
        traits=frozenset(stay.traits),
    )
    return LineValues(policy, facts)


def _costs(
    new: dict[int, ChargeLine], stay: Admission, there: list[Charge], values: LineValues | None, *, latest: date
) -> list[tuple[ChargeLine, str | None, LineCost]]:
    """Each new line with its kind of service and its parts: charges first, so that a batch may take back what it brings."""
    costed: dict[int, tuple[ChargeLine, str | None, LineCost]] = {}
    charged = _Charged(stay, there)
    for at, line in new.items():
        if not line.is_refund:
            rules.must_fall_between(f"/lines/{at}/charged_on", stay.admitted_on, line.charged_on, latest)
            parts = cost(line.charged(line.line_no), pointer=f"/lines/{at}", values=values)
            charged.bring(line, parts)
            costed[at] = (line, line.item, parts)
    for at, line in new.items():
        if line.is_refund:
            before, since, item = charged.named_by(line, pointer=f"/lines/{at}")
            rules.must_fall_between(f"/lines/{at}/charged_on", since, line.charged_on, latest)
            parts = refund(line.refunding(), before, pointer=f"/lines/{at}")
            charged.take_back(line, parts)
            costed[at] = (line, item, parts)
    return [costed[at] for at in sorted(costed)]


class _Charged:
    """What refunds may name: of each line, what has not been taken back yet."""

    def __init__(self, stay: Admission, there: list[Charge]) -> None:
        self._settled_portion = stay.settled_portion
        self._lines: dict[int, Charge | ChargeLine] = {one.line_no: one for one in there if one.refunds_line_no is None}
        self._left: dict[int, tuple[Decimal, LineCost]] = {}
        for one in there:
            self._count(one.refunds_line_no or one.line_no, one.quantity, _parts_of(one))

    def _count(self, line_no: int, quantity: Decimal, parts: LineCost) -> None:
        quantity_left, left = self._left.get(line_no, (Decimal(0), LineCost()))
        self._left[line_no] = (quantity_left + quantity, left + parts)

    def bring(self, line: ChargeLine, parts: LineCost) -> None:
        self._lines[line.line_no] = line
        self._count(line.line_no, line.quantity, parts)

    def take_back(self, line: ChargeLine, parts: LineCost) -> None:
        self._count(line.refunds_line_no or 0, line.quantity, parts)

    def named_by(self, line: ChargeLine, *, pointer: str) -> tuple[ChargedBefore, date, str | None]:
        """The line that a refund names, its day and kind of service. Raises RefundNamesNoLine, LineSettled."""
        named = self._lines.get(line.refunds_line_no or 0)
        if named is None or line.quantity > 0:
            raise RefundNamesNoLine(pointer=f"{pointer}/refunds_line_no", line_no=line.line_no)
        if isinstance(named, Charge) and named.portion <= self._settled_portion:
            raise LineSettled(pointer=f"{pointer}/refunds_line_no", line_no=line.line_no)
        quantity_left, left = self._left[named.line_no]
        before = ChargedBefore(
            named.line_no,
            named.code,
            CatalogueClass(named.catalogue_class),
            named.unit_price,
            named.price_ceiling,
            named.self_pay_ratio,
            quantity_left,
            left,
        )
        return before, named.charged_on, named.item


def _parts_of(one: Charge) -> LineCost:
    return LineCost(one.in_policy_fen, one.pre_pay_fen, one.over_ceiling_fen, one.out_of_policy_fen)


def _row(line: ChargeLine, item: str | None, parts: LineCost) -> dict[str, object]:
    return line.model_dump() | {
        "id": uuid7(),
        "item": item,
        "in_policy_fen": parts.in_policy_fen,
        "pre_pay_fen": parts.pre_pay_fen,
        "over_ceiling_fen": parts.over_ceiling_fen,
        "out_of_policy_fen": parts.out_of_policy_fen,
    }


def _view(stay: Admission, sums: Tally, *, recorded: int, repeated: list[int]) -> ChargesView:
    return ChargesView(
        admission_id=stay.id,
        recorded=recorded,
        repeated_line_nos=repeated,
        line_count=sums.line_count,
        total_fen=sums.cost.total_fen,
        in_policy_fen=sums.cost.in_policy_fen,
        pre_pay_fen=sums.cost.pre_pay_fen,
        over_ceiling_fen=sums.cost.over_ceiling_fen,
        out_of_policy_fen=sums.cost.out_of_policy_fen,
    )
