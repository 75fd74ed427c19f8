"""What is wrong with an input, said in Chinese: pydantic's complaints as pointer, code and sentence."""

from collections.abc import Sequence
from typing import Any, get_args

from pydantic_core.core_schema import ErrorType

from shared.patterns import meaning

_PYDANTICS = frozenset(get_args(ErrorType))

# Pydantic's error types -> what the clerk reads. `{…}` are pydantic's own context values.
_SENTENCES = {
    "missing": "必填，但没有提供",
    "extra_forbidden": "没有这个字段，请核对字段名",
    "string_type": "应为文本",
    "string_unicode": "含有无法识别的字符，应为 UTF-8 文本",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "至多 {max_length} 个字符",
    "string_pattern_mismatch": "格式不符，应符合 {pattern}",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_parsing_size": "数字过大",
    "int_from_float": "应为整数，不能有小数",
    "float_type": "应为数字",
    "decimal_type": "应为数字",
    "decimal_parsing": "应为数字",
    "decimal_max_places": "小数至多 {decimal_places} 位",
    "decimal_max_digits": "数字至多 {max_digits} 位",
    "decimal_whole_digits": "整数部分至多 {whole_digits} 位",
    "finite_number": "应为有限的数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不得小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "不得大于 {le}",
    "enum": "应为以下之一：{expected}",
    "literal_error": "应为以下之一：{expected}",
    "date_type": "应为日期，例如 2020-06-01",
    "date_parsing": "应为日期，例如 2020-06-01",
    "date_from_datetime_parsing": "应为日期，例如 2020-06-01",
    "date_from_datetime_inexact": "应为日期，不带时刻，例如 2020-06-01",
    "datetime_type": "应为带时区的时间，例如 2020-06-01T09:00:00+08:00",
    "datetime_parsing": "应为带时区的时间，例如 2020-06-01T09:00:00+08:00",
    "datetime_from_date_parsing": "应为带时区的时间，例如 2020-06-01T09:00:00+08:00",
    "timezone_aware": "时间须带时区，例如 2020-06-01T09:00:00+08:00",
    "uuid_type": "应为 UUID",
    "uuid_parsing": "应为 UUID",
    "uuid_version": "应为 UUID",
    "list_type": "应为列表",
    "too_short": "至少 {min_length} 项",
    "too_long": "至多 {max_length} 项",
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "union_tag_not_found": "没有写明 {discriminator}",
    "union_tag_invalid": "{discriminator} 应为以下之一：{expected_tags}",
    "json_invalid": "不是合法的 JSON",
    "url_parsing": "应为网址",
    "url_scheme": "网址应以 {expected_schemes} 开头",
}


def in_chinese(errors: Sequence[Any], *, prefix: str = "") -> list[dict[str, str]]:
    """Pydantic's complaints as pointer, code and Chinese sentence. The input itself is never repeated: it may be personal."""
    told = []
    for error in errors:
        kind, context = error["type"], error.get("ctx") or {}
        if kind in ("value_error", "assertion_error"):
            detail = str(context.get("error") or error["msg"])
        elif kind == "string_pattern_mismatch" and (told_of_it := meaning(context.get("pattern", ""))):
            detail = f"格式不符，{told_of_it}"
        elif kind in _SENTENCES:
            detail = _SENTENCES[kind].format_map(_Lenient(context | {"expected": _listed(context.get("expected", ""))}))
        elif kind not in _PYDANTICS:
            # One of our own types; its sentence is Chinese and repeats nothing of the input.
            detail = error["msg"]
        else:
            # A kind of pydantic's that no form of ours knew when the sentences were written; it would speak English here.
            detail = "内容不符合要求，请对照接口文档中该字段的说明"
        told.append({"pointer": prefix + _pointer(error["loc"]), "code": kind.replace("_", "-"), "detail": detail})
    return told


def _listed(expected: object) -> str:
    """`'1', '2' or '3'` -> `1、2、3`."""
    return "、".join(each.strip("'") for each in str(expected).replace("' or '", "', '").split(", "))


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


def _pointer(loc: Sequence[int | str]) -> str:
    # A body's fields are pointed at from its root; a parameter says where it is; of a wrong key the key itself is meant.
    parts = [part for part in (loc[1:] if loc and loc[0] == "body" else loc) if part != "[key]"]
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
