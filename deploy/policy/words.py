"""Check the files of notifier's messages: what is said, how it is signed, and when it leaves."""

from pathlib import Path

from services.notifier.rules.message_policy import MannersPolicy, missing_in
from services.notifier.rules.message_times_policy import TimesPolicy
from services.notifier.store.message_times import FOLDER as TIMES
from services.notifier.store.words import FOLDER, MANNERS, list_words, read_words
from shared.policy.document import read_document
from shared.policy.source import Source

WORDS = (FOLDER, MANNERS, TIMES)


def is_words(path: Path) -> bool:
    tree = Source(path.name, path.read_text("utf-8")).tree
    return isinstance(tree, dict) and bool(tree.keys() & {"messages", "signature", "priorities"})


def words_summary(path: Path) -> list[str]:
    """What was checked. Raises PolicyFileRefused with every complaint about it."""
    tree = Source(path.name, path.read_text("utf-8")).tree
    if "signature" in tree:
        manners = read_document(MannersPolicy, path)[0]
        return [f"OK：{manners.title}，落款 {manners.signature}，不说的词 {len(manners.banned.words)} 个"]
    if "priorities" in tree:
        times = read_document(TimesPolicy, path)[0]
        return [f"OK：{times.title}，写明缓急的消息 {len(times.priorities)} 条"]
    words = read_words(path.read_text("utf-8"), file=path.name)
    missing = list(missing_in(list_words()))
    return [f"OK：{words.title}，消息 {len(words.messages)} 种", *(f"  提示：{each}" for each in missing)]
