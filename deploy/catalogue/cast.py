"""Who and what the catalogue's examples speak of: always the same, so that they read as one story."""

from datetime import date, datetime
from uuid import UUID

VILLAGE, TOWN, COUNTY = "371311001001", "371311001", "371311"
HOSPITAL = "H37131100001"
TODAY = date(2020, 6, 1)
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def id_(number: int) -> UUID:
    return UUID(f"01726e2a-0000-7000-8000-{number:012d}")


def at_(clock: str, day: int = 1) -> datetime:
    return datetime.fromisoformat(f"2020-06-{day:02d}T{clock}+08:00")


PERSON, HOUSEHOLD, CASE, ADMISSION, SETTLEMENT, GRANT, SURVEY, ORDER = map(id_, range(1, 9))
STATEMENT = id_(42)
