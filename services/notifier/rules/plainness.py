"""Whether words can be understood by an old farmer who has them read out: short sentences, and none of an office's words."""

import re
from collections.abc import Sequence

_ENDS = re.compile(r"[。！？；：\n]")
_PAUSES = re.compile(r"[，、。！？；：\n]")


def hard_words(text: str, banned: Sequence[str]) -> list[str]:
    """The office's words in it, and anything a household cannot read: a code or a word in Latin letters."""
    return [word for word in banned if word in text] + re.findall(r"[A-Za-z][A-Za-z_-]+", text)


def long_sentences(text: str, *, sentence: int, breath: int) -> list[str]:
    """Sentences of more than `sentence` characters, and pieces between two pauses of more than `breath`."""
    found = [said for said in map(str.strip, _ENDS.split(text)) if len(said) > sentence]
    return found + [said for said in map(str.strip, _PAUSES.split(text)) if len(said) > breath and said not in found]
