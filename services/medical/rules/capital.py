"""Amounts in the capital numerals of Chinese forms (大写金额), which nobody can alter with a stroke of the pen."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def in_capitals(amount_fen: int) -> str:
    """123456 -> 人民币壹仟贰佰叁拾肆元伍角陆分. After 《支付结算办法》(银发〔1997〕393号) annex 1: 整 follows yuan and jiao."""
    sign = "负" if amount_fen < 0 else ""
    whole, fen = divmod(abs(amount_fen), 100)
    jiao, fen = divmod(fen, 10)
    spoken = f"{_whole(whole)}元" if whole else ""
    if not jiao and not fen:
        return f"人民币{sign}{spoken or '零元'}整"
    if jiao:
        spoken += f"{_DIGITS[jiao]}角"
    elif whole:
        spoken += "零"
    return f"人民币{sign}{spoken}{f'{_DIGITS[fen]}分' if fen else '整'}"


def _whole(number: int) -> str:
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    spoken, is_gap = "", False
    for at in reversed(range(len(groups))):
        group = groups[at]
        if not group:
            is_gap = bool(spoken)
            continue
        if spoken and (is_gap or group < 1000):
            spoken += "零"
        spoken, is_gap = spoken + _four(group) + _GROUPS[at], False
    return spoken


def _four(group: int) -> str:
    """A number from 1 to 9999: 1050 -> 壹仟零伍拾."""
    spoken, is_gap = "", False
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if not digit:
            is_gap = bool(spoken)
            continue
        spoken += ("零" if is_gap else "") + _DIGITS[digit] + _PLACES[place]
        is_gap = False
    return spoken
