"""Amounts as they are written on Chinese bills, where no digit can be added: 人民币大写."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def in_capitals(amount_fen: int) -> str:
    """`640902` -> `人民币陆仟肆佰零玖元零贰分`.

    The rules of 支付结算办法 (银发〔1997〕393号), annex 1 "正确填写票据和结算凭证的基本规定": zeros between digits are said once,
    zeros at the end of a group are not said; after yuan or jiao comes 整, after fen nothing; fen without jiao begin with 零.
    """
    sign, magnitude = ("负", -amount_fen) if amount_fen < 0 else ("", amount_fen)
    whole, jiao, fen = magnitude // 100, magnitude // 10 % 10, magnitude % 10
    if not magnitude:
        return "人民币零元整"
    said = f"人民币{sign}{_whole(whole)}元" if whole else f"人民币{sign}"
    if not jiao and not fen:
        return f"{said}整"
    gap = "零" if whole and not jiao else ""
    return said + gap + (f"{_DIGITS[jiao]}角" if jiao else "") + (f"{_DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    """A whole number from 1 up, group of four digits by group: 亿 and 万亿 above 万."""
    said, is_gap = "", False
    for at in reversed(range(len(_GROUPS))):
        group = number // 10000**at % 10000
        if group:
            # A zero is said where a group is missing in between, or begins with zeros of its own.
            said += "零" if said and (is_gap or group < 1000) else ""
            said += _group(group) + ("万" if at == 3 and number // 10000**2 % 10000 else _GROUPS[at])
        is_gap = bool(said) and not group
    return said


def _group(number: int) -> str:
    said, is_gap = "", False
    for at in reversed(range(len(_PLACES))):
        digit = number // 10**at % 10
        if digit:
            said += ("零" if is_gap and said else "") + _DIGITS[digit] + _PLACES[at]
            is_gap = False
        else:
            is_gap = True
    return said
