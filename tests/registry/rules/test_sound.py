"""Names by ear: what an officer who heard a name types, and what the register writes."""

import pytest

from services.registry.rules.sound import initials, readings, syllables, typed_sound


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("王小明", "wang xiao ming"),
        ("单雄信", "shan xiong xin"),
        ("仇英", "qiu ying"),
        ("解珍", "xie zhen"),
        ("曾国藩", "zeng guo fan"),
        ("区大相", "ou da xiang"),
        ("查良镛", "zha liang yong"),
        ("任贤齐", "ren xian qi"),
        ("翟志刚", "zhai zhi gang"),
        ("万俟卨", "mo qi xie"),
        ("尉迟恭", "yu chi gong"),
        ("长孙无忌", "zhang sun wu ji"),
        ("欧阳修", "ou yang xiu"),
        ("吕布", "lv bu"),
        ("买买提·阿不都热依木", "mai mai ti a bu du re yi mu"),
        ("孟𬀩", "meng wei"),
    ],
)
def test_a_name_is_said_as_its_bearer_says_it(name: str, said: str) -> None:
    assert " ".join(syllables(name)) == said


def test_a_character_sounds_otherwise_in_a_surname_than_in_a_given_name() -> None:
    assert syllables("单大单") == ("shan", "da", "dan")
    assert syllables("解小解")[2] == "jie"


def test_where_people_differ_every_way_is_known() -> None:
    assert readings("王乐") == (("wang",), ("le", "yue"))
    assert readings("张朝阳")[1] == ("chao", "zhao")


def test_a_transliterated_name_begins_with_no_chinese_surname() -> None:
    assert syllables("单增·次仁")[0] == "dan"


def test_initials_are_those_of_the_surname_as_it_is_said() -> None:
    assert initials("曾国藩") == "zgf"
    assert initials("仇英") == "qy"


def test_what_is_no_letter_is_not_sounded() -> None:
    assert syllables("王 小-明(大)") == ("wang", "xiao", "ming", "da")
    assert syllables("") == ()
    assert initials("A小明") == "axm"


@pytest.mark.parametrize("typed", ["lv bu", "Lü Bu", "LYU BU", "lyu'bu"])
def test_the_sound_of_lv_is_understood_however_it_is_typed(typed: str) -> None:
    assert typed_sound(typed) == "lvbu"
