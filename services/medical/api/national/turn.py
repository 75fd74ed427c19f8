"""One transaction being carried out: who, when, in which place's way; what it has made, for the record."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.api.national.message import Message
from services.medical.rules.admission import must_be_own
from services.medical.rules.national.book import Book
from services.medical.rules.national.number import id_of, psn_no_of
from services.medical.rules.national.person import must_be_of
from services.medical.rules.national.profile import Profile
from services.medical.store import admissions
from services.medical.tables import Admission
from shared.faults import in_chinese
from shared.problems import InvalidInput
from shared.security import Principal

Form = TypeVar("Form", bound=BaseModel)


@dataclass
class Turn:
    """`nodes` is the input in its national form."""

    session: AsyncSession
    by: Principal
    message: Message
    profile: Profile
    book: Book
    today: date
    nodes: dict[str, Any] = field(default_factory=dict)
    psn_no: str | None = None
    made_id: UUID | None = None
    undone_id: UUID | None = None
    warning: str = ""

    def form(self, kind: type[Form], node: str = "data") -> Form:
        """A node read. Raises InvalidInput, which points into the message."""
        return self._read(kind, self.nodes[node], f"/input/{node}")

    def forms(self, kind: type[Form], node: str) -> list[Form]:
        """A node's rows read. Raises InvalidInput."""
        return [self._read(kind, row, f"/input/{node}/{at}") for at, row in enumerate(self.nodes[node])]

    def _read(self, kind: type[Form], told: Any, prefix: str) -> Form:
        try:
            read = kind.model_validate(told)
        except ValidationError as wrong:
            errors = in_chinese(wrong.errors(), prefix=prefix)
            raise InvalidInput(
                pointer=errors[0]["pointer"], detail=f"{errors[0]['pointer']} {errors[0]['detail']}", errors=errors[:50]
            ) from None
        self.psn_no = getattr(read, "psn_no", None) or self.psn_no
        return read

    def must_know(self, field: str, code: str | None, *, node: str = "data") -> None:
        """A code that is given is in its list. Raises CodeUnknown."""
        if code is not None:
            self.book.must_know(field, code, pointer=f"/input/{node}/{field}")

    async def stay(self, mdtrt_id: str, psn_no: str, *, lock: bool = False) -> Admission:
        """The hospital's own stay, and of this person. Raises NumberUnknown, NoSuchAdmission, OtherPerson."""
        admission_id = id_of(mdtrt_id, pointer="/input/mdtrt_id")
        find = admissions.lock_admission if lock else admissions.get_admission
        stay = await find(self.session, admission_id)
        must_be_own(stay.hospital, self.by.org)
        must_be_of(psn_no, psn_no_of(stay.identity_hash))
        return stay
