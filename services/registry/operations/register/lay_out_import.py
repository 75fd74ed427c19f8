"""Lay out a file that was received: what stands in it, household by household, in stretches that are compared one by one."""

import asyncio
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.preview import ImportState
from services.registry.store.import_stretch import WAITING, stretches_of
from services.registry.store.register_file import read_file
from services.registry.tables import ImportStretch, RegisterImport
from shared.database import EVERYWHERE
from shared.vault import unseal_bytes


async def lay_out_import(session: AsyncSession, received: RegisterImport, file: ImportStretch, *, on: date) -> None:
    """As much as takes the whole file; the rest is done stretch by stretch, by as many as there are (`compare_stretch`). The file
    is not kept any longer.

    The caller has locked the file. Raises the refusals of `shared.grid` and `rules.export` if it cannot be read.
    """
    within = received.region.removesuffix(EVERYWHERE)

    read = await asyncio.to_thread(read_file, unseal_bytes(file.content_sealed or b""), on=on, within=within)

    received.file_kind, received.notes, received.rows = read.kind, list(read.notes), read.rows
    received.state, received.reached, received.entries = ImportState.COMPARING, 0, len(read.entries)
    session.add(received)
    await session.delete(file)
    await session.flush()
    stretches = stretches_of(received, read.entries, state=WAITING, columns=read.columns)
    # The next is packed while the database takes one in.
    packing = asyncio.create_task(asyncio.to_thread(next, stretches, None))
    while stretch := await packing:
        packing = asyncio.create_task(asyncio.to_thread(next, stretches, None))
        session.add(stretch)
        await session.flush()
        session.expunge(stretch)
