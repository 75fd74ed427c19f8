"""How far a checklist has come that the register answers by itself: reckoned anew whenever somebody asks, of one town at most."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.checklist import Checklist
from services.registry.rules.filling import Judged, Says, computed
from services.registry.rules.vocabulary import HouseholdState
from services.registry.store.household_look import look_at_households
from services.registry.store.progress import INNER_LENGTH, Asked, Found, PlaceProgress, Shown
from services.registry.tables import Household
from shared.errors import Unprocessable

HOUSEHOLDS_LIMIT = 3_000
"""The enrolled households of a large town; reckoned in about a second."""
BATCH = 500


class PlaceTooWide(Unprocessable):
    """这份清单由登记册即时得出，所选的辖区太大"""

    mend = "请选择镇街或村（社区）；至多 3,000 户"


async def reckon_progress(
    session: AsyncSession, checklist: Checklist, asked: Asked
) -> tuple[list[PlaceProgress], list[tuple[str, int]]]:
    """By the places directly inside, and how many households lack what. Raises PlaceTooWide."""
    says: dict[str, dict[str, dict[Says, int]]] = {}
    subjects: dict[str, int] = {}
    missing: dict[str, int] = {}
    for household, judged in await _reckoned(session, checklist, asked, after=None):
        place = household.region[: INNER_LENGTH[len(asked.region)]]
        subjects[place] = subjects.get(place, 0) + 1
        for verdict in judged.verdicts:
            counts = says.setdefault(place, {}).setdefault(verdict.verdict, {})
            counts[verdict.says] = counts.get(verdict.says, 0) + 1
        for each in judged.missing:
            missing[each.question] = missing.get(each.question, 0) + 1
    places = [PlaceProgress(place, count, count, says.get(place, {})) for place, count in sorted(subjects.items())]
    return places, sorted(missing.items(), key=lambda counted: (-counted[1], counted[0]))


async def reckon_found(
    session: AsyncSession,
    checklist: Checklist,
    asked: Asked,
    *,
    shown: Shown,
    question: str | None,
    verdict: str | None,
    says: Says | None,
    after: UUID | None,
    limit: int,
) -> list[Found]:
    """One more than `limit`, each with what is missing. Raises PlaceTooWide."""
    found = [
        Found(each.id, each.id, each.code, each.region, asked.until, "登记册", [lack.question for lack in judged.missing])
        for each, judged in await _reckoned(session, checklist, asked, after=after)
        if _is_shown(judged, shown, question, verdict, says)
    ]
    return found[: limit + 1]


def _is_shown(judged: Judged, shown: Shown, question: str | None, verdict: str | None, says: Says | None) -> bool:
    return (
        shown is not Shown.UNFILLED
        and (shown is not Shown.MISSING or bool(judged.missing))
        and (question is None or question in {each.question for each in judged.missing})
        and (verdict is None or judged.says.get(verdict) is says)
    )


async def _reckoned(
    session: AsyncSession, checklist: Checklist, asked: Asked, *, after: UUID | None
) -> Sequence[tuple[Household, Judged]]:
    inside = col(Household.region).startswith(asked.region, autoescape=True), Household.state != HouseholdState.CANCELLED
    query = select(Household).where(*inside).order_by(col(Household.id)).limit(HOUSEHOLDS_LIMIT + 1)
    if after:
        query = query.where(Household.id > after)
    households = list(await session.exec(query))
    if len(households) > HOUSEHOLDS_LIMIT:
        raise PlaceTooWide(region=asked.region)
    reckoned = []
    for start in range(0, len(households), BATCH):
        batch = households[start : start + BATCH]
        looks = await look_at_households(session, batch, on=asked.until)
        reckoned += [(each, computed(checklist, looks[each.id])) for each in batch]
    return reckoned
