"""The JSON Schema of policy files, from the shapes that read them: editors complete and check by it while one writes."""

import json
from typing import Any

from pydantic import BaseModel

from services.registry.rules.judging import JudgingPolicy
from shared.policy.draft import PolicyDraft


def written_schema() -> str:
    """Of medical's files, as text, the same every time, to be kept beside them."""
    return _written(PolicyDraft)


def judging_schema() -> str:
    """Of registry's judging files."""
    return _written(JudgingPolicy)


def _written(shape: type[BaseModel]) -> str:
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **shape.model_json_schema(by_alias=True),
    }
    return json.dumps(_in_chinese(schema), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _in_chinese(node: Any) -> Any:
    """Without the titles and descriptions that the code has for its readers: a file's author reads Chinese."""
    if isinstance(node, list):
        return [_in_chinese(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _in_chinese(value)
        for key, value in node.items()
        if key not in ("title", "description") or not isinstance(value, str) or any(letter >= "\u4e00" for letter in value)
    }
