"""Numbers, code lists and maps."""

from uuid import UUID

import pytest

from services.medical.rules.admission import Cause
from services.medical.rules.national.number import NumberUnknown, id_of, number_of, psn_no_of
from services.medical.store.national.shelf import book
from services.medical.store.policies import shelf
from shared.ids import uuid7


def test_a_number_leads_back_to_its_id_and_fits_thirty_characters() -> None:
    id = uuid7()

    assert id_of(number_of(id), pointer="") == id_of(number_of(id).lower(), pointer="") == id_of(str(id), pointer="") == id
    assert len(number_of(id)) <= 30
    assert number_of(UUID(int=1)) < number_of(UUID(int=2**40))


@pytest.mark.parametrize("number", ["", "1", "0" * 26, "A" * 25, "A" * 30, "王" * 26])
def test_what_is_no_number_of_ours_is_refused(number: str) -> None:
    with pytest.raises(NumberUnknown):
        id_of(number, pointer="/input/data/mdtrt_id")


def test_a_persons_number_is_half_of_the_keyed_hash() -> None:
    assert psn_no_of("ab" * 32) == psn_no_of("ab" * 16 + "cd" * 16) != psn_no_of("cd" * 32)


@pytest.mark.parametrize(
    ("diagnoses", "cause"),
    [
        ([], Cause.ILLNESS),
        (["K35.800"], Cause.ILLNESS),
        (["S72.000", "V03.101"], Cause.TRAFFIC),
        (["W19.900"], Cause.ACCIDENT),
        (["x60.000"], Cause.SELF_HARM),
        (["Y04.000"], Cause.FIGHT),
    ],
)
def test_external_causes_among_the_diagnoses_say_why_somebody_is_admitted(diagnoses: list[str], cause: Cause) -> None:
    assert book().terms.cause_of(diagnoses) is cause


def test_classes_of_people_are_coded_as_their_place_codes_them() -> None:
    assert book().terms.identity_code("371311001001", "enrolled") == "03"
    assert book().terms.identity_code("500101", "extreme-poverty") == "7131"
    assert book().terms.identity_code("371311", "of-a-new-kind") == "99"


def test_every_code_that_we_answer_with_is_in_its_list() -> None:
    known, terms = book().codes, book().terms
    payers = [*book().payers.payers.values(), book().payers.other]
    assert {head for payer in payers for head in payer.head.values()} <= set(known["fund_pay_type"])
    assert set(terms.psn_type_by_age.values()) <= set(known["psn_type"])
    assert set(terms.chrgitm_lv.values()) <= set(known["chrgitm_lv"])
    assert (terms.inpatient | terms.outpatient | set(terms.med_type_of_visit.values())) <= set(known["med_type"])
    assert set(terms.clr_type_of_visit.values()) <= set(known["clr_type"])
    assert set(terms.insutype_of_scheme.values()) <= set(known["insutype"])


def test_no_layer_of_a_shipped_policy_ends_among_other_payments_unseen() -> None:
    layers = {layer.name for policy in shelf().policies for layer in policy.layers}

    assert layers - set(book().payers.payers) == set()
