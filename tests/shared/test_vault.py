"""What is at rest is unreadable without the key, and what was tampered with is not read."""

import pytest

from shared.vault import Unreadable, hash_identity, seal, unseal


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
