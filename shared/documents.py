"""The OpenAPI document as people read it: in Chinese, without the docstrings that are meant for whoever reads the code."""

from typing import Any

from fastapi import FastAPI


def speak_chinese(app: FastAPI) -> None:
    """From now on the application's document says nothing in English that a person has to read."""
    write = app.openapi

    def openapi() -> dict[str, Any]:
        if not app.openapi_schema:
            _speak(write())
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


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
