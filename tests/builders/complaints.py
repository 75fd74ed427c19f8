"""What people say to 12317 in tests, and the desk that hears it."""

from datetime import date
from io import BytesIO
from typing import Any

from PIL import Image
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.complaint import MOVES, About, Act, Channel, ComplaintState, Verdict
from services.notifier.store.complaint import receipt
from services.notifier.tables import Complaint
from shared.ids import uuid7
from shared.receipts import hash_key, hash_receipt
from shared.security import Principal, Role
from tests.builders.notifier import COUNTY, MONDAY, VILLAGE

DESK = Principal("受理员老钱", Role.COMPLAINTS, COUNTY)
"""Who hears 12317 for the county."""
SAID = "村里的修路款去年就拨下来了，路到现在一寸也没有修"


def a_complaint(**other: Any) -> dict[str, Any]:
    """As it is sent, by somebody who gives a name."""
    return {"region": VILLAGE, "said": SAID, "name": "赵大山", "contact": "13900000000"} | other


def a_row(state: ComplaintState, **other: Any) -> Complaint:
    """A complaint that is this far."""
    id = uuid7()
    is_answered = state in {ComplaintState.ANSWERED, ComplaintState.CLOSED}
    told: dict[str, Any] = {
        "region": VILLAGE,
        "channel": Channel.TELEPHONE,
        "is_anonymous": True,
        "about": About.NOTHING,
        "receipt_hash": hash_receipt(receipt(id)),
        "sent_hash": hash_key(id),
        "said_hash": id.hex,
        "received_at": MONDAY,
        "accept_by": date(2020, 6, 16),
        "matter": "" if state is ComplaintState.RECEIVED else "money",
        "finish_by": None if state is ComplaintState.RECEIVED else date(2020, 7, 31),
        "answered_at": MONDAY if is_answered else None,
        "verdict": Verdict.UNTRUE if is_answered else None,
    }
    return Complaint(id=id, state=state, **(told | other))


async def kept(session: AsyncSession, state: ComplaintState, **other: Any) -> Complaint:
    """The same, stored."""
    complaint = a_row(state, **other)
    session.add(complaint)
    await session.flush()
    return complaint


def refused_in(act: Act) -> list[ComplaintState]:
    """The states in which this act is refused."""
    return [state for state in ComplaintState if state not in MOVES[act]]


PLACE = b"35.0512N 118.3476E"


def a_photo(colour: int = 1, *, side: int = 48) -> bytes:
    """Of a telephone, which wrote into it where it was taken."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0110] = PLACE.decode(), "a telephone"
    made = BytesIO()
    Image.new("RGB", (side, side), (colour * 37 % 256, colour * 91 % 256, 120)).save(made, "JPEG", exif=exif)
    return made.getvalue()


def a_pdf(number: int = 1) -> bytes:
    return b"%%PDF-1.4\n%d\n%%%%EOF" % number
