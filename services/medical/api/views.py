"""Rows as this door's readers may see them."""

from collections.abc import Sequence

from services.medical.rules.admission import AdmissionStatus, Cause, DischargeReason, Scheme, Visit
from services.medical.rules.claim import Paper, Relation
from services.medical.rules.difference import PATIENT, Difference, differences, summed
from services.medical.rules.hospital import Place
from services.medical.rules.national.number import number_of, psn_no_of
from services.medical.rules.national.settlement import nationally
from services.medical.rules.reversal import DueCause
from services.medical.schemas.admission import AdmissionView, AgreementView
from services.medical.schemas.charge import ClassSumView, DayView
from services.medical.schemas.national.view import FundDetailView, NationalView
from services.medical.schemas.resettlement import AffectedView, DifferenceView, DueView, ResettledView, ResettlementView
from services.medical.schemas.settlement import ResultView, SettlementView
from services.medical.store.charges import DaySum
from services.medical.store.national.shelf import book
from services.medical.tables import Admission, Agreement, Resettlement, ResettlementDue, SettledBill, Settlement
from shared.identity import masked, masked_name
from shared.regions import name_of
from shared.security import Principal, Role
from shared.vault import unseal

SEES_NAMES = frozenset({Role.HOSPITAL, Role.VILLAGE})
"""The hospital treats the patient, the village officer visits them; everybody else can do their work with a mask."""


def name_for(by: Principal, sealed: bytes) -> str:
    """A sealed name in full for those who need it to find the person, masked for the others."""
    name = unseal(sealed)
    return name if by.role in SEES_NAMES else masked_name(name)


def admission_view(admission: Admission, by: Principal, agreement: Agreement | None = None) -> AdmissionView:
    """A stay, with the name in full for those who need it to find the patient."""
    judged = {"status", "cause", "hospital_level", "visit", "scheme", "place", "discharge_reason"}
    return AdmissionView(
        **admission.model_dump(include=set(AdmissionView.model_fields) - judged),
        status=AdmissionStatus(admission.status),
        cause=Cause(admission.cause),
        hospital_level=admission.hospital_level,
        visit=Visit(admission.visit),
        scheme=Scheme(admission.scheme),
        place=Place(admission.place),
        discharge_reason=DischargeReason(admission.discharge_reason) if admission.discharge_reason else None,
        patient_name=name_for(by, admission.name_sealed),
        id_number_masked=masked(unseal(admission.id_number_sealed)),
        region_name=name_of(admission.region),
        agreement=agreement and agreement_view(agreement, by),
    )


def agreement_view(agreement: Agreement, by: Principal) -> AgreementView:
    return AgreementView(
        signed_by=name_for(by, agreement.signed_by_sealed),
        relation=Relation(agreement.relation),
        signed_on=agreement.signed_on,
        because=agreement.because,
        clause=agreement.clause,
        papers=[Paper(paper) for paper in agreement.papers],
        recorded_at=agreement.recorded_at,
    )


def settlement_view(settlement: SettledBill, *, is_preview: bool = False, is_reversed: bool = False) -> SettlementView:
    """A settlement with all its reasons; a preview has no number that anybody could quote."""
    return SettlementView(
        **settlement.model_dump(include=set(SettlementView.model_fields) - {"id", "result"}),
        id=None if is_preview else settlement.id,
        is_reversed=is_reversed,
        result=ResultView.model_validate(settlement.result),
        national=national_view(settlement, is_preview=is_preview),
    )


def national_view(settlement: SettledBill, *, is_preview: bool = False) -> NationalView:
    """The same settlement under its national names; the numbers in it are good at the national door."""
    known = book()
    insutype = known.terms.insutype_of_scheme[Scheme(settlement.facts.get("scheme", Scheme.RESIDENT))]
    amounts = nationally(settlement.result, known.payers, insutype=insutype)
    return NationalView(
        **{name: getattr(amounts, name) for name in amounts.__dataclass_fields__ if name != "setldetail"},
        setldetail=[FundDetailView.model_validate(detail) for detail in amounts.setldetail],
        mdtrt_id=number_of(settlement.admission_id),
        setl_id=None if is_preview else number_of(settlement.id),
        psn_no=psn_no_of(settlement.identity_hash),
        insutype=insutype,
        clr_optins=settlement.region[:6],
    )


def day_views(sums: Sequence[DaySum]) -> list[DayView]:
    """One entry a day, with its catalogue classes."""
    days = dict.fromkeys(one.charged_on for one in sums)
    return [_day_view([one for one in sums if one.charged_on == day]) for day in days]


def _day_view(of_day: Sequence[DaySum]) -> DayView:
    return DayView(
        charged_on=of_day[0].charged_on,
        line_count=sum(one.line_count for one in of_day),
        amount_fen=sum(one.amount_fen for one in of_day),
        classes=[ClassSumView.model_validate(one) for one in of_day],
    )


def due_view(due: ResettlementDue, affected: Sequence[Settlement]) -> DueView:
    return DueView(
        id=due.id,
        settlement_id=due.settlement_id,
        cause=DueCause(due.cause),
        since_on=due.since_on,
        noted_at=due.noted_at,
        affected=[affected_view(one) for one in affected],
    )


def affected_view(settlement: Settlement) -> AffectedView:
    return AffectedView(
        settlement_id=settlement.id, **settlement.model_dump(include=set(AffectedView.model_fields) - {"settlement_id"})
    )


def resettlement_view(command: Resettlement, pairs: Sequence[tuple[Settlement, SettledBill]]) -> ResettlementView:
    """What each payer paid before and pays now, bill by bill and in all."""
    each = [differences(_paid(old), _paid(new)) for old, new in pairs]
    return ResettlementView(
        id=command.id,
        reason=command.reason,
        by=command.by,
        made_at=command.made_at,
        settlements=[
            ResettledView(
                hospital=new.hospital,
                admission_id=new.admission_id,
                old_settlement_id=old.id,
                new_settlement_id=new.id,
                differences=_shown(own),
            )
            for (old, new), own in zip(pairs, each, strict=True)
        ],
        differences=_shown(summed(each)),
    )


def _paid(settlement: SettledBill) -> dict[str, int]:
    return {share["layer"]: share["paid_fen"] for share in settlement.result["shares"]} | {PATIENT: settlement.patient_fen}


def _shown(many: Sequence[Difference]) -> list[DifferenceView]:
    return [DifferenceView.model_validate(one) for one in many]
