"""The hand-out: every word, two sides at most, readable by machines, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import msgspec
import pytest
import typst
from django.test import Client
from django.urls import reverse
from django.utils import translation

from lumbar.check.models import StoredAssessment
from lumbar.clinical import planner
from lumbar.clinical.library import library
from lumbar.clinical.schema import PlaceName
from lumbar.clinical.triage import assess
from lumbar.clinical.values import Plan, PlanItem
from lumbar.clinical.words import LANGUAGES
from lumbar.people.models import Clinic
from lumbar.plans.handout import contents, pdf
from lumbar.plans.handout.contents import Handout, handout_of
from lumbar.plans.handout.pdf import make_pdf
from lumbar.plans.models import StoredPlan
from lumbar.plans.tests.helpers import answered, calm_guest, check
from lumbar.site.looks import Look
from lumbar.site.wording import place_words

MADE_AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
CLINIC = Clinic(name_en="Harbour Spine Clinic", name_zh_hant="海港脊骨診所", phone="+852 2345 6789")


def stored_plan(
    items: Sequence[PlanItem] | None = None, place: PlaceName = "bed", **said: object
) -> StoredPlan:
    """A plan that is in no database: this person's, or with these exercises instead."""
    answers = answered(**said)
    assessment = assess(answers, library())
    plan = planner.make_plan(assessment, answers, library(), place=place)
    assert isinstance(plan, Plan)
    if items is not None:
        plan = msgspec.structs.replace(plan, items=tuple(items))
    kept = StoredAssessment(answers=answers.to_json(), assessment=assessment.to_json())
    return StoredPlan(assessment=kept, version=3, plan=plan.to_json(), created_at=MADE_AT)


USUAL = Look()


def handout(
    stored: StoredPlan,
    language: str = "en",
    clinic: Clinic | None = CLINIC,
    look: Look = USUAL,
) -> Handout:
    with translation.override(language):
        return handout_of(stored, clinic=clinic, emergency_number="999", look=look)


def printed(stored: StoredPlan, language: str = "en") -> bytes:
    return make_pdf(handout(stored, language), made_at=MADE_AT)


def sides(document: bytes) -> int:
    return document.count(b"/Type/Page/")


def every_way() -> Iterator[PlanItem]:
    """Every exercise in every way, with all that a plan may hold back."""
    for slug, exercise in library().exercises.items():
        for variant in exercise.variant:
            yield PlanItem(slug, variant.id, half_range=True, no_holds=True)


