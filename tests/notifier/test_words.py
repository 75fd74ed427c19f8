"""What messages say stands in files: each is whole, keeps its length, tells a group nothing of a household, and speaks plainly to
households; a file that does not is refused with its line."""

from datetime import UTC, date, datetime

import pytest
from inline_snapshot import snapshot

from deploy.policy.words import words_summary
from services.notifier.rules.message import MessageKind
from services.notifier.rules.message_field import FieldsAstray, Line, own_fields
from services.notifier.rules.message_form import Form, Register, parts
from services.notifier.rules.message_policy import examples_of, missing_in, registers_of
from services.notifier.store import words
from services.notifier.store.message_times import list_times
from services.notifier.store.order_rule import list_order_policies
from services.notifier.store.words import list_words, read_words, said_with, say
from shared.policy.source import PolicyFileRefused
from tests.builders.notifier import TOWN, VILLAGE

ON = date(2020, 6, 1)
AT = datetime(2020, 6, 1, 1, 0, tzinfo=UTC)
DRAFT = """
policy: messages-luozhuang
title: 罗庄区的消息
region: "371311"
in_force: {from: 2020-01-01}
references:
  own: {document: 罗庄区的写法, clause: 全文, address: 内部, trust: inferred, reason: 试写}
messages:
  - kind: household-paid
    reference: own
"""


def draft(*lines: str) -> str:
    return DRAFT + "".join(f"    {line}\n" for line in lines)


def faults(text: str) -> str:
    with pytest.raises(PolicyFileRefused) as refused:
        read_words(text, file="草案.yaml")
    return str(refused.value)


@pytest.mark.parametrize("kind", MessageKind)
def test_every_kind_has_its_words_in_every_form(kind: MessageKind) -> None:
    for voice in registers_of(kind):
        said = said_with(kind, examples_of(kind), register=voice, region=VILLAGE, on=ON)
        assert all(text.body for text in said.forms.values())
        assert "{" not in "".join(text.subject + text.body for text in said.forms.values())


@pytest.mark.parametrize("kind", MessageKind)
def test_an_example_s_short_text_is_one_message(kind: MessageKind) -> None:
    for voice in registers_of(kind):
        short = said_with(kind, examples_of(kind), register=voice, region=VILLAGE, on=ON).forms[Form.SHORT]
        assert (parts(short.body), short.body.startswith("【及时雨】"), short.subject) == (1, True, "")


@pytest.mark.parametrize("kind", MessageKind)
def test_a_group_reads_no_village_no_case_no_amount_and_no_page_of_a_household(kind: MessageKind) -> None:
    group = said_with(kind, examples_of(kind), register=Register.OFFICIAL, region=VILLAGE, on=ON).forms[Form.GROUP]
    for secret in ("龙潭", "3F2A9C01", "3000", "3,000", "01970000", "上门看望核实"):
        assert secret not in group.subject + group.body


def test_the_village_officer_reads_what_to_do_by_when_and_who_else_is_coming() -> None:
    text = say(
        MessageKind.CASE_OPENED,
        region=VILLAGE,
        on=ON,
        tail="3F2A9C01",
        opened_at=AT,
        task="上门看望核实",
        due_at=AT,
        orders=(Line("民政", AT), Line("卫健", AT)),
        link="http://127.0.0.1:8100/case",
    ).full
    assert text.subject == snapshot("【及时雨】罗庄街道龙潭社区居民委员会有新的即时帮扶任务（台账尾号 3F2A9C01）")
    assert text.body == snapshot("""\
罗庄街道龙潭社区居民委员会有一户家庭遇到困难，6月1日（周一）09:00已建立即时帮扶台账，尾号 3F2A9C01。

请您做：上门看望核实。
最迟：6月1日（周一）09:00。

各部门已同时接到工单：
· 民政，6月1日（周一）09:00前
· 卫健，6月1日（周一）09:00前

是哪一户、怎么联系，请登录查看：http://127.0.0.1:8100/case
如果您已不负责这个村（社区），请转告镇街值班人员。\
""")


def test_a_household_reads_how_much_what_for_what_to_do_and_whom_to_ask() -> None:
    own = {"matter": "临时救助", "amount_fen": 300_000, "paid_on": ON, "read_out": "", "link": ""}
    said = say(MessageKind.HOUSEHOLD_PAID, region=TOWN, on=ON, register=Register.PLAIN, **own)
    assert said.full.body == snapshot("""\
您家的临时救助到账了，一共3000元（三千元）。
6月1日打到了您家的卡上。请去查一查。
没收到，或者钱数不对，找村干部。也可以打12317。
这钱是您家的，谁也不能收费，谁也不能替您保管。\
""")
    assert said.forms[Form.SHORT].body == snapshot(
        "【及时雨】您家的临时救助3000元，6月1日打到卡上了。没收到找村干部，或打12317。谁也不能收费。"
    )


