"""No name and no number of anybody can get into a public text: it is thrown at every one of them, and none is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.funds.rules.public_text import (
    DetailInPublicText,
    Line,
    MaskedName,
    NameInPublicText,
    NumberInPublicText,
    PublicText,
    TextTooLong,
    counted,
)

SURNAMES = "王李张刘陈杨赵黄周吴欧阳司马买阿"
GIVEN = "小明芳伟娜秀英敏静丽强磊军洋勇艳杰涛超兰霞平刚桂吐尔逊·"
NAMES = st.builds(lambda s, g: s + g, st.sampled_from(SURNAMES), st.text(GIVEN, min_size=1, max_size=6))
DIGITS = st.text("0123456789", min_size=1)
AROUND = st.sampled_from(["", "公示", "，", "咨询：", "（", "\u200b", " 联系"])


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=length, max_size=length)


IDS = st.one_of(st.builds(lambda d, x: d + x, digits(17), st.sampled_from("0123456789Xx")), digits(15))
TELEPHONES = st.builds(lambda d: "1" + d, digits(10))
CARDS = st.integers(16, 19).flatmap(digits)
NUMBERS = st.one_of(IDS, TELEPHONES, CARDS)
FULL_WIDTH = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")
CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")


@given(NAMES)
def test_a_masked_name_shows_two_characters_at_most(name: str) -> None:
    shown = MaskedName.of(name).text

    assert name not in shown
    assert len(shown.replace("*", "")) <= 2
    assert "*" in shown


@given(st.text(max_size=30))
def test_whatever_stands_in_the_place_of_a_name_is_masked(told: str) -> None:
    shown = MaskedName.of(told).text

    assert shown == "（待核实）" or len(shown.replace("*", "")) <= 2
    assert sum(sign.isdigit() for sign in shown) == 0


@given(NUMBERS, AROUND, AROUND)
def test_no_number_of_a_person_gets_in(number: str, before: str, after: str) -> None:
    with pytest.raises((NumberInPublicText, DetailInPublicText)):
        PublicText(before + number + after)


@given(NUMBERS, st.sampled_from([" ", "-", "—", ".", "  ", "·", "_"]), st.integers(2, 6))
def test_nor_one_that_is_written_in_parts(number: str, between: str, size: int) -> None:
    parts = [number[at : at + size] for at in range(0, len(number), size)]

    with pytest.raises(NumberInPublicText):
        PublicText("联系 " + between.join(parts))


@given(NUMBERS, st.sampled_from([FULL_WIDTH, CHINESE]))
def test_nor_one_in_other_numerals(number: str, numerals: dict[int, int]) -> None:
    with pytest.raises(NumberInPublicText):
        PublicText("联系" + number.translate(numerals))


@given(NAMES, AROUND)
def test_a_name_that_its_writer_knows_is_refused(name: str, around: str) -> None:
    with pytest.raises(NameInPublicText):
        PublicText.of(f"{around}{name}家的补助", names=["赵钱孙", name])


@pytest.mark.parametrize("name", ["王小明", "王", "abc", "王**明亮", ""])
def test_a_name_that_is_not_masked_is_no_masked_name(name: str) -> None:
    with pytest.raises(NameInPublicText):
        MaskedName(name)


@pytest.mark.parametrize("text", ["患有白血病", "身份证已核", "请打电话", "银行卡发放", "经诊断属实", "确诊\u200b后"])
def test_illness_and_papers_are_nobodys_business(text: str) -> None:
    with pytest.raises(DetailInPublicText):
        PublicText(text)


@pytest.mark.parametrize("says", ["因病救助", "残疾人补贴", "离婚单亲"])
def test_beside_a_name_even_less_may_be_said(says: str) -> None:
    assert PublicText(says)

    with pytest.raises(DetailInPublicText):
        Line(MaskedName.of("王小明"), PublicText(says))


@pytest.mark.parametrize(
    "text",
    [
        "2020年6月1日至2020-06-30，共 12 户",
        "安排资金 3500000 元，其中中央 1,234,567.89 元、省级 120万元",
        "项目 P-371311-2020-0007，100 千瓦",
        "鲁民〔2018〕85号，监督电话见公开栏".replace("电话", "方式"),
        "2018—2020年规划",
        "3713**********1234",
    ],
)
def test_days_amounts_and_our_own_numbers_may_be_said(text: str) -> None:
    assert PublicText(text).text == text


def test_an_amount_of_eleven_digits_is_taken_for_a_telephone() -> None:
    with pytest.raises(NumberInPublicText):
        PublicText("13953312345元")


@pytest.mark.parametrize("text", ["", "   ", "长" * 201])
def test_an_empty_or_endless_text_is_refused(text: str) -> None:
    with pytest.raises(TextTooLong):
        PublicText(text)


def test_a_class_of_fewer_than_five_is_not_counted_aloud() -> None:
    assert [counted(households).text for households in (0, 1, 4, 5, 12)] == ["0 户", "不足 5 户", "不足 5 户", "5 户", "12 户"]
