"""The boards at their doors: numbers and the orders behind them, pages, workbooks, and who sees what."""

import re
from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import text

from services.notifier.rules.board import Figure
from services.notifier.rules.department import Department
from services.notifier.rules.order_act import Act
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.order_times import Line
from shared import clock
from shared.security import Role
from tests.builders.notifier import COUNTY, TOWN, VILLAGE, a_detection, an_alert
from tests.builders.order_records import a_recorded_order, write_orders
from tests.notifier.test_order_doors import county, given, registered, town

OTHER_TOWN = "371311002"


def a_record(*acts: tuple[Act, int], days_ago: int = 10, due_in_days: int = 5) -> list[Line]:
    """Given so many days ago, then each act so many hours later."""
    at = clock.now() - timedelta(days=days_ago)
    record = [Line(Act.GIVEN, 1, at, at + timedelta(days=due_in_days))]
    return record + [Line(act, 1, at + timedelta(hours=hours)) for act, hours in acts]


async def some_work(session) -> None:
    """Late in one town, done in another, to be checked at a department."""
    await write_orders(
        session,
        *(a_recorded_order(a_record()) for _ in range(3)),
        a_recorded_order(a_record((Act.ACCEPTED, 3), (Act.COMPLETED, 60)), region=OTHER_TOWN, is_checked=False),
        a_recorded_order(a_record((Act.ACCEPTED, 2), (Act.COMPLETED, 200)), department=Department.HOUSING, addressee=None),
        a_recorded_order(a_record(days_ago=1), region=OTHER_TOWN, kind=OrderKind.INSPECTION),
    )
    await session.commit()


async def test_the_board_tells_what_is_open_late_and_how_long_things_took(api, session) -> None:
    await some_work(session)
    board = (await county(api).get("/boards/orders?group=department")).json()
    whole = board["whole"]
    assert {name: whole[name] for name in ("open", "late", "to_check", "given", "finished", "finished_late")} == {
        "open": 4, "late": 3, "to_check": 1, "given": 6, "finished": 2, "finished_late": 1,
    }  # fmt: skip
    assert (whole["accept"]["median_minutes"], whole["finish"]["high_minutes"]) == (120, 200 * 60)
    assert whole["finish"]["spoken"] == "中位 2 天 12 小时，最长 8 天 8 小时（仅 2 件）"
    assert [(line["label"], line["late"]) for line in board["lines"]] == [("镇街", 3), ("住建", 0)]
    assert board["lines"][0]["longest_late"].startswith("逾期 5 天")


async def test_the_numbers_and_the_lists_behind_them_agree(api, session) -> None:
    await some_work(session)
    for group in ("department", "place", "kind", "level", "month"):
        board = (await county(api).get(f"/boards/orders?group={group}")).json()
        for line in [board["whole"], *board["lines"]]:
            for figure in Figure:
                key = "" if line["key"] is None else f"&key={line['key']}"
                path = f"/boards/orders/list?figure={figure}&group={group}{key}"
                assert len((await county(api).get(path)).json()["rows"]) == line[figure.column], path


