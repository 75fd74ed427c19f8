"""Amounts in the capital numerals of Chinese forms (大写金额), which nobody can alter with a stroke of the pen."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")


def in_capitals(amount_fen: int) -> str:
    """123456 -> 人民币壹仟贰佰叁拾肆元伍角陆分. After 《支付结算办法》（银发〔1997〕393号）annex 1: 整 follows yuan and jiao."""
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
    for unit, sign in ((10**8, "亿"), (10**4, "万")):
        if number >= unit:
            high, low = divmod(number, unit)
            gap = "零" if 0 < low < unit // 10 else ""
            return _whole(high) + sign + gap + (_whole(low) if low else "")
    return _four(number)


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
