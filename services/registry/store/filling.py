"""Checklists filled in and drafts of them: the newest of a household or village, every version, and how far a place has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.assurance import Assurance, AssuranceFinding, Finding
from services.registry.rules.filling import Answer, Says
from services.registry.rules.on_file import ChecklistSays
from services.registry.store.checklist import get_checklist_of
from services.registry.tables import ChecklistDraft, ChecklistFilling
from shared.errors import NotFound


class NoSuchFilling(NotFound):
    """没有找到这次填写"""


@dataclass(frozen=True)
class Subject:
    """Whose checklist it is: a household, or a village."""

    region: str
    household_id: UUID | None = None

    def where(self, table: type[ChecklistDraft] | type[ChecklistFilling]) -> list[Any]:
        if self.household_id is not None:
            return [table.household_id == self.household_id]
        return [col(table.household_id).is_(None), table.region == self.region]


async def get_filling(session: AsyncSession, filling_id: UUID) -> ChecklistFilling:
    """Raises NoSuchFilling, also for one that the asker may not see."""
    filling = await session.get(ChecklistFilling, filling_id)
    if filling is None:
        raise NoSuchFilling(filling_id=filling_id)
    return filling


async def find_newest(
    session: AsyncSession, subject: Subject, checklist: str, *, since: date | None = None, until: date | None = None
) -> ChecklistFilling | None:
    """The last version of the last day."""
    query = select(ChecklistFilling).where(*subject.where(ChecklistFilling), ChecklistFilling.checklist == checklist)
    if since:
        query = query.where(ChecklistFilling.filled_on >= since)
    if until:
        query = query.where(ChecklistFilling.filled_on <= until)
    newest = query.order_by(col(ChecklistFilling.filled_on).desc(), col(ChecklistFilling.version).desc()).limit(1)
    return (await session.exec(newest)).first()


async def list_fillings(
    session: AsyncSession, subject: Subject, checklist: str, *, after: UUID | None, limit: int
) -> list[ChecklistFilling]:
    """Every version of every day, in the order in which they were recorded; one more than `limit`."""
    query = select(ChecklistFilling).where(*subject.where(ChecklistFilling), ChecklistFilling.checklist == checklist)
    if after:
        query = query.where(ChecklistFilling.id > after)
    return list(await session.exec(query.order_by(col(ChecklistFilling.id)).limit(limit + 1)))


async def list_newest_by_year(session: AsyncSession, subject: Subject, checklist: str) -> dict[int, ChecklistFilling]:
    """The last word of each year."""
    query = select(ChecklistFilling).where(*subject.where(ChecklistFilling), ChecklistFilling.checklist == checklist)
    ordered = query.order_by(col(ChecklistFilling.filled_on), col(ChecklistFilling.version))
    return {filling.filled_on.year: filling for filling in await session.exec(ordered)}


async def find_draft(session: AsyncSession, subject: Subject, checklist: str, *, locked: bool = False) -> ChecklistDraft | None:
    query = select(ChecklistDraft).where(*subject.where(ChecklistDraft), ChecklistDraft.checklist == checklist)
    return (await session.exec(query.with_for_update() if locked else query)).one_or_none()


def answers_of(kept: Mapping[str, Any]) -> dict[str, Answer]:
    """What a draft or a filling holds."""
    return {key: Answer(told["value"], told["reason"], tuple(told["papers"]), told["is_confirmed"]) for key, told in kept.items()}


async def assurances_of(session: AsyncSession, household_id: UUID, *, on: date) -> ChecklistSays | None:
    """What the newest checklist answers of a household say of the five assurances on a day, wherever it lived then.

    None where none was filled in that settles them and is not too old by its file's `evidence_days`.
    """
    query = select(ChecklistFilling).where(
        ChecklistFilling.household_id == household_id,
        col(ChecklistFilling.settles_until) >= on,
        ChecklistFilling.filled_on <= on,
    )
    ordered = query.order_by(col(ChecklistFilling.filled_on).desc(), col(ChecklistFilling.version).desc()).limit(1)
    newest = (await session.exec(ordered)).first()
    if newest is None:
        return None
    title = get_checklist_of(newest.policy).title
    source = f"{title} {newest.filled_on} 第 {newest.version} 版"
    findings = {
        assurance: AssuranceFinding(finding=Finding(told["says"]), note=_note(source, told["because"]))
        for assurance in Assurance
        if (told := newest.verdicts.get(assurance.value)) and told["says"] != Says.CANNOT_SAY
    }
    return ChecklistSays(newest.id, source, findings)


def _note(source: str, because: Sequence[str]) -> str:
    return "：".join(filter(None, [source, "；".join(because)]))[:500]