def test_a_kind_is_given_all_its_fields_and_no_others() -> None:
    own = {name: examples_of(MessageKind.ORDER_GIVEN)[name] for name in own_fields(MessageKind.ORDER_GIVEN)}
    assert say(MessageKind.ORDER_GIVEN, region=VILLAGE, on=ON, **own)
    for wrong in (own | {"tail": "x"}, {"task": "x"}, own | {"due_at": ON}, own | {"title": None}):
        with pytest.raises(FieldsAstray):
            say(MessageKind.ORDER_GIVEN, region=VILLAGE, on=ON, **wrong)


def test_a_place_s_own_words_hold_there_from_their_day_and_leave_the_other_forms_alone(monkeypatch) -> None:
    own = read_words(draft('official: {short: {body: "{{ town }}有钱到户，请转告。"}}'), file="罗庄.yaml")
    monkeypatch.setattr(words, "list_words", lambda known=list_words(): (*known, own))
    words._chosen.cache_clear()
    fields = examples_of(MessageKind.HOUSEHOLD_PAID)

    def said(region: str, on: date) -> dict[Form, str]:
        forms = said_with(MessageKind.HOUSEHOLD_PAID, fields, register=Register.OFFICIAL, region=region, on=on).forms
        return {form: text.body for form, text in forms.items()}

    try:
        assert said(VILLAGE, ON)[Form.SHORT] == "【及时雨】罗庄街道有钱到户，请转告。"
        assert (
            said(VILLAGE, date(2019, 6, 1))[Form.SHORT] != said(VILLAGE, ON)[Form.SHORT] != said("371302001001", ON)[Form.SHORT]
        )
        assert said(VILLAGE, ON)[Form.GROUP] == said("371302001001", ON)[Form.GROUP]
    finally:
        words._chosen.cache_clear()


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (['official: {full: {body: "{{ nobody }}"}}'], "不能用字段 nobody"),
        (['official: {short: {body: "{{ place }}的钱到了，请转告。"}}'], "要 2 条短信，只许 1 条"),
        (['official: {group: {body: "{{ place }}有钱到户"}}'], "不能用字段 place"),
        (['official: {group: {body: "发放 {{ amount_fen | yuan }} 元"}}'], "不能用字段 amount_fen"),
        (['official: {letter: {body: "告知"}}'], "没有这种形式"),
        (['plain: {group: {body: "告知"}}'], "没有这种形式"),
        (['plain: {short: {body: "{{ link }}"}}'], "不能用字段 link"),
        (['plain: {short: {body: "该户到户资金已发放，请知悉。"}}'], "群众听不懂的词：该户、到户资金、知悉"),
        (['plain: {full: {body: "您家的钱已经打到了您家在镇上信用社开的那张卡上。"}}'], "句子太长"),
        (['official: {full: {body: "{{ matter | shout }}"}}'], "模板写错了"),
        (['official: {full: {body: "{{ range(9) }}"}}'], "模板里不能用 Call"),
        (['official: {full: {body: "{% if is_held %}{% endif %}"}}'], "不能用字段 is_held"),
    ],
)
def test_a_file_that_does_not_do_is_refused_with_its_line(lines, says) -> None:
    told = faults(draft(*lines))
    assert says in told and told.startswith("草案.yaml:11:")


def test_a_text_that_is_empty_in_some_case_is_refused() -> None:
    text = draft('official: {full: {body: "{% if is_for_county %}请督促{% endif %}"}}').replace("household-paid", "duty-late")
    assert "有的情形下没有一个字" in faults(text)


def test_a_kind_without_words_for_the_whole_country_is_missed() -> None:
    without = [policy for policy in list_words() if policy.policy != "messages-loans"]
    assert len(list(missing_in(without))) == 2 * 6
    assert "小额信贷将到期（loan-due）没有对群众的短信（plain.short）" in list(missing_in(without))


def test_the_check_says_what_a_file_holds(tmp_path) -> None:
    path = tmp_path / "luozhuang.yaml"
    path.write_text(draft('official: {short: {body: "有钱到户，请转告。"}}'), encoding="utf-8")
    assert words_summary(path) == ["OK：罗庄区的消息，消息 1 种"]


def test_what_the_times_call_urgent_are_rules_that_there_are() -> None:
    known = {rule.rule for policy in list_order_policies() for rule in policy.orders}
    for times in list_times():
        for rule in times.priorities:
            assert set(rule.when.get("rule", ())) <= known
