"""Say who somebody is to the hospital that shows their certificate (1101), and remember whom it was shown."""

from dataclasses import dataclass
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.eligibility import COVER_CLASS
from services.medical.rules.national.number import psn_no_of
from services.medical.rules.national.person import CertificateUnusable, NameMissing
from services.medical.schemas.national.person import GetPerson
from services.medical.store.national import people
from services.medical.tables import NationalPerson
from shared.identity import IdNumber, check_id_number
from shared.security import Principal
from shared.vault import hash_identity, seal

ID_CARD, TOKEN, SOCIAL_CARD = "02", "01", "03"
RESIDENT_ID = "01"


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A person as 1101 answers: each class with the day from which it holds."""

    psn_no: str
    number: IdNumber
    name: str
    region: str
    classes: tuple[tuple[str, date], ...]


async def show_person(session: AsyncSession, form: GetPerson, *, insuplc: str | None, by: Principal, on: date) -> PersonShown:
    """People are found by their ID number: on an ID card it is the certificate, beside a token or a card it stands in `certno`.

    A person whom no register knows is known by what the hospital shows. Raises InvalidIdNumber, CertificateUnusable, NameMissing.
    """
    number = check_id_number(_number_of(form), on=on)
    identity_hash = hash_identity(number.number)
    known = await people.find_beneficiary(session, identity_hash, on=on)
    cover = await people.find_cover(session, identity_hash, on=on)

    name = form.psn_name
    if not name:
        raise NameMissing(pointer="/input/data/psn_name")
    told = form.exp_content.village if form.exp_content else None
    region = (known and known.region) or (cover and cover.region) or told or insuplc or by.region
    classes = [(one, known.in_force_on) for one in known.classes] if known else []
    if cover:
        classes.append((COVER_CLASS, cover.in_force_on))

    psn_no = psn_no_of(identity_hash)
    await people.put_person(
        session,
        NationalPerson(
            psn_no=psn_no,
            hospital=by.org,
            identity_hash=identity_hash,
            id_number_sealed=seal(number.number),
            name_sealed=seal(name),
            region=region,
        ),
    )
    return PersonShown(psn_no, number, name, region, tuple(classes))


def _number_of(form: GetPerson) -> str:
    if form.mdtrt_cert_type == ID_CARD:
        return form.mdtrt_cert_no
    if form.psn_cert_type in (None, RESIDENT_ID) and form.certno:
        return form.certno
    raise CertificateUnusable(pointer="/input/data/certno")