# --- What it says -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exercise_is_told_in_full(language: str) -> None:
    stored = stored_plan()
    shown = handout(stored, language)
    words = library().words(language)
    assert len(shown.entries) == len(stored.value().items) == 5
    for item, entry in zip(stored.value().items, shown.entries, strict=True):
        said = words.exercises[item.exercise].of(item.variant)
        assert (entry.name, entry.setup, entry.stop) == (said.name, said.setup, said.stop)
        assert entry.steps == tuple(said.steps)
        assert entry.why == said.why
        assert entry.dose
        assert all(said.name in picture.alt for picture in entry.pictures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_ends_with_when_to_stop_and_where_to_get_help(language: str) -> None:
    shown = handout(stored_plan(), language)
    words = library().words(language)
    assert shown.stop.lines == tuple(words.routine.universal_stop)
    assert shown.danger.lines == words.watch_for
    assert "999" in shown.danger.call
    assert "999" in shown.danger.advice
    assert "{" not in shown.danger.advice
    assert any(library().version in line for line in shown.small_print)


def test_the_clinic_and_the_place_are_named() -> None:
    stored = stored_plan(place="chair")
    shown = handout(stored, "zh-hant")
    assert (shown.clinic, shown.phone) == (CLINIC.name_zh_hant, CLINIC.phone)
    with translation.override("zh-hant"):
        assert place_words("chair") in shown.circumstances
    assert "2026年11月26日" in shown.edition
    assert handout(stored, clinic=None).clinic == ""


def test_a_moving_exercise_has_a_start_and_an_end_and_a_resting_one_a_single_picture() -> None:
    items = [PlanItem("bridge", "standard"), PlanItem("ninety-ninety-rest", "standard")]
    moving, resting = handout(stored_plan(items)).entries
    assert [picture.caption for picture in moving.pictures] == ["Start", "End"]
    assert moving.pictures[0].svg != moving.pictures[1].svg
    assert len(resting.pictures) == 1


def test_whoever_was_chosen_shows_the_exercises() -> None:
    stored = stored_plan()
    usual, chosen = handout(stored), handout(stored, look=Look("elder", "dark"))
    for one, other in zip(usual.entries, chosen.entries, strict=True):
        assert one.pictures[0].svg != other.pictures[0].svg


def test_an_easier_way_is_named_only_where_it_fits() -> None:
    items = [PlanItem("pelvic-tilt", "standard"), PlanItem("pelvic-tilt", "small")]
    as_written, already_easier = handout(stored_plan(items[:1])), handout(stored_plan(items[1:]))
    name = library().words("en").exercises["pelvic-tilt"].variants["small"].name
    assert name in as_written.entries[0].easier
    assert already_easier.entries[0].easier == ""
    # Where none of the easier ways suits this person, none is recommended.
    nothing_fits = contents.entry_of(items[0], [], library(), library().words("en"), Look())
    assert nothing_fits.easier == ""


# --- How it is set ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_exercise_in_every_way_can_be_set(language: str) -> None:
    """A glyph that no font has, and a picture without words, would raise."""
    ways = list(every_way())
    for first in range(0, len(ways), 5):
        assert printed(stored_plan(ways[first : first + 5]), language).startswith(b"%PDF-")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_five_fit_on_one_sheet(language: str) -> None:
    ways = sorted(
        every_way(),
        key=lambda item: sum(
            map(len, library().words(language).exercises[item.exercise].of(item.variant).steps)
        ),
    )
    longest = {item.exercise: item for item in ways}
    resting = [PlanItem(slug, "standard") for slug in ("belly-breathing", "prone-lying")]
    for items in ([*longest.values()][-5:], [*resting, *longest.values()][-5:], resting):
        assert sides(printed(stored_plan(items), language)) <= 2
    assert sides(printed(stored_plan(resting[:1]), language)) == 1


def test_a_missing_glyph_fails_loudly() -> None:
    clinic = Clinic(name_en="Clinic \U0001f9b4")
    with pytest.raises(typst.TypstError, match="PDF/UA-1"):
        make_pdf(handout(stored_plan(), clinic=clinic), made_at=MADE_AT)


def test_missing_fonts_fail_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LATIN_WEIGHTS", ())
    pdf.fonts.cache_clear()
    with pytest.raises(pdf.FontsMissing, match="Atkinson"):
        printed(stored_plan())
    monkeypatch.undo()
    pdf.fonts.cache_clear()


def test_a_name_is_never_read_as_a_command() -> None:
    clinic = Clinic(name_en='#panic("no") *a* $b$ "\\')
    assert make_pdf(handout(stored_plan(), clinic=clinic), made_at=MADE_AT).startswith(b"%PDF-")


@pytest.mark.parametrize(("language", "tag"), [("en", b"en-GB"), ("zh-hant", b"zh-HK")])
def test_it_is_a_tagged_document_with_its_fonts_inside(language: str, tag: bytes) -> None:
    document = printed(stored_plan(), language)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in document
    assert b"/Marked true" in document
    assert b"/Lang(" + tag + b")" in document
    pictures = sum(len(entry.pictures) for entry in handout(stored_plan(), language).entries)
    assert document.count(b"/S/Figure") == document.count(b"/Alt") == pictures
    assert b"+AtkinsonHyperlegibleNext-Regular" in document
    assert (b"+NotoSansTC-Regular" in document) == (language == "zh-hant")
    assert document.count(b"/Type/FontDescriptor") == document.count(b"/FontFile")


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert printed(stored_plan()) == printed(stored_plan())


def test_typst_is_loaded_only_when_something_is_printed() -> None:
    assert not {"typst", "pylopdf_fonts_zh_tw"} & {*vars(pdf), *vars(contents)}


# --- Who gets it --------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "tag"), [("en", "en-GB"), ("zh-hant", "zh-Hant-HK")])
def test_a_person_prints_their_plan(language: str, tag: str) -> None:
    _person, browser, _assessment = calm_guest()
    browser.cookies["language"] = language
    page = browser.get(reverse("plan")).content.decode()
    assert f'href="{reverse("plan_handout")}"' in page
    answer = browser.get(reverse("plan_handout"))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Language"] == tag
    assert answer.headers["Cache-Control"] == "no-store"
    wanted = f'inline; filename="lumbar-plan-1-{language}.pdf"'
    assert answer.headers["Content-Disposition"] == wanted
    # The browser's own page around a PDF needs its styles; nobody may frame it all the same.
    assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'"


@pytest.mark.django_db
def test_there_is_nothing_to_print_without_a_plan() -> None:
    address = reverse("plan_handout")
    assert Client().get(address).status_code == 404
    person, browser, _assessment = calm_guest()
    assert browser.get(address).status_code == 404
    assert not StoredPlan.objects.exists()
    browser.get(reverse("plan"))
    assert browser.get(address).status_code == 200
    check(person, saddle_numbness="yes")
    assert browser.get(address).status_code == 404


@pytest.mark.django_db
def test_an_earlier_plan_is_not_printed() -> None:
    _person, browser, _assessment = calm_guest()
    browser.get(reverse("plan"))
    stored = StoredPlan.objects.get()
    page = browser.get(reverse("plan_version", args=[stored.pk])).content.decode()
    assert reverse("plan_handout") not in page