async def test_every_number_on_the_page_leads_to_its_orders(api, session) -> None:
    await some_work(session)
    page = (await county(api).get("/boards/orders/page?group=place")).text
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(list/page[^"]+)"', page)]
    assert links and "罗庄街道" in page
    late = next(link for link in links if "figure=late" in link and "key=371311001" in link)
    listed = (await county(api).get(f"/boards/orders/{late}")).text
    assert listed.count("雨季前排查住房") == 3 and "共 3 件" in listed and "逾期 " in listed


async def test_a_town_counts_its_own_and_a_department_its_own(api, session) -> None:
    await some_work(session)
    own = (await town(api).get("/boards/orders")).json()
    assert (own["whole"]["given"], own["region_name"]) == (4, "山东省临沂市罗庄区罗庄街道")
    theirs = await api.as_(Role.DEPARTMENT, org="housing").get("/boards/orders")
    assert theirs.json()["whole"]["given"] == 1
    away = await town(api).get(f"/boards/orders?region={OTHER_TOWN}")
    assert (away.status_code, away.json()["code"]) == (403, "outside-region")


async def test_a_clue_is_counted_by_who_is_named_and_by_nobody_else(api) -> None:
    await registered(api)
    await given(api, {"region": TOWN, "holder": "街道小钱"}, kind="clue", title="虚报", task="某项目虚报户数")
    for who, many in ((county(api), 1), (town(api), 1), (county(api, "旁人"), 0), (town(api, "街道小孙"), 0)):
        assert (await who.get("/boards/orders")).json()["whole"]["open"] == many
        assert sum(pair["many"] for pair in (await who.get("/boards/waiting")).json()) == many


async def test_how_clues_came_out_is_counted_by_who_is_named_and_stands_in_no_audit(api, session) -> None:
    await registered(api)
    target = {"region": TOWN, "holder": "街道小钱"}
    told = {"kind": "clue", "title": "虚报", "task": "某项目虚报户数", "readers": ["纪委老郑"], "found_by": "区审计局"}
    [first] = await given(api, target, **told)
    await given(api, target, **told)
    await town(api).post(f"/orders/{first['id']}/acceptance")
    done = await town(api).post(f"/orders/{first['id']}/completion", json={"result": "查实两户", "outcome": "partly"})
    assert done.status_code == 201, done.text
    for who, given_in in (
        (county(api, "纪委老郑"), 2),
        (town(api), 2),
        (county(api, "旁人"), 0),
        (api.as_(Role.AUDITOR, region="*"), 0),
    ):
        board = (await who.get("/boards/clues")).json()
        assert (board["whole"]["given"], board["whole"]["partly"]) == (given_in, given_in // 2)
    reader = county(api, "纪委老郑")
    board = (await reader.get("/boards/clues?group=source")).json()
    [line] = board["lines"]
    assert (line["label"], line["open"], line["confirmed"], line["answered"]) == ("区审计局", 1, 1, 1)
    shown = (await reader.get("/boards/clues/page?group=department")).text
    assert "属实和部分属实 1 件" in shown and "还没有答复 1 件" in shown and "虚报" not in shown
    listed = re.search(r'href="\.\./(orders/list/page[^"]+)"', shown)
    assert listed and "共 2 件" in (await reader.get(f"/boards/{listed[1].replace('&amp;', '&')}")).text
    book = load_workbook(BytesIO((await reader.get("/boards/clues.xlsx")).content))["线索办理"]
    head, *_, last = book.iter_rows(values_only=True)
    whole = dict(zip(head, last, strict=True))
    assert (whole["发现单位"], whole["期内移交"], whole["部分属实"], whole["未答复"]) == ("合计", 2, 1, 1)
    assert "没有指定您可见的线索" in (await county(api, "旁人").get("/boards/clues/page")).text
    seen = (await session.execute(text("SELECT audit::text FROM audit WHERE thing = 'order_act'"))).scalars().all()
    assert any("completed" in row for row in seen) and not any("partly" in row for row in seen)


async def test_the_workbooks_say_what_was_asked_for_and_have_cells_to_reckon_with(api, session) -> None:
    await some_work(session)
    answer = await county(api).get(f"/boards/orders/list.xlsx?figure=finished&group=place&region={COUNTY}")
    book = load_workbook(BytesIO(answer.content))
    head, *rows = book["工单"].iter_rows(values_only=True)
    row = dict(zip(head, rows[0], strict=True))
    assert (row["派发时间"].tzinfo, row["接单用时（分钟）"] in {120, 180}, len(rows)) == (None, True, 2)
    told = dict(book["说明"].iter_rows(values_only=True))
    assert (told["辖区"], told["哪一个数"], told["导出人"]) == ("山东省临沂市罗庄区", "期内办结", "县局小周")
    board = load_workbook(BytesIO((await county(api).get("/boards/orders.xlsx?group=kind")).content))["督办看板"]
    last = [cell.value for cell in board[board.max_row]]
    assert (last[0], last[1], last[3]) == ("合计", 4, 3)


async def test_last_week_s_board_stays_as_it_was_whatever_is_done_later(api, session) -> None:
    await some_work(session)
    until = (clock.today() - timedelta(days=4)).isoformat()
    path = f"/boards/orders?group=place&to_on={until}"
    then = (await county(api).get(path)).json()
    [first, *_] = (await county(api).get("/orders?is_overdue=true")).json()["rows"]
    for move, body in {"acceptance": None, "completion": {"result": "已排查"}, "check": {"opinion": "属实"}}.items():
        who = county(api) if move == "check" else town(api)
        assert (await who.post(f"/orders/{first['id']}/{move}", json=body)).status_code == 201
    moved = {"holder": None, "addressee": "county", "reason": "由县里办理"}
    other = (await county(api).get("/orders?is_overdue=true")).json()["rows"][0]
    assert (await county(api).post(f"/orders/{other['id']}/hand-on", json=moved)).status_code == 201
    assert (await county(api).get(path)).json() == then
    by_department = (await county(api).get(f"/boards/orders?group=department&to_on={until}")).json()
    assert {line["key"] for line in by_department["lines"]} == {"town", "housing"}, "whose it was then"
    assert (await county(api).get("/boards/orders")).json()["whole"]["late"] == 2


async def test_a_case_s_orders_are_counted_from_when_they_were_given(api, deliver) -> None:
    await deliver(a_detection())
    board = (await county(api).get("/boards/orders?group=level")).json()
    assert [(line["label"], line["open"] > 1) for line in board["lines"]] == [("部门", True)]


async def test_one_order_tells_where_its_time_went(api) -> None:
    [order] = await given(api)
    await town(api).post(f"/orders/{order['id']}/question", json={"question": "由谁办理？"})
    [turn] = (await county(api).get(f"/boards/orders/{order['id']}/times")).json()
    assert [one["label"] for one in turn["stretches"]] == ["等接单", "等派单人答复"]
    assert turn["stretches"][0]["until"] == turn["stretches"][1]["since"]


async def test_who_waits_for_whom_is_told_with_the_orders(api) -> None:
    await registered(api)
    asked, checked, handed, _ = [
        (await given(api, {"region": VILLAGE}, **said))[0]
        for said in (
            {"title": "问一问"},
            {"kind": "rectification", "problem": "补助没有公示", "papers": [], "title": "查一查"},
            {"title": "转一转"},
            {"title": "等一等"},
        )
    ]
    await town(api).post(f"/orders/{asked['id']}/question", json={"question": "由谁办理？"})
    await town(api).post(f"/orders/{checked['id']}/acceptance")
    await town(api).post(f"/orders/{checked['id']}/completion", json={"result": "已公示"})
    await county(api).post(f"/orders/{handed['id']}/hand-on", json={"holder": "街道小钱", "reason": "由小钱办理"})
    pairs = (await county(api).get("/boards/waiting")).json()
    assert {(one["why_label"], one["waits_label"], one["whom_label"], one["many"]) for one in pairs} == {
        ("询问待答复", "镇街", "县局小周", 1),
        ("办结待检查", "街道小钱", "县局小周", 1),
        ("转办待接单", "县局小周", "街道小钱", 1),
        ("派出待接单", "县局小周", "镇街", 1),
    }
    page = (await county(api).get("/boards/waiting/page")).text
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(list/page[^"]+)"', page)]
    titles = [(await county(api).get(f"/boards/waiting/{link}")).text for link in links]
    assert [title in text for title, text in zip(("问一问", "查一查", "转一转", "等一等"), titles, strict=True)] == [True] * 4
    book = load_workbook(BytesIO((await county(api).get("/boards/waiting.xlsx")).content))
    assert book["谁在等谁"].max_row == 5 and dict(book["说明"].iter_rows(values_only=True))["统计时段"]
    listed = load_workbook(BytesIO((await county(api).get("/boards/waiting/list.xlsx?why=check")).content))
    assert listed["工单"]["G2"].is_date


async def test_whoever_is_away_is_waited_for_through_their_substitute(api) -> None:
    for subject in ("街道小钱", "街道小孙"):
        await registered(api, subject)
    [order] = await given(api, {"region": TOWN, "holder": "街道小钱"})
    await town(api).post(f"/orders/{order['id']}/acceptance")
    assert (await county(api).get("/boards/waiting")).json() == []
    today = clock.today().isoformat()
    leave = {"substitute": "街道小孙", "from_on": today, "until_on": today}
    answer = await county(api).post("/officers/街道小钱/leaves", json=leave)
    assert answer.status_code == 201, answer.text
    [pair] = (await county(api).get("/boards/waiting")).json()
    assert (pair["why_label"], pair["waits_label"], pair["whom_label"]) == ("请假待替班", "镇街", "街道小孙")


async def test_errands_messages_and_urgings_have_their_own_numbers(api, deliver, tick) -> None:
    await deliver(an_alert())
    work = (await county(api).get("/boards/work")).json()
    assert [(one["label"], one["counts"]["open"], one["counts"]["late"]) for one in work["errands"]] == [("预警入户核实", 1, 1)]
    assert work["messages"]["counts"]["written"] == 1 == work["messages"]["counts"]["under_way"]
    assert (await api.as_(Role.TOWN, region=OTHER_TOWN).get("/boards/work")).json()["errands"] == []


async def test_without_work_the_pages_say_so(api) -> None:
    assert "这段时间没有工单" in (await county(api).get("/boards/orders/page")).text
    assert "没有人在等" in (await county(api).get("/boards/waiting/page")).text
    assert "没有这样的工单" in (await county(api).get("/boards/orders/list/page?figure=late")).text
