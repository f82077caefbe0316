"""Finding somebody in the register by what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumbar.people.finding import keys_of, matches, wanted
from lumbar.people.looking import find
from lumbar.people.models import Patient, PatientKey
from lumbar.people.tests.staff import a_clinic

CHAN = ("Chan Tai-man 陳大文", "+852 9123 4567", "Tai.Man@example.org")
FOUND = (
    "chan", "CHAN", "c", "tai", "man", "chan t", "chan m", "man chan", "ta ch", "chan tai man",
    "Chán", "ｃｈａｎ", "陳", "大文", "文", "陳 大文", "陳大", "chan 文",
    "9123", "9123 4567", "91234567", "+852 9123", "4567", "34567", "852 91234567",
    "(+852) 9123-4567", "chan 4567", "4567 chan", "tai.man@", "TAI.MAN@example.org", "tai.",
)  # fmt: skip
NOT_FOUND = (
    "", "  ", "han", "chan x", "wong", "文大", "陳文", "1234", "56", "234", "9124", "chan 9999",
    "example.org", "man@example.org", "'; drop table", "%", "_",
)  # fmt: skip


@pytest.mark.parametrize("query", FOUND)
def test_is_found(query):
    assert matches(query, *CHAN)


@pytest.mark.parametrize("query", NOT_FOUND)
def test_is_not_found(query):
    assert not matches(query, *CHAN)


def test_a_number_is_found_with_and_without_the_countrys_code_however_it_was_noted():
    for noted in ("91234567", "+85291234567", "+852 9123 4567", "9123-4567"):
        for typed in ("91234567", "+852 9123 4567", "4567", "9123"):
            assert matches(typed, "X", noted, ""), (noted, typed)


def test_odd_names():
    assert matches("obrien", "O’Brien Seán", "", "") and matches("o'b", "O’Brien Seán", "", "")
    assert matches("sean", "O’Brien Seán", "", "")
    assert matches("patient 12", "Patient 12", "", "")
    assert matches("au y", "Au-Yeung 歐陽", "", "") and matches("陽", "Au-Yeung 歐陽", "", "")
    assert not keys_of("", "", "") and not wanted("!!").terms
    assert max(map(len, keys_of("x" * 120, "", "y" * 200 + "@example.org"))) <= 48


WORDS = st.lists(
    st.sampled_from(["chan", "cheung", "tai", "man", "陳", "大文", "Ming"]), max_size=5
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(names=st.lists(WORDS.map(" ".join), min_size=1, max_size=6), query=WORDS.map(" ".join))
def test_the_index_finds_whom_the_rule_says(names, query):
    clinic, other = a_clinic(), a_clinic("other.example.org")
    try:
        rows = [
            Patient.objects.create(clinic=clinic, name=name, phone=f"9123 {n:04d}")
            for n, name in enumerate(names)
        ]
        Patient.objects.create(clinic=other, name=" ".join(names))
        for typed in (query, query[: len(query) // 2 + 1], "0001"):
            expected = {row.pk for row in rows if matches(typed, row.name, row.phone, "")}
            assert {row.pk for row in find(clinic, typed, limit=50).patients} == expected
    finally:
        clinic.delete()
        other.delete()


@pytest.mark.django_db
def test_the_keys_stay_in_step_and_more_is_said():
    clinic = a_clinic()
    row = Patient.objects.create(clinic=clinic, name="Chan Tai Man", phone="91234567")
    kept = set(PatientKey.objects.filter(patient=row).values_list("pk", flat=True))
    row.name = "Wong Tai Man"
    row.save()
    assert not find(clinic, "chan").patients and find(clinic, "wong").patients == [row]
    # What did not change was left as it was.
    assert kept & set(PatientKey.objects.filter(patient=row).values_list("pk", flat=True))
    PatientKey.keep(
        Patient.objects.bulk_create(
            [Patient(clinic=clinic, name=f"Wong {n:02d}") for n in range(30)]
        )
    )
    found = find(clinic, "wong", limit=12)
    assert len(found.patients) == 12 and found.more
    assert not find(clinic, "wong tai").more
    row.delete()
    assert not PatientKey.objects.filter(key__startswith="nwong tai").exists()
