"""By what a public entry is found: every two signs that stand side by side in its words, whatever their width or case.

Chinese words have no blanks between them, so a text is known by its pairs. Households' entries are not found by words: theirs
are those of their programme and use, which the totals are known by.
"""

import re
import unicodedata
from dataclasses import dataclass

from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.rules.flow import HOUSEHOLD_KINDS
from shared.errors import Unprocessable

_PARTS = re.compile(r"[\w-]+")
_PUBLIC_NUMBER = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-?[0-9A-HJKMNP-TV-Z]{4}", re.IGNORECASE)
_OWN_NUMBER = re.compile(r"[A-Z]-\d{6}-\d{4}-\d{4,}", re.IGNORECASE)
WORDS_LIMIT = 6


class TooLittleToFind(Unprocessable):
    """查找的内容太短"""

    mend = "请至少输入两个字，或公示号、项目编号、区划代码"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for: words, each of which must stand in what is found; or a number that people read out."""

    words: tuple[str, ...]
    public_number: str = ""
    """Of an entry, `7K3M-90XQ`."""
    own_number: str = ""
    """Of a project, a line, an asset, a donation: `P-371311-2020-0007`."""

    @property
    def pairs(self) -> list[str]:
        return sorted({pair for word in self.words for pair in pairs_of(word)})


def read_question(text: str) -> Question:
    """Raises TooLittleToFind."""
    plain = _plain(text)
    words = tuple(dict.fromkeys(word for word in _PARTS.findall(plain) if len(word) > 1))[:WORDS_LIMIT]
    if not words:
        raise TooLittleToFind(pointer="/q")
    whole = plain.strip().upper()
    number = f"{whole[:4]}-{whole[-4:]}" if _PUBLIC_NUMBER.fullmatch(whole) else ""
    return Question(words, number, whole if _OWN_NUMBER.fullmatch(whole) else "")


def words_of(entry: PublicEntry) -> list[str] | None:
    """The pairs of its words; None for a household's."""
    if DisclosureKind(entry.kind) in HOUSEHOLD_KINDS:
        return None
    texts = (entry.subject, entry.reason, entry.clause, entry.programme, entry.source, entry.project, entry.line, entry.line_to)
    return sorted({pair for text in texts if text for part in _PARTS.findall(_plain(text)) for pair in pairs_of(part)})


def pairs_of(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)]


def stands_in(question: Question, *texts: str) -> bool:
    """Whether every word stands in one of these."""
    plain = [_plain(text) for text in texts]
    return all(any(word in text for text in plain) for word in question.words)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
