"""Words find what has them, in whatever width and case; numbers find what bears them."""

from datetime import date

import pytest

from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.flow_search import TooLittleToFind, pairs_of, read_question, stands_in, words_of
from shared.ids import uuid7


def test_a_question_is_its_words_and_each_must_stand_in_what_is_found():
    question = read_question("  大棚　Ｂ-371311 ")

    assert question.words == ("大棚", "b-371311")
    assert stands_in(question, "蔬菜大棚建设", "B-371311-2020-0001")
    assert not stands_in(question, "蔬菜大棚建设", "B-371302-2020-0001")


@pytest.mark.parametrize(("text", "number"), [("7K3M-90XQ", "7K3M-90XQ"), ("7k3m90xq", "7K3M-90XQ"), ("大棚", "")])
def test_a_public_number_is_known_by_its_form(text, number):
    assert read_question(text).public_number == number


def test_a_projects_number_is_known_by_its_form():
    assert read_question("p-371311-2020-0007").own_number == "P-371311-2020-0007"


@pytest.mark.parametrize("text", ["", " ", "大", "%", "？！"])
def test_too_little_finds_nothing(text):
    with pytest.raises(TooLittleToFind):
        read_question(text)


def test_every_word_of_an_entry_is_found_by_its_pairs_and_a_households_by_none():
    def entry(kind: DisclosureKind):
        return public_entry(
            id=uuid7(), kind=kind, region="371311", region_name="罗庄区", subject="蔬菜大棚", amount_fen=1, reason="项目入库",
            clause="罗政农字〔2020〕15号", published_on=date(2020, 6, 1),
        )  # fmt: skip

    words = words_of(entry(DisclosureKind.PROJECT))
    assert words is not None
    assert set(pairs_of("蔬菜大棚")) | set(pairs_of("罗政农字")) <= set(words)
    assert words_of(entry(DisclosureKind.PAYMENT)) is None
