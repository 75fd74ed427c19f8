"""What is printed of a run of letters."""

from collections.abc import Sequence
from typing import Any

from services.notifier.rules.link import link_in
from services.notifier.rules.message import day
from services.notifier.rules.place import called
from services.notifier.schemas.letter import Recipient
from services.notifier.tables import PaperLetter, PrintRun
from shared import regions, settings
from shared.html import wall_clock
from shared.sheets import qr_code
from shared.vault import unseal

COUNTY_DIGITS = 6
NUMBER_SIGNS = 8


def sheets_of(run: PrintRun, letters: Sequence[PaperLetter]) -> dict[str, Any]:
    """As the template reads it."""
    return {
        "number": run.id.hex[-NUMBER_SIGNS:].upper(),
        "place": called(run.region),
        "taken": f"{wall_clock(run.taken_at)}　{run.taken_by}",
        "letters": [_sheet(letter) for letter in letters],
    }


def _sheet(letter: PaperLetter) -> dict[str, Any]:
    recipient = Recipient.model_validate_json(unseal(letter.sealed_recipient))
    link = link_in(letter.body, settings.current().base_url)
    return {
        "number": letter.id.hex[-NUMBER_SIGNS:].upper(),
        "head": regions.name_of(letter.region[:COUNTY_DIGITS]),
        "village": called(letter.region),
        "name": recipient.name,
        "address": recipient.address,
        "subject": letter.subject,
        "lines": letter.body.split("\n"),
        "day": day(letter.written_at),
        "link": link,
        "qr_code": qr_code(link) if link else "",
    }
