"""Health rows as health offices and the hospital in charge see them: the name in full, the ID number masked."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health.file import ENTRY_TITLES, EntryKind
from services.medical.rules.health.programme import ChecklistItem
from services.medical.schemas.health.contract import ContractView, DueView, ExaminationView
from services.medical.schemas.health.file import EntryView, FileLine, FileRecorded, FileView, StepView, TickView
from services.medical.store.health import contents, programmes
from services.medical.store.health.examinations import Due
from services.medical.tables import FamilyContract, HealthEntry, HealthExamination, HealthFile, HealthTick
from shared.identity import masked
from shared.regions import name_of
from shared.vault import unseal

_SEALED = {"id_number_sealed", "name_sealed", "note_sealed"}


def person_of(record: HealthFile | FamilyContract | HealthExamination) -> dict[str, Any]:
    """Every field of the record that is no secret, and the person's as its reader may see them."""
    return record.model_dump(exclude=_SEALED) | {
        "name": unseal(record.name_sealed),
        "id_number_masked": masked(unseal(record.id_number_sealed)),
        "region_name": name_of(record.region),
    }


def recorded(file: HealthFile) -> FileRecorded:
    return FileRecorded.model_validate(file)


async def file_lines(session: AsyncSession, files: Sequence[HealthFile], *, on: date) -> list[FileLine]:
    """Files with what each person's checklist has and lacks."""
    ticks = _by_person(await contents.list_ticks(session, files))
    return [FileLine(**_line(file, ticks[file.identity_hash], on)) for file in files]


async def file_view(session: AsyncSession, file: HealthFile, *, on: date) -> FileView:
    """A file and all that lies in it."""
    ticks = _by_person(await contents.list_ticks(session, [file]))[file.identity_hash]
    return FileView(
        **_line(file, ticks, on),
        steps=[
            StepView(
                **step.model_dump(exclude={"what_sealed"}),
                what=unseal(step.what_sealed),
                is_overdue=step.done_on is None and file.closed_on is None and step.due_on < on,
            )
            for step in await contents.list_steps(session, file)
        ],
        entries=[_entry(entry) for entry in await contents.list_entries(session, file)],
        checklist=[_tick(item, ticks.get(item.code)) for item in _checklist(file)],
    )


def contract_view(contract: FamilyContract) -> ContractView:
    return ContractView(**person_of(contract))


def examination_view(examination: HealthExamination) -> ExaminationView:
    return ExaminationView(**person_of(examination), note=_note(examination.note_sealed))


def due_view(due: Due) -> DueView:
    return DueView(
        person_id=due.person_id,
        name=unseal(due.name_sealed) if due.name_sealed else None,
        id_number_masked=masked(unseal(due.id_number_sealed)) if due.id_number_sealed else None,
        region=due.region,
        region_name=name_of(due.region),
    )


def _line(file: HealthFile, ticks: dict[str, HealthTick], on: date) -> dict[str, Any]:
    items = [item.code for item in _checklist(file)]
    return person_of(file) | {
        "programme_title": programmes.programme_of(file.programme, file.policy).title,
        "is_overdue": file.closed_on is None and file.next_due_on is not None and file.next_due_on < on,
        "ticked": [item for item in items if item in ticks],
        "lacking": [item for item in items if item not in ticks],
    }


def _checklist(file: HealthFile) -> tuple[ChecklistItem, ...]:
    return programmes.rules_at(file.region, file.opened_on).checklist


def _by_person(ticks: Sequence[tuple[str, HealthTick]]) -> defaultdict[str, dict[str, HealthTick]]:
    """The first tick of each item, for each person."""
    by_person: defaultdict[str, dict[str, HealthTick]] = defaultdict(dict)
    for identity_hash, tick in ticks:
        by_person[identity_hash].setdefault(tick.item, tick)
    return by_person


def _entry(entry: HealthEntry) -> EntryView:
    return EntryView(
        **entry.model_dump(exclude={"note_sealed"}),
        kind_title=ENTRY_TITLES[EntryKind(entry.kind)],
        is_late=entry.due_on is not None and entry.done_on > entry.due_on,
        note=_note(entry.note_sealed),
    )


def _tick(item: ChecklistItem, tick: HealthTick | None) -> TickView:
    return TickView(
        item=item.code,
        title=item.title,
        done_on=tick.done_on if tick else None,
        by=tick.by if tick else None,
        note=_note(tick.note_sealed) if tick else "",
    )


def _note(sealed: bytes | None) -> str:
    return unseal(sealed) if sealed else ""
