"""What a draft would change, for a terminal."""

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from deploy.whatif.compare import Comparison, Group, Side, Sum
from deploy.whatif.masking import LEAST
from deploy.whatif.scope import place_name
from shared.money import yuan_grouped

_HIDDEN = "＊"
NOTHING = "没有可以试算的结算。改法：写上有结算的年度；没有计入的结算见下列说明。"


def sheet(told: Comparison) -> str:
    compared = [*_sums(told), *_groups(told), *_decisions(told), *_worst(told)] if told.bills else ["", NOTHING, ""]
    return "\n".join([*_head(told), *compared, *remarks(told)])


def remarks(told: Comparison) -> list[str]:
    """What was left out, and what does not come out as it was recorded; for the page too."""
    recorded, place, verified = told.recorded, told.concerned, told.verified
    lines = [
        f"全年有效结算 {len(recorded)} 人次（中途结算的住院按一次计，共 {recorded.in_portions} 次）；"
        f"已冲正 {recorded.reversed_count} 笔，未计入。"
    ]
    if place.elsewhere or place.ruled_narrower:
        lines.append(f"不属草案地区的 {place.elsewhere} 人次；由县区自己的政策文件规定的 {place.ruled_narrower} 人次：均未计入。")
    old = int(recorded.is_told_only.sum())
    if old:
        lines.append(f"较早的结算 {old} 人次没有留存事实，按结算说明还原：其中不含目录类别、项目、病种和就医情形。")
    if recorded.unreadable:
        lines.append(f"{len(recorded.unreadable)} 笔结算留存的内容不足以重算，未计入：{'、'.join(recorded.unreadable[:5])}。")
    lines += [f"草案不能计算的 {count} 人次，未计入：{title}。" for title, count in told.refused.items() if count]
    if verified.differing:
        lines.append(f"【核对】按当时的政策重算 {verified.checked} 人次，其中 {verified.differing} 人次与记录不符，请先查明：")
        lines += [
            f"　　结算 {one.settlement}（{one.policy}）{one.what}：记录 {yuan_grouped(one.recorded_fen)} 元，"
            f"重算 {yuan_grouped(one.now_fen)} 元"
            for one in verified.findings
        ]
    elif verified.checked:
        lines.append(f"【核对】按当时的政策重算 {verified.checked} 人次，全部与记录相符。")
    lines += [f"【核对】{name} 已不在政策文件夹中，{count} 人次没有核对。" for name, count in verified.unknown.items()]
    if told.year_end:
        paid = "，".join(f"{title} {yuan_grouped(fen)} 元" for title, fen in told.year_end)
        lines.append(f"草案的年终项目另支付：{paid}（不含在上列合计中：记录的一年没有年终结算可比）。")
    lines.append(f"{_HIDDEN} 为不足 {LEAST} 人次，或者由此可以推知的数，不显示。同一人属于几类的，在各类中分别计数。")
    return lines


def _head(told: Comparison) -> Iterator[str]:
    places = "、".join(f"{place_name(code)} {shown(count)} 人次" for code, count in told.concerned.by_county.items())
    yield f"政策试算：{told.draft.title}（{told.draft.name}，版本 {told.draft.version}）"
    yield f"以 {told.year} 年的实际结算为样本，假定草案全年有效。{shown(told.bills)} 人次，{shown(told.people)} 人，"
    yield f"医疗费总额 {yuan_grouped(told.total_fen)} 元。涉及：{places or '没有结算'}。"


def _sums(told: Comparison) -> Iterator[str]:
    for title, rows in (("各支付方（元）", [*told.payers, told.patient]), ("各保障项目（元）", told.layers)):
        yield ""
        yield from _table([title, "实际", "草案", "增减"], [_row(row) for row in rows])


def _row(row: Sum) -> list[str]:
    return [row.title, yuan_grouped(row.before_fen), yuan_grouped(row.after_fen), signed(row.difference_fen)]


def _groups(told: Comparison) -> Iterator[str]:
    for title, groups in (("人员类别", told.by_class), ("医疗机构等级", told.by_level)):
        yield ""
        heads = [title, "人次", "不变", "减轻人次", "减轻合计", "减轻中位", "加重人次", "加重合计", "加重中位"]
        yield from _table(heads, [group_row(group) for group in groups])


def group_row(group: Group) -> list[str]:
    return [group.title, shown(group.bills), shown(group.unchanged), *_side(group.gain), *_side(group.loss)]


def _side(side: Side) -> list[str]:
    amounts = [_HIDDEN if fen is None else signed(fen) for fen in (side.sum_fen, side.median_fen)]
    return [shown(side.count), *amounts]


def shown(count: int | None) -> str:
    return _HIDDEN if count is None else f"{count:,}"


def signed(fen: int) -> str:
    return f"+{yuan_grouped(fen)}" if fen > 0 else yuan_grouped(fen)


def _decisions(told: Comparison) -> Iterator[str]:
    yield ""
    rows = [[one.title, shown(one.gained), shown(one.lost)] for one in told.decisions if one.gained != 0 or one.lost != 0]
    if rows:
        yield from _table(["决定改变（人）", "新增", "失去"], rows)
    else:
        yield "决定改变：没有人增加或者失去任何一项待遇，负担预警也不变。"


def _worst(told: Comparison) -> Iterator[str]:
    if told.worst:
        yield ""
        rows = [[one.settlement, one.level, f"+{one.difference_yuan:,}"] for one in told.worst]
        yield from _table(["个人负担增加最多的结算（编号末八位）", "医疗机构", "增加（整元）"], rows)
    yield ""


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(_width(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    for number, row in enumerate([heads, *rows]):
        first, *others = row
        cells = [first + " " * (widths[0] - _width(first))]
        cells += [" " * (width - _width(cell)) + cell for cell, width in zip(others, widths[1:], strict=True)]
        yield "  ".join(cells)
        if number == 0:
            yield "─" * (sum(widths) + 2 * (len(widths) - 1))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
