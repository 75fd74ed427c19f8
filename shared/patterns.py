"""What a pattern of a field means, in words for whoever filled it in: nobody mends a date by reading a regular expression."""

import re

_WORDS = {
    r"-?\d{1,13}\.\d{2}": "金额，元，两位小数，例如 1200.00",
    r"\d{1,13}(\.\d{1,2})?": "金额，元，至多两位小数，例如 1200.50",
    r"-?\d{1,13}(\.\d{1,2})?": "金额，元，至多两位小数，可为负数，例如 1200.50",
    r"\d{1,6}(\.\d{1,2})?": "数字，至多两位小数，例如 3.5",
    r"\d{1,9}(\.\d{1,2})?": "数字，至多两位小数，例如 3200.50",
    r"\d{1,4}(\.\d{1,3})?": "数字，至多三位小数，例如 12.5",
    r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?": "区划代码，2、4、6、9 或 12 位数字，例如 371311001001",
    r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}": "区划代码，2、4、6、9 或 12 位数字，例如 371311001",
    r"[0-9]{2,12}": "区划代码，2 至 12 位数字，例如 371311",
    r"\d{2,12}": "区划代码，2 至 12 位数字，例如 371311",
    r"\d{12}": "12 位数字，例如村（社区）代码 371311001001",
    r"\d{9}": "9 位数字，镇街代码，例如 371311001",
    r"\d{6}": "6 位数字，县区代码，例如 371311",
    r"[0-9]{6}": "6 位数字，县区代码，例如 371311",
    r"\d{6}|\d{9}": "县区或镇街代码，6 或 9 位数字，例如 371311001",
    r"\d{6}(\d{3}(\d{3})?)?": "县区、镇街或村代码，6、9 或 12 位数字，例如 371311001",
    r"\d{6}(\d{3}){0,2}": "县区、镇街或村代码，6、9 或 12 位数字，例如 371311001",
    r"1[3-9]\d{9}": "11 位手机号码，例如 13900000000",
    r"1\d{10}": "11 位手机号码，例如 13900000000",
    r"\d{11}": "11 位手机号码，例如 13900000000",
    r"\+?\d[\d-]{5,19}": "电话号码，数字和连字符，例如 0539-8000000",
    r"[0-9][0-9-]{4,19}": "电话号码，数字和连字符，例如 0539-8000000",
    r"[^@\s<>,;\"]{1,64}@[A-Za-z0-9.-]{1,190}": "电子邮箱，例如 wang@luozhuang.example.gov.cn",
    r"20\d{2}-(0[1-9]|1[0-2])": "年月，例如 2020-06",
    r"20\d\d-(0[1-9]|1[0-2])": "年月，例如 2020-06",
    r"20[0-9]{2}-(0[1-9]|1[0-2])": "年月，例如 2020-06",
    r"20\d{2}(-(0[1-9]|1[0-2]))?": "年份或年月，例如 2020 或 2020-06",
    r"20[0-9]{2}": "年份，例如 2020",
    r"20\d{2}": "年份，例如 2020",
    r"(19|20)\d\d": "年份，例如 2020",
    r"20[0-9]{2}|all": "年份，例如 2020；全部年份为 all",
    r"[dw][0-9]{1,3}": "天数或周数，例如 d30、w4",
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z2-7]{26}": "平台编号：UUID，或 26 位大写字母和数字的短编号",
    r"[0-9a-f]{64}": "SHA-256 摘要，64 位小写十六进制",
    r"[0-9a-f]{0,64}": "SHA-256 摘要，小写十六进制，至多 64 位",
    r"F-\d{6,9}-\d{4}-\d{4,6}": "基金编号，例如 F-371311-2020-0001",
    r"B-\d{6}-\d{4}-\d{4,6}": "指标编号，例如 B-371311-2020-0001",
    r"D-\d{6,9}-\d{4}-\d{4,6}": "捐赠编号，例如 D-371311-2020-0001",
    r"[A-Z]\d{9}": "出生医学证明编号，一个大写字母加 9 位数字",
    r"0[1-9]|1[0-4]": "收费类别代码，01 至 14",
    r"\d{4,20}": "4 至 20 位数字",
    r"\d{8,30}": "银行账号，8 至 30 位数字",
    r"\d{8,12}": "8 至 12 位数字",
    r"\d{8,20}": "8 至 20 位数字",
    r"\d{0,6}": "至多 6 位数字",
    r"\d{0,12}": "至多 12 位数字",
    r"\d*": "数字",
    r"1": "1",
    r"[^\x00-\x1f]*": "不含换行等控制字符的文字",
    r"[^\x00-\x1f\x7f]+": "不含换行等控制字符的文字",
    r"[!-~]+": "英文字母、数字和符号，不含空格",
}

