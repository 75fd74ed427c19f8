"""Letters on paper: here a message only takes its place among those that wait to be printed (`operations/letter`)."""

from services.notifier.channels import Letter
from services.notifier.rules.delivery import Outcome
from services.notifier.schemas.post import LetterContact


class PrintQueue:
    """Whoever sends writes the letter down in the same transaction, so that it is neither lost nor printed twice."""

    async def send(self, letter: Letter, to: LetterContact) -> Outcome:
        return Outcome(is_on_paper=True)
