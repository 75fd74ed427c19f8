"""Withdraw a file before it comes in: nothing of it happened, and what was held of people is deleted."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.preview import ImportState, NoPreview
from services.registry.store.register_import import delete_content, lock_import
from services.registry.tables import RegisterImport


async def withdraw_import(session: AsyncSession, previewed: RegisterImport) -> None:
    """Raises NoPreview for one that is being read, comes in, or came in."""
    previewed = await lock_import(session, previewed.id)
    if previewed.state is not ImportState.PREVIEWED:
        raise NoPreview(state=previewed.state.value)
    previewed.state, previewed.faults, previewed.advice = ImportState.WITHDRAWN, [], []
    session.add(previewed)
    await delete_content(session, [previewed.id])
    await session.flush()
