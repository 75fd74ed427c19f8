"""2401, 2402, 2404, 2405: in, out, and back."""

from typing import Any

from services.medical.api.national.turn import Turn
from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.national.note_stay import note_stay
from services.medical.rules.national.number import number_of
from services.medical.rules.national.person import HomeUnknown, WrongVisit
from services.medical.schemas.admission import OpenAdmission
from services.medical.schemas.national.person import Admit, Diagnosis
from services.medical.store.national import people
from services.medical.tables import NationalPerson
from shared.regions import UnknownRegion, exists
from shared.vault import unseal

VILLAGE_DIGITS = 12


async def admit(turn: Turn) -> dict[str, Any]:
    """2401. Whether a deposit is asked stands in `warn_msg` and in `exp_content`."""
    form = turn.form(Admit, "mdtrtinfo")
    turn.must_know("insutype", form.insutype, node="mdtrtinfo")
    if form.med_type not in turn.book.terms.inpatient:
        raise WrongVisit(pointer="/input/mdtrtinfo/med_type", known=sorted(turn.book.terms.inpatient))
    person = await people.get_person(turn.session, form.psn_no, turn.by.org)
    diagnoses = [form.dscg_maindiag_code or "", *(each.diag_code for each in turn.forms(Diagnosis, "diseinfo"))]
    opening = OpenAdmission(
        id_number=unseal(person.id_number_sealed),
        name=unseal(person.name_sealed),
        region=_home(person, form),
        hospital_level="2",
        cause=turn.book.terms.cause_of(diagnoses),
        admitted_on=form.begntime,
    )
    stay = await admit_patient(turn.session, opening, by=turn.by, on=turn.today)
    await note_stay(turn.session, stay, med_type=form.med_type, insutype=form.insutype)
    turn.made_id = stay.id
    deposit = "免收住院押金" if stay.is_without_deposit else "按规定收取住院押金"
    turn.warning = f"{deposit}:{stay.deposit_reason}"
    return {
        "result": {
            "mdtrt_id": number_of(stay.id),
            "exp_content": {"is_without_deposit": stay.is_without_deposit, "deposit_reason": stay.deposit_reason},
        }
    }


def _home(person: NationalPerson, form: Admit) -> str:
    """The village: what registry says, else what the hospital says. Raises HomeUnknown."""
    told = form.exp_content.village if form.exp_content else None
    home = person.region if len(person.region) == VILLAGE_DIGITS else told
    if home is None:
        raise HomeUnknown(pointer="/input/mdtrtinfo/exp_content/village")
    if not exists(home):
        raise UnknownRegion(pointer="/input/mdtrtinfo/exp_content/village", region=home)
    return home