_SIGNS = {
    "a-z": "小写字母",
    "A-Z": "大写字母",
    "0-9": "数字",
    "-": "连字符",
    "\\-": "连字符",
    "_": "下划线",
    ".": "点",
    "+": "加号",
    "*": "星号",
}
_SIGN = re.compile(r"a-z|A-Z|0-9|\\-|[-_.+*]")
_CLASS = re.compile(r"\[([^\[\]^]+)\](?:\{(\d+),(\d+)\}|([+*]))?")
_LISTED = re.compile(r"[\w-]+(?:\|[\w-]+)+")
_UNPRINTED = re.compile(r"\[\^\\x00-\\x1f(?:\\x7f)?\]\{(\d+),(\d+)\}")
_OPTIONAL = re.compile(r"\((?P<inner>.*)\)\?")


def meaning(pattern: str) -> str | None:
    """`应为…` for a pattern of a schema; None for one of which nobody knows what it means."""
    body = pattern.removeprefix("^").removesuffix("$")
    optional = _OPTIONAL.fullmatch(body)
    if optional and _is_whole(optional["inner"]):
        told = _told(optional["inner"])
        return told and f"{_should_be(told)}；也可以不填"
    told = _told(body)
    return told and _should_be(told)


def _should_be(told: str) -> str:
    return f"应为 {told}" if told[0].isascii() else f"应为{told}"


def _is_whole(inner: str) -> bool:
    """Whether the brackets around it belong together: not so in `a)?(b`."""
    depth = 0
    for sign in inner:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


def _told(body: str) -> str | None:
    inner = body[1:-1] if body[:1] == "(" and body[-1:] == ")" and _is_whole(body[1:-1]) else body
    if words := _WORDS.get(body) or _WORDS.get(inner):
        return words
    if _LISTED.fullmatch(inner):
        return "以下之一：" + "、".join(inner.split("|"))
    if unprinted := _UNPRINTED.fullmatch(body):
        return f"{unprinted[1]} 至 {unprinted[2]} 个字，不含换行等控制字符"
    return _code(body)


def _code(body: str) -> str | None:
    """Of letters, digits and signs: which, how many, and with what it begins and ends."""
    parts = list(_CLASS.finditer(body))
    if not parts or "".join(part[0] for part in parts) != body or not all(_is_plain(part[1]) for part in parts):
        return None
    signs = list(dict.fromkeys(sign for part in parts for sign in _SIGN.findall(part[1])))
    told = "、".join(_SIGNS[sign] for sign in signs)
    least = sum(_length(part)[0] for part in parts)
    most = [_length(part)[1] for part in parts]
    if None not in most:
        told += f"，{least} 至 {sum(filter(None, most))} 个字符" if least else f"，至多 {sum(filter(None, most))} 个字符"
    first = parts[0]
    if len(parts) > 1 and _length(first) == (1, 1):
        told += f"，以{'或'.join(_SIGNS[sign] for sign in _SIGN.findall(first[1]))}开头"
    return told


def _is_plain(signs: str) -> bool:
    return "".join(_SIGN.findall(signs)) == signs


def _length(part: re.Match[str]) -> tuple[int, int | None]:
    if part[2]:
        return int(part[2]), int(part[3])
    return {None: (1, 1), "+": (1, None), "*": (0, None)}[part[4]]
