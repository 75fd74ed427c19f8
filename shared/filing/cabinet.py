"""Files of photos and papers: each once, sealed, handed out with a trace, withdrawn, never removed (what may come in: `papers`).

A service makes its own tables of these rows and says what a file is of: the columns that all papers of one file share.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Enum, Integer, LargeBinary, Text
from sqlmodel import Field, SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import rows
from shared.database import INSTANT
from shared.filing.forms import DescribePaper
from shared.ids import uuid7
from shared.papers import AlreadyFiled, AlreadyWithdrawn, MediaType, TooManyPapers, as_kept, media_type_of
from shared.security import Principal
from shared.vault import seal_bytes, unseal_bytes


class PaperRow(SQLModel):
    """A photo or paper. `sha256` is of what was sent: the same again is noticed."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    title: str = Field(sa_type=Text)
    media_type: MediaType = Field(
        sa_type=Enum(MediaType, native_enum=False, length=32, values_callable=lambda each: [one.value for one in each])
    )
    size_bytes: int = Field(sa_type=Integer)
    sha256: str = Field(max_length=64)
    taken_on: date | None = None
    has_particulars: bool = False
    filed_by: str = Field(sa_type=Text)
    filed_at: datetime = Field(sa_type=INSTANT)
    withdrawn_by: str | None = Field(default=None, sa_type=Text)
    withdrawn_at: datetime | None = Field(default=None, sa_type=INSTANT)
    withdrawn_why: str | None = Field(default=None, sa_type=Text)


class PaperContentRow(SQLModel):
    """What the paper of this id says; apart, so that a list does not carry it."""

    id: UUID
    content_sealed: bytes = Field(sa_type=LargeBinary)


class PaperReadRow(SQLModel):
    """Who looked at a paper, and when."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    paper_id: UUID
    region: str = Field(max_length=12)
    read_by: str = Field(sa_type=Text)
    role: str = Field(max_length=32)
    read_at: datetime = Field(sa_type=INSTANT)


Paper = TypeVar("Paper", bound=PaperRow)
Content = TypeVar("Content", bound=PaperContentRow)
Read = TypeVar("Read", bound=PaperReadRow)
File = Mapping[str, Any]
"""What a file is of: `{"household_id": …}`."""


class Cabinet(Generic[Paper, Content, Read]):
    """The files of one service, each of at most `limit` papers that stand; sealed with the platform's key unless it says how."""

    def __init__(
        self,
        paper: type[Paper],
        content: type[Content],
        read: type[Read],
        *,
        limit: int,
        seal: Callable[[bytes], bytes] = seal_bytes,
        unseal: Callable[[bytes], bytes] = unseal_bytes,
    ) -> None:
        self.paper, self.content, self.read, self.limit = paper, content, read, limit
        self.seal, self.unseal = seal, unseal

    def standing_in(self, file: File) -> list[Any]:
        """Of a query: the papers of a file that are not withdrawn."""
        return [*self._of(file), col(self.paper.withdrawn_at).is_(None)]

    def _of(self, file: File) -> list[Any]:
        return [getattr(self.paper, column) == value for column, value in file.items()]

    async def put_in(
        self,
        session: AsyncSession,
        form: DescribePaper,
        content: bytes,
        file: File,
        *,
        region: str,
        by: Principal | None,
        at: datetime,
        **own: Any,
    ) -> Paper:
        """Whose file it is has been locked. `by`: None for anyone, without an account. `own`: what the service's own table says
        besides.

        Raises EmptyPaper, PaperTooLarge, NeitherPhotoNorPaper, BrokenPhoto, PhotoTooLarge, AlreadyFiled, TooManyPapers.
        """
        digest, media_type = sha256(content).hexdigest(), media_type_of(content)
        kept = await asyncio.to_thread(as_kept, content, media_type, keeps_particulars=form.keeps_particulars)
        if same := await self.find_same(session, file, digest):
            raise AlreadyFiled(pointer="/file", paper_id=str(same.id))
        count = select(func.count()).select_from(self.paper).where(*self.standing_in(file))
        if (await session.exec(count)).one() >= self.limit:
            raise TooManyPapers(limit=self.limit)

        paper = self.paper(
            **file,
            **own,
            region=region,
            title=form.title,
            media_type=media_type,
            size_bytes=len(kept),
            sha256=digest,
            taken_on=form.taken_on,
            has_particulars=kept == content and form.keeps_particulars,
            filed_by=by.subject if by else "",
            filed_at=at,
        )
        # One after the other: whether the content may be written is asked of the paper that is there.
        await rows.insert(session, paper)
        sealed = await asyncio.to_thread(self.seal, kept)
        session.add(self.content(id=paper.id, content_sealed=sealed))
        await session.flush()
        return paper

    async def get_content(self, session: AsyncSession, paper: Paper) -> bytes:
        content = await session.get_one(self.content, paper.id)
        return await asyncio.to_thread(self.unseal, content.content_sealed)

    async def hand_out(self, session: AsyncSession, paper: Paper, *, by: Principal, at: datetime) -> bytes:
        """What a paper says, with a trace of who looked."""
        content = await self.get_content(session, paper)
        trace = self.read(paper_id=paper.id, region=paper.region, read_by=by.subject, role=by.role, read_at=at)
        await rows.insert(session, trace)
        return content

    async def withdraw(self, session: AsyncSession, paper: Paper, *, why: str, by: Principal, at: datetime) -> None:
        """It stays in the file and says why. Raises AlreadyWithdrawn."""
        if paper.withdrawn_at:
            raise AlreadyWithdrawn(paper_id=str(paper.id))
        paper.withdrawn_by, paper.withdrawn_at, paper.withdrawn_why = by.subject, at, why
        session.add(paper)
        await session.flush()

    async def find_same(self, session: AsyncSession, file: File, digest: str) -> Paper | None:
        return (await session.exec(select(self.paper).where(self.paper.sha256 == digest, *self.standing_in(file)))).one_or_none()

    async def list_papers(self, session: AsyncSession, file: File, *, after: UUID | None, limit: int) -> list[Paper]:
        """The earliest filed first, withdrawn ones too; one more than `limit`."""
        query = select(self.paper).where(*self._of(file)).order_by(col(self.paper.id)).limit(limit + 1)
        if after:
            query = query.where(col(self.paper.id) > after)
        return list(await session.exec(query))

    async def list_reads(self, session: AsyncSession, paper_id: UUID, *, after: UUID | None, limit: int) -> list[Read]:
        """The earliest first; one more than `limit`."""
        query = select(self.read).where(self.read.paper_id == paper_id).order_by(col(self.read.id)).limit(limit + 1)
        if after:
            query = query.where(col(self.read.id) > after)
        return list(await session.exec(query))
