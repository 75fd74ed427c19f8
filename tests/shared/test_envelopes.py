"""Identities sealed by outsiders: readable with our key alone, and an unreadable one says nothing."""

import json

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey, KeySet

from shared.envelopes import UnreadableEnvelope, open_envelope, public_keys, seal_for

PERSON = {"id_number": "11010519491231002X", "name": "王小明"}


def test_what_is_sealed_to_the_published_key_is_opened_by_us() -> None:
    sealed = seal_for(public_keys(), PERSON)
    assert PERSON["id_number"] not in sealed
    assert open_envelope(sealed) == PERSON
    assert seal_for(public_keys(), PERSON) != sealed


def test_the_published_key_is_public_alone() -> None:
    [key] = public_keys()["keys"]
    assert "d" not in key
    assert (key["use"], key["alg"]) == ("enc", "ECDH-ES")


@pytest.mark.parametrize("sealed", ["", "a.b.c.d.e", "not a token", "…"])
def test_what_is_no_envelope_is_refused(sealed: str) -> None:
    with pytest.raises(UnreadableEnvelope):
        open_envelope(sealed)


def test_what_is_sealed_to_another_key_is_refused() -> None:
    other = KeySet([ECKey.generate_key("P-256")]).as_dict(private=False)
    with pytest.raises(UnreadableEnvelope):
        open_envelope(seal_for(dict(other), PERSON))


def test_a_weaker_way_of_sealing_is_refused() -> None:
    [key] = KeySet.import_key_set(public_keys()).keys  # type: ignore[arg-type]
    header = {"alg": "ECDH-ES", "enc": "A128CBC-HS256"}
    sealed = jwe.encrypt_compact(header, json.dumps(PERSON), key, algorithms=["ECDH-ES", "A128CBC-HS256"])  # type: ignore[arg-type]
    with pytest.raises(UnreadableEnvelope):
        open_envelope(sealed)


def test_an_envelope_holds_an_object() -> None:
    with pytest.raises(UnreadableEnvelope):
        open_envelope(seal_for(public_keys(), ["1"]))  # type: ignore[arg-type]
