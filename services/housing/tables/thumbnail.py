"""Small pictures of photos, made once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlmodel import Field

from services.housing.tables.row import Row
from shared.database import INSTANT


class Thumbnail(Row, table=True):
    """A photo, small and sealed, with nothing in it but the picture; its id is the paper's."""

    __tablename__ = "thumbnail"

    id: UUID = Field(primary_key=True, foreign_key="paper.id")
    content_sealed: bytes = Field(sa_type=LargeBinary)
    made_at: datetime = Field(sa_type=INSTANT)
