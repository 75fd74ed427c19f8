"""A household is spoken to in short sentences, without an office's words, codes or Latin letters."""

from services.notifier.rules.plainness import hard_words, long_sentences


def test_an_office_s_words_and_codes_are_found() -> None:
    assert hard_words("该户工单已办结，账户AC有误。", ["该户", "工单", "督办"]) == ["该户", "工单", "AC"]
    assert hard_words("您家的钱到了，打12317。", ["该户"]) == []


def test_a_long_sentence_and_a_long_breath_are_found() -> None:
    assert long_sentences("您家的钱到了。请去查一查。", sentence=10, breath=8) == []
    assert long_sentences("您家的钱到了，请去查一查，不对找村干部。", sentence=10, breath=8) == [
        "您家的钱到了，请去查一查，不对找村干部"
    ]
    assert long_sentences("请带上您本人的身份证和卡。", sentence=20, breath=8) == ["请带上您本人的身份证和卡"]
