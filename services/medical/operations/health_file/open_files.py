"""Open health files: one person in one programme. One of them, or a whole list, each taken in or refused by itself."""

from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.admission import HospitalUnknown
from services.medical.rules.health import file as rules
from services.medical.rules.health.file import EntryKind
from services.medical.rules.health.follow_up import due_after
from services.medical.schemas.health.file import OpenFile
from services.medical.store import people
from services.medical.store.health import contents, files, programmes
from services.medical.store.health.papers import hospital_in_charge, papers
from services.medical.tables import Beneficiary, HealthFile
from shared.errors import Refusal
from shared.identity import IdNumber, InvalidIdNumber, check_id_number
from shared.security import Principal, Role
from shared.vault import hash_identity


async def open_files(session: AsyncSession, forms: Sequence[OpenFile], *, by: Principal, on: date) -> list[HealthFile | Refusal]:
    """For each form in its order, the file or why there is none: InvalidIdNumber, OutsideRegion, NoSuchProgramme, DayNotPossible,
    HospitalNotDesignated, ClassNotForProgramme, OnlyHealthTransfers, FileAlreadyOpen.

    Raises HospitalUnknown: a hospital that does not say which has no patients.
    """
    if by.role is Role.HOSPITAL and not by.org:
        raise HospitalUnknown
    holders = [_holder(form, on) for form in forms]
    hashes = [hash_identity(holder.number) for holder in holders if isinstance(holder, IdNumber)]
    known = await people.list_known(session, hashes, on=on)

    opened: list[HealthFile | Refusal] = []
    for form, holder in zip(forms, holders, strict=True):
        try:
            if isinstance(holder, Refusal):
                raise holder
            file = _judged(form, holder, known.get(hash_identity(holder.number)), by=by, on=on)
            opened.append(await _written(session, file, by=by))
        except Refusal as refusal:
            opened.append(refusal)
    return opened


def _holder(form: OpenFile, on: date) -> IdNumber | InvalidIdNumber:
    try:
        return check_id_number(form.id_number, on=on)
    except InvalidIdNumber as refusal:
        return refusal


def _judged(form: OpenFile, holder: IdNumber, known: Beneficiary | None, *, by: Principal, on: date) -> HealthFile:
    """What applied on the day of taking in decides, then and for as long as the file is open."""
    by.must_cover(form.region, pointer="/region")
    if by.role is Role.HOSPITAL and form.hospital not in (None, by.org):
        raise rules.OnlyHealthTransfers(pointer="/hospital")
    opened_on = form.opened_on or on
    rules.must_fall_between("/diagnosed_on", holder.born_on, form.diagnosed_on, on)
    rules.must_fall_between("/opened_on", form.diagnosed_on, opened_on, on)
    place = programmes.rules_at(form.region, opened_on)
    programme, document = place.programme(form.programme)
    hospital = hospital_in_charge(form.hospital, by)
    rules.must_be_designated(hospital, place.hospitals(programme.code))
    rules.must_fit_class(programme.kind, form.treatment_class, place.classes)
    classes = known.classes if known else []
    return HealthFile(
        **papers(holder.number, form.name, form.region, known),
        hospital=hospital,
        programme=programme.code,
        kind=programme.kind,
        policy=document.policy,
        policy_version=programmes.version_of(document.policy),
        diagnosed_on=form.diagnosed_on,
        opened_on=opened_on,
        doctor=form.doctor,
        treatment_class=form.treatment_class,
        next_due_on=due_after(opened_on, programme.first_visit) if programme.first_visit else None,
        is_treated_free=place.is_free(programme.code, classes),
    )


async def _written(session: AsyncSession, file: HealthFile, *, by: Principal) -> HealthFile:
    if not await files.add_file(session, file):
        raise rules.FileAlreadyOpen
    contents.add_entry(
        session,
        file,
        EntryKind.OPENED,
        file.treatment_class or "",
        by=by,
        done_on=file.opened_on,
        next_due_on=file.next_due_on,
    )
    if file.is_treated_free:
        await contents.put_flag(session, file, since_on=file.opened_on)
    return file
