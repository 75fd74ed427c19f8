"""What the cover of a household's file and its table of contents say (农户档案, 一户一档)."""

from collections.abc import Sequence

from services.housing.rules.renovation import RenovationState
from services.housing.rules.renovation_file import Entry
from services.housing.schemas.renovation_sheet import Code, Told, day

Paper = dict[str, str]
"""`title`, `kind` and `filed_on` of one."""


def file_of(told: Told, entries: Sequence[Entry], papers: Sequence[Paper], code: Code) -> dict[str, object]:
    one = told.one
    lacking = [entry.title for entry in entries if entry.is_lacking]
    said = f"尚缺{len(lacking)}项：{'、'.join(lacking)}。补齐后才能归档。" if lacking else "应有的材料已经齐全。"
    closed = f"{day(one.closed_on)}归档" if one.closed_on else ""
    facts = [
        ("档案编号", one.number),
        ("户主", ""),
        ("户编号", told.household or "尚无编号"),
        ("所在地", told.place),
        ("住房", "，".join(filter(None, (told.house, told.address)))),
        ("改造前等级", f"{one.grade} 级"),
        ("改造方式", one.mode_name),
        ("对象类别", told.groups),
        ("申请日期", day(one.applied_on)),
        ("办理情况", closed or one.state_name),
        *(("补助追回", back.spoken) for back in (one.money.recoveries if one.money else ())),
    ]
    is_whole = one.state is RenovationState.CLOSED or not lacking
    return told.common(code, mark="" if is_whole else f"尚缺{len(lacking)}项材料") | {
        "facts": [{"name": name, "says": says} for name, says in facts],
        "entries": [
            {
                "title": entry.title,
                "copies": f"{entry.copies}" if entry.copies else "",
                "state": "缺" if entry.is_lacking else "齐" if entry.is_asked else "—",
                "reference": entry.reference,
            }
            for entry in entries
        ],
        "told": said,
        "papers": list(papers),
    }
