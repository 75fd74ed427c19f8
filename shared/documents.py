"""The OpenAPI document as people read it: in Chinese, without the docstrings that are meant for whoever reads the code."""

from collections.abc import Callable
from functools import cache
from typing import Any


def spoken(write: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """A writer of the same document, once, that says nothing in English that a person has to read."""

    @cache
    def write_in_chinese() -> dict[str, Any]:
        document = write()
        _speak(document)
        return document

    return write_in_chinese


def _speak(node: Any) -> None:
    """Takes out what a library or a docstring says in English; what merely shows a form (`yyyy-MM-dd`) stays."""
    if isinstance(node, list):
        for each in node:
            _speak(each)
    elif isinstance(node, dict):
        told = node.get("description")
        if told == "Successful Response":
            node["description"] = "成功"
        elif isinstance(told, str) and " " in told and not _is_chinese(told) and {"type", "enum", "summary"} & node.keys():
            del node["description"]
        for key, each in node.items():
            if key not in ("example", "examples", "default"):
                _speak(each)


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
