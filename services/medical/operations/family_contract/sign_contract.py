"""Sign a family doctor's contract: one at a time for each person."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.admission import HospitalUnknown
from services.medical.rules.health import contract as rules
from services.medical.schemas.health.contract import SignContract
from services.medical.store import people
from services.medical.store.health import contracts
from services.medical.store.health.papers import hospital_in_charge, papers
from services.medical.tables import FamilyContract
from shared.identity import check_id_number
from shared.security import Principal, Role
from shared.vault import hash_identity


async def sign_contract(session: AsyncSession, form: SignContract, *, by: Principal, on: date) -> FamilyContract:
    """Raises InvalidIdNumber, OutsideRegion, HospitalUnknown, TermUpsideDown, AlreadyContracted (as far as the asker sees)."""
    number = check_id_number(form.id_number, on=on).number
    identity_hash = hash_identity(number)
    await contracts.lock_person(session, identity_hash)
    standing = await contracts.find_overlapping(session, identity_hash, starts_on=form.starts_on, ends_on=form.ends_on)
    known = (await people.list_known(session, [identity_hash], on=on)).get(identity_hash)

    by.must_cover(form.region, pointer="/region")
    if by.role is Role.HOSPITAL and not by.org:
        raise HospitalUnknown
    rules.must_be_a_term(form.starts_on, form.ends_on)
    if standing is not None:
        raise rules.AlreadyContracted(contract_id=standing.id, starts_on=standing.starts_on, ends_on=standing.ends_on)

    contract = FamilyContract(
        **papers(number, form.name, form.region, known),
        hospital=hospital_in_charge(form.hospital, by),
        **form.model_dump(include={"doctor", "team", "package", "starts_on", "ends_on"}),
    )
    session.add(contract)
    return contract
