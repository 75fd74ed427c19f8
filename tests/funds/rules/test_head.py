"""Heads are signed notes as others write them, and witnesses are known by their keys."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from services.funds.rules.head import (
    CosignatureWrong,
    Head,
    UnknownWitness,
    WitnessedFromTheFuture,
    commit,
    judge_cosignature,
    key_id,
    public_of,
    signed_note,
    written_key,
)
from services.funds.verifier.verify import read_head, read_key, signer
from tests.builders.log import a_key, a_witness_key, cosigned

AT = datetime(2020, 6, 1, 2, 0, tzinfo=UTC)
HEAD = Head("linyi.test", 7, 1234, bytes(range(32)), AT)
NOTE = signed_note(HEAD, a_key(b"1"))
WITNESS = a_witness_key("audit.linyi", b"w")


def test_the_key_of_gos_checksum_database_has_the_id_that_go_gives_it():
    # golang.org/x/mod/sumdb: the verifier key of sum.golang.org as Go's own command carries it.
    _, mark, key = ["sum.golang.org", "033de0ae", "Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"]
    assert key_id("sum.golang.org", base64.b64decode(key)[1:]) == mark


def test_a_head_is_five_lines_that_a_person_can_read():
    assert HEAD.text == ("linyi.test\n1234\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nnumber 7\ntime 2020-06-01T02:00:00Z\n")


def test_the_auditors_program_reads_what_we_sign():
    head = read_head(NOTE)

    public = written_key("linyi.test", public_of(a_key(b"1")))
    assert (head.number, head.size, head.root, head.at, head.text) == (7, 1234, HEAD.root, AT, HEAD.text)
    assert read_key(public)[2] == public_of(a_key(b"1"))
    assert signer(head.text, head.signatures, [public]) == 0
    assert signer(head.text.replace("1234", "1235"), head.signatures, [public]) is None
    assert signer(head.text, head.signatures, [written_key("linyi.test", public_of(a_key(b"2")))]) is None


def test_a_commitment_hides_the_text_and_holds_it():
    assert commit(b"s" * 32, "甲") == commit(b"s" * 32, "甲")
    assert len({commit(b"s" * 32, "甲"), commit(b"t" * 32, "甲"), commit(b"s" * 32, "乙")}) == 3


def judge(line: str, *, text: str = HEAD.text, witnesses: list[str] | None = None):
    return judge_cosignature(line, text, witnesses=[WITNESS] if witnesses is None else witnesses, at=AT)


def test_a_known_witness_s_signature_is_taken_with_its_time():
    seen = judge(cosigned(NOTE, name="audit.linyi", word=b"w", at=AT - timedelta(minutes=1)))

    assert (seen.witness, seen.seen_at) == ("audit.linyi", AT - timedelta(minutes=1))


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        (cosigned(NOTE, name="audit.linyi", word=b"x", at=AT), UnknownWitness),
        (cosigned(NOTE, name="somebody", word=b"w", at=AT), UnknownWitness),
        (cosigned(NOTE.replace("1234", "1235"), name="audit.linyi", word=b"w", at=AT), CosignatureWrong),
        (cosigned(NOTE, name="audit.linyi", word=b"w", at=AT + timedelta(hours=1)), WitnessedFromTheFuture),
        (NOTE.splitlines()[-1], CosignatureWrong),
        ("— audit.linyi 中文", CosignatureWrong),
        ("audit.linyi AAAA", CosignatureWrong),
        ("— audit.linyi AAAA", CosignatureWrong),
    ],
)
def test_what_a_witness_did_not_sign_is_refused(line, refusal):
    with pytest.raises(refusal):
        judge(line)


def test_a_witness_key_of_another_kind_is_a_mistake_of_the_settings():
    with pytest.raises(ValueError, match="no witness's key"):
        judge(cosigned(NOTE, name="audit.linyi", word=b"w", at=AT), witnesses=[written_key("a", public_of(a_key(b"w")))])
