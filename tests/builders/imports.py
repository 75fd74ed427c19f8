"""Files on their way into the register: received, previewed, committed."""

from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.register.commit_import import commit_import
from services.registry.operations.register.compare_stretch import compare_stretch
from services.registry.operations.register.lay_out_import import lay_out_import
from services.registry.operations.register.receive_import import receive_import
from services.registry.operations.register.take_in_stretch import take_in_stretch
from services.registry.rules.preview import Entry
from services.registry.store.import_stretch import COMPARED, WAITING, entries_in, get_stretch, list_stretches, lock_stretch
from services.registry.store.register_import import find_file
from services.registry.tables import RegisterImport
from shared.clock import CHINA
from shared.security import Principal, Role
from tests.builders.registry import ON

OFFICER = Principal("镇民政办 李", Role.COUNTY, "371311")
AT = datetime(2020, 6, 1, 9, tzinfo=CHINA)


async def received(session: AsyncSession, content: bytes, *, by: Principal = OFFICER, commits: bool = False) -> RegisterImport:
    return await receive_import(session, content, file_name="罗庄街道.xlsx", is_to_be_committed=commits, by=by)


async def laid_out(session: AsyncSession, content: bytes, *, by: Principal = OFFICER, commits: bool = False) -> RegisterImport:
    sent = await received(session, content, by=by, commits=commits)
    file = await find_file(session, sent.id)
    assert file is not None
    await lay_out_import(session, sent, file, on=ON)
    return sent


async def previewed(
    session: AsyncSession, content: bytes, *, by: Principal = OFFICER, commits: bool = False, at: datetime = AT
) -> RegisterImport:
    sent = await laid_out(session, content, by=by, commits=commits)
    while stretch := await lock_stretch(session, sent.id, state=WAITING):
        await compare_stretch(session, stretch, at=at)
    return sent


async def taken_in(session: AsyncSession, sent: RegisterImport, *, on: date = ON, at: datetime = AT) -> None:
    while stretch := await lock_stretch(session, sent.id, state=COMPARED):
        await take_in_stretch(session, stretch, by=sent.by, on=on, at=at)


async def committed(session: AsyncSession, content: bytes, *, by: Principal = OFFICER) -> RegisterImport:
    sent = await previewed(session, content, by=by)
    await commit_import(session, sent, by=by, at=AT)
    await taken_in(session, sent)
    return sent


async def entries_of(session: AsyncSession, sent: RegisterImport) -> list[Entry]:
    """What is held of each household of the file."""
    stretches = [await get_stretch(session, id) for id, _ in await list_stretches(session, sent.id)]
    return [entry for stretch in stretches for entry in entries_in(stretch)]
