"""2401, 2402, 2404, 2405 and 2201 to 2203: stays and visits opened, described, ended, and taken back."""

import re
from collections.abc import Iterable
from typing import Any

from services.medical.api.national.turn import Turn
from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.admission.cancel_admission import cancel_admission
from services.medical.operations.admission.cancel_discharge import cancel_discharge
from services.medical.operations.admission.discharge_patient import discharge_patient
from services.medical.operations.national.describe_visit import describe_visit
from services.medical.operations.national.note_stay import note_stay
from services.medical.rules.admission import DischargeReason, Scheme, Visit
from services.medical.rules.national.number import number_of
from services.medical.rules.national.person import HomeUnknown, must_be_kind
from services.medical.schemas.admission import CancelAdmission, CancelDischarge, DischargePatient, OpenAdmission
from services.medical.schemas.national.stay import DescribeVisit, Diagnosis, Discharge, OfStay, OpenStay
from services.medical.store.national import people, stays
from services.medical.tables import Admission, NationalPerson
from shared.regions import UnknownRegion, exists
from shared.vault import unseal

VILLAGE_DIGITS = 12
INPATIENT, OUTPATIENT = "21", "11"
DISEASES_LIMIT = 20
_DISEASE = re.compile(r"[A-Za-z0-9.+*_-]{1,30}")


async def admit(turn: Turn) -> dict[str, Any]:
    """2401. Whether a deposit is asked stands in `warn_msg` and in `exp_content`."""
    form = turn.form(OpenStay, "mdtrtinfo")
    stay = await _open(turn, form, node="mdtrtinfo", med_type=form.med_type or INPATIENT, is_inpatient=True)
    deposit = "免收住院押金" if stay.is_without_deposit else "按规定收取住院押金"
    turn.warning = f"{deposit}：{stay.deposit_reason}"
    return {
        "result": {
            "mdtrt_id": number_of(stay.id),
            "exp_content": {"is_without_deposit": stay.is_without_deposit, "deposit_reason": stay.deposit_reason},
        }
    }


async def register(turn: Turn) -> dict[str, Any]:
    """2201. What the visit is for is told by 2203; until then it is an ordinary one."""
    form = turn.form(OpenStay)
    stay = await _open(turn, form, node="data", med_type=form.med_type or OUTPATIENT, is_inpatient=False)
    return {"data": {"mdtrt_id": number_of(stay.id), "psn_no": form.psn_no, "ipt_otp_no": form.ipt_otp_no}}


async def _open(turn: Turn, form: OpenStay, *, node: str, med_type: str, is_inpatient: bool) -> Admission:
    turn.must_know("insutype", form.insutype, node=node)
    terms = turn.book.terms
    visit = terms.visit_of(med_type, pointer=f"/input/{node}/med_type", is_inpatient=is_inpatient)
    person = await people.get_person(turn.session, form.psn_no, turn.by.org)
    diagnoses = [form.dscg_maindiag_code or "", *(_diagnoses(turn) if "diseinfo" in turn.nodes else ())]
    opening = OpenAdmission(
        id_number=unseal(person.id_number_sealed),
        name=unseal(person.name_sealed),
        region=_home(person, form, node=node),
        cause=terms.cause_of(diagnoses),
        admitted_on=form.begntime,
        visit=visit,
        scheme=terms.scheme_of(form.insutype, pointer=f"/input/{node}/insutype"),
        diseases=_diseases([form.dise_codg or "", *diagnoses]),
        traits=list(terms.traits_of_med_type.get(med_type, ())),
    )
    stay = await admit_patient(turn.session, opening, by=turn.by, on=turn.today)
    await note_stay(turn.session, stay, med_type=med_type, insutype=form.insutype)
    turn.made_id = stay.id
    return stay


def _diagnoses(turn: Turn) -> list[str]:
    return [each.diag_code for each in turn.forms(Diagnosis, "diseinfo")]


def _diseases(codes: Iterable[str]) -> list[str]:
    """The codes that a policy could name; others say nothing to it."""
    return list(dict.fromkeys(code for code in codes if _DISEASE.fullmatch(code)))[:DISEASES_LIMIT]


def _home(person: NationalPerson, form: OpenStay, *, node: str) -> str:
    """The village: what registry says, else what the hospital says. Raises HomeUnknown, UnknownRegion."""
    told = form.exp_content.village if form.exp_content else None
    home = person.region if len(person.region) == VILLAGE_DIGITS else told
    if home is None:
        raise HomeUnknown(pointer=f"/input/{node}/exp_content/village")
    if not exists(home):
        raise UnknownRegion(pointer=f"/input/{node}/exp_content/village", region=home)
    return home


async def describe(turn: Turn) -> dict[str, Any]:
    """2203."""
    form = turn.form(DescribeVisit, "mdtrtinfo")
    terms = turn.book.terms
    visit = terms.visit_of(form.med_type, pointer="/input/mdtrtinfo/med_type", is_inpatient=False)
    stay = await turn.stay(form.mdtrt_id, form.psn_no, lock=True)
    await describe_visit(
        turn.session,
        stay,
        visit=visit,
        diseases=_diseases([form.dise_codg or "", *_diagnoses(turn)]),
        traits=terms.traits_of_med_type.get(form.med_type, ()),
    )
    known = await stays.find_stay(turn.session, stay.id)
    insutype = known.insutype if known else terms.insutype_of_scheme[Scheme(stay.scheme)]
    await note_stay(turn.session, stay, med_type=form.med_type, insutype=insutype)
    return {}


async def discharge(turn: Turn) -> dict[str, Any]:
    """2402."""
    form = turn.form(Discharge, "dscginfo")
    stay = await turn.stay(form.mdtrt_id, form.psn_no, lock=True)
    way = DischargeReason(form.dscg_way) if form.dscg_way in list(DischargeReason) else DischargeReason.OTHER
    leaving = DischargePatient(
        discharged_on=form.endtime, reason=way, diseases=_diseases([form.dise_codg or "", *_diagnoses(turn)])
    )
    await discharge_patient(turn.session, leaving, admission_id=stay.id, by=turn.by, on=turn.today)
    return {}


async def cancel(turn: Turn) -> dict[str, Any]:
    """2404."""
    return await _cancel(turn, is_inpatient=True)


async def cancel_visit(turn: Turn) -> dict[str, Any]:
    """2202."""
    return await _cancel(turn, is_inpatient=False)


async def _cancel(turn: Turn, *, is_inpatient: bool) -> dict[str, Any]:
    form = turn.form(OfStay)
    stay = await turn.stay(form.mdtrt_id, form.psn_no)
    must_be_kind(Visit(stay.visit), is_inpatient=is_inpatient)
    await take_back_admission(turn, stay)
    return {}


async def take_back_admission(turn: Turn, stay: Admission) -> None:
    """The stay cancelled, and noted on the message that did it."""
    reason = CancelAdmission(reason=f"国家交易 {turn.message.envelope.infno}")
    await cancel_admission(turn.session, reason, admission_id=stay.id, by=turn.by)
    turn.undone_id = stay.id


async def cancel_leaving(turn: Turn) -> dict[str, Any]:
    """2405."""
    form = turn.form(OfStay)
    stay = await turn.stay(form.mdtrt_id, form.psn_no)
    reason = CancelDischarge(reason=f"国家交易 {turn.message.envelope.infno} 出院撤销")
    await cancel_discharge(turn.session, reason, admission_id=stay.id, by=turn.by)
    return {}
