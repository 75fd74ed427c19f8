"""Commit a preview: exactly what was shown comes in, or it is refused and the households are named."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.preview import (
    NAMED,
    ImportState,
    NoPreview,
    NothingToTakeIn,
    PreviewExpired,
    RegisterChangedSince,
    is_expired,
)
from services.registry.store.import_stretch import get_basis, list_bases
from services.registry.store.register_import import lock_import
from services.registry.store.register_state import read_register
from services.registry.tables import RegisterImport
from shared.security import Principal


async def commit_import(session: AsyncSession, previewed: RegisterImport, *, by: Principal, at: datetime) -> None:
    """It comes in stretch by stretch from here on (`take_in_stretch`), in the name of whoever committed it.

    Raises NoPreview, PreviewExpired, NothingToTakeIn or RegisterChangedSince.
    """
    previewed = await lock_import(session, previewed.id)
    stretches = await list_bases(session, previewed.id)

    if previewed.state is not ImportState.PREVIEWED:
        raise NoPreview(state=previewed.state.value)
    if is_expired(previewed.previewed_at, at=at):
        raise PreviewExpired(previewed_at=previewed.previewed_at)
    if not previewed.created + previewed.updated:
        raise NothingToTakeIn
    changed = list[str]()
    for stretch_id in stretches:
        basis = await get_basis(session, stretch_id)
        register = await read_register(
            session, [code for code, _, _ in basis], [each for _, _, identities in basis for each in identities]
        )
        changed += [code for code, rested_on, identities in basis if register.basis(code, identities) != rested_on]
    if changed:
        raise RegisterChangedSince(households=changed[:NAMED], households_total=len(changed))

    previewed.state, previewed.reached = ImportState.COMMITTING, 0
    previewed.by, previewed.role, previewed.org = by.subject, by.role.value, by.org
    session.add(previewed)
    await session.flush()
