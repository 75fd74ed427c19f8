"""Put a photo or a paper into a matter's file."""

from datetime import datetime
from hashlib import sha256

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.renovation_paper import must_be_of_its_time, must_say_what
from services.housing.schemas.paper import FilePaper
from services.housing.store.paper import cabinet, file_of, lock_region_of
from services.housing.store.renovation import get_renovation
from services.housing.store.renovation_paper import find_photo_before
from services.housing.tables import Paper
from shared.clock import china
from shared.papers import AlreadyFiled, media_type_of
from shared.security import Principal


async def file_paper(session: AsyncSession, form: FilePaper, content: bytes, *, by: Principal, at: datetime) -> Paper:
    """Nobody else is told. Raises NoSuchMatter, PaperKindAstray, PhasePhotoOnly, PhotoOutOfTime and the FILING_LAWS."""
    region = await lock_region_of(session, form.about, form.about_id)

    must_say_what(form.about, form.phase, form.kind, media_type_of(content))
    if form.phase is not None:
        renovation, today = await get_renovation(session, form.about_id), china(at).date()
        must_be_of_its_time(
            form.phase,
            form.taken_on or today,
            today=today,
            started_on=renovation.started_on,
            finished_on=renovation.finished_on,
        )
        if seen := await find_photo_before(session, renovation, sha256(content).hexdigest()):
            raise AlreadyFiled(pointer="/file", paper_id=str(seen.id))

    file, form = file_of(form.about, form.about_id), form.dated()
    own = {"kind": form.kind, "phase": form.phase, "taken_at": form.taken_at}
    return await cabinet.put_in(session, form, content, file, region=region, by=by, at=at, **own)
