"""Photos and papers of houses, surveys and renovations, as tests say them: rows where what they show does not matter, or sent."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.house import PhotoView
from services.housing.rules.paper import PaperAbout
from services.housing.rules.renovation_paper import PaperKind, Phase
from services.housing.rules.works import Stage
from services.housing.tables import Paper, PaperContent, Renovation
from shared.clock import now
from shared.ids import uuid7
from shared.papers import MediaType
from shared.vault import seal_bytes
from tests.builders.funds_papers import a_pdf

TAKEN_ON = date(2020, 6, 4)


def a_coloured_photo(colour: int = 1) -> bytes:
    """No two colours are the same photo."""
    photo = BytesIO()
    Image.new("RGB", (64, 48), ((colour * 37) % 256, (colour * 91) % 256, 120)).save(photo, "JPEG")
    return photo.getvalue()


_PHOTO = a_coloured_photo()


async def with_papers(
    session: AsyncSession,
    about: PaperAbout,
    about_id: UUID,
    region: str,
    kinds: Iterable[str],
    phase: Phase | None = None,
    on: date = TAKEN_ON,
) -> list[Paper]:
    """As if they had been filed, all with the same photo, whatever their digests say."""
    rows = [
        Paper(
            about=about,
            about_id=about_id,
            region=region,
            kind=kind,
            phase=phase,
            title=f"{phase or about} {kind}",
            media_type=MediaType.JPEG,
            size_bytes=1,
            sha256=uuid7().hex * 2,
            taken_on=on,
            filed_by="镇村建办乙",
            filed_at=now(),
        )
        for kind in kinds
    ]
    session.add_all(rows)
    await session.flush()
    session.add_all(PaperContent(id=row.id, content_sealed=seal_bytes(_PHOTO)) for row in rows)
    await session.flush()
    return rows


async def with_file(session: AsyncSession, renovation: Renovation) -> None:
    """Everything that a closed file holds but the photos of after; of the works, all stages."""
    asked = session, PaperAbout.RENOVATION, renovation.id, renovation.region
    await with_papers(*asked, Stage, Phase.DURING, date(2020, 8, 1))
    await with_papers(*asked, PaperKind)


async def with_photos_after(session: AsyncSession, renovation: Renovation) -> list[Paper]:
    on = renovation.finished_on
    assert on is not None
    views = (PhotoView.FRONT, PhotoView.ROOF, PhotoView.OUTER_WALL)
    return await with_papers(session, PaperAbout.RENOVATION, renovation.id, renovation.region, views, Phase.AFTER, on)


async def send(
    officer: Any, about: str, about_id: str, kind: str = "", phase: str = "", *, taken_on: str = "", colour: int = 0
) -> Any:
    """Over the door: a photo with a phase or of a house, a PDF where it is a paper of a renovation."""
    is_paper = about == "renovation" and not phase
    colour = colour or sum(map(ord, f"{about}{kind}{phase}{taken_on}"))
    content = (f"{kind}.pdf", a_pdf(), "application/pdf") if is_paper else ("a.jpg", a_coloured_photo(colour), "image/jpeg")
    told = (
        {"title": kind or "材料", "kind": kind}
        | ({"phase": phase} if phase else {})
        | ({"taken_on": taken_on} if taken_on else {})
    )
    return await officer.post("/papers", params={"about": about, "about_id": about_id}, data=told, files={"file": content})
