"""What is at rest is unreadable without the key, and what was tampered with is not read."""

import pytest

from shared.ids import uuid7
from shared.vault import Unreadable, find_stamped, hash_identity, seal, stamp, unseal


def test_what_was_sealed_is_read_back_and_never_looks_the_same() -> None:
    assert unseal(seal("王小明")) == "王小明"
    assert seal("王小明") != seal("王小明")


def test_a_changed_byte_is_noticed() -> None:
    sealed = bytearray(seal("11010519491231002X"))
    sealed[-1] ^= 1
    with pytest.raises(Unreadable):
        unseal(bytes(sealed))


def test_a_person_is_found_by_a_hash_that_does_not_show_the_number() -> None:
    assert hash_identity("11010519491231002X") == hash_identity("11010519491231002X")
    assert hash_identity("11010519491231002X") != hash_identity("110105194912310038")
    assert len(hash_identity("11010519491231002X")) == 64


def test_a_stamp_leads_back_to_its_thing_however_it_was_typed() -> None:
    thing = uuid7()
    code = stamp("settlement-sheet", thing)

    assert len(code) == 40
    assert find_stamped("settlement-sheet", code) == thing
    assert find_stamped("settlement-sheet", f" {code[:5].lower()}-{code[5:10]} {code[10:].lower()} ") == thing


@pytest.mark.parametrize("forged", ["", "A", "A" * 40, "查验码", "1" * 40, "A" * 48])
def test_what_we_did_not_stamp_leads_nowhere(forged: str) -> None:
    assert find_stamped("settlement-sheet", forged) is None


def test_a_changed_sign_or_another_kind_of_paper_is_noticed() -> None:
    code = stamp("settlement-sheet", uuid7())
    for at in range(40):
        other = "B" if code[at] == "A" else "A"
        assert find_stamped("settlement-sheet", code[:at] + other + code[at + 1 :]) is None
    assert find_stamped("housing-agreement", code) is None
