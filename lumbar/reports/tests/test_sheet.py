"""The sheet for the clinician: one page whatever is on it, every word, readable by machines."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from lumbar.check.models import StoredAssessment
from lumbar.clinical.library import library
from lumbar.journal.models import Goal, MeasureResponse
from lumbar.medicines.models import Dose
from lumbar.people.actions import load_demo_clinic
from lumbar.people.models import Clinic, Person
from lumbar.plans.handout.glyphs import BOX, printable
from lumbar.plans.tests.helpers import calm_guest, check, guest
from lumbar.reports.actions import MOST_QUESTIONS
from lumbar.reports.sheet import contents, pdf
from lumbar.reports.sheet.fit import cut
from lumbar.reports.tests.helpers import asked, kept_journal

pytestmark = pytest.mark.django_db


def sheet_of(browser: Client, language: str = "en", wanted: str = "months") -> bytes:
    browser.cookies["language"] = language
    answer = browser.get(reverse("report_pdf"), {"range": wanted})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    name = f"lumbar-report-{timezone.localdate()}-{language}.pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{name}"'
    assert answer.headers["Cache-Control"] == "no-store"
    return bytes(answer.content)


def told(document: bytes) -> str:
    """The page's text without its line breaks."""
    reader = PdfReader(io.BytesIO(document))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


def sore_leg() -> tuple[Person, Client]:
    person, browser, _assessment = calm_guest(
        duration="2_to_14_days",
        pain_areas=["low_back_left", "calf_left"],
        tingling_areas=["calf_left", "sole_left"],
    )
    return person, browser


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_everything_is_on_one_tagged_page(language: str) -> None:
    load_demo_clinic()
    person, browser = sore_leg()
    kept_journal(person, 60)
    asked(person, "May I play badminton?")
    document = sheet_of(browser, language)
    words = told(document)
    clinic, level = Clinic.objects.get(), library().words(language).levels["self_care"]
    english = language == "en"
    for text in (
        clinic.name_en if english else clinic.name_zh_hant,
        level.label,
        "not a diagnosis" if english else "並非診斷",
        "S1 (" if english else "S1",
        "59 of 59 done" if english else "59 晚完成了",
        "May I play badminton?",
        "7.7",
        "Name" if english else "姓名",
    ):
        assert text.replace(" ", "") in words.replace(" ", ""), text
    assert b"/StructTreeRoot" in document
    assert b"/Marked true" in document
    assert b"<pdfuaid:part>1</pdfuaid:part>" in document
    assert b"/Lang(" + (b"en-GB" if english else b"zh-HK") + b")" in document
    # Course, body, one pattern for each feeling: two of them say what they show, the rest decorate.
    assert document.count(b"/S/Figure") == document.count(b"/Alt") == 2
    assert document.count(b"/S/TH") >= 5
    assert b"+AtkinsonHyperlegibleNext-Regular" in document
    assert document.count(b"/Type/FontDescriptor") == document.count(b"/FontFile")


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_the_most_that_can_be_said_is_still_one_page(language: str) -> None:
    """Many danger signs, every area marked, long words of one's own, three years of data."""
    person, browser = guest()
    every = [region.id for region in library().body_map]
    check(
        person,
        pain_areas=every,
        tingling_areas=every,
        numb_areas=every,
        burning_areas=every,
        age="70_plus",
        **dict.fromkeys(("fever", "cancer", "night_pain", "steroids", "weight_loss"), "yes"),
    )
    # The plan is of a calm check before; its journal is as long as it gets.
    newest = StoredAssessment.objects.get()
    calm = check(person, duration="2_to_14_days")
    kept_journal(person, 150)
    StoredAssessment.objects.filter(pk=newest.pk).update(created_at=timezone.now())
    assert calm.pk != newest.pk
    for number in range(MOST_QUESTIONS):
        asked(person, f"{number}: " + ("寬" if language == "zh-hant" else "Word ") * 58)
    for number in range(12):
        Dose.objects.create(
            person=person,
            medicine="other",
            name=f"{number} " + "W" * 70,
            amount="1",
            taken_at=timezone.now() - timedelta(days=number),
        )
    goals = [
        Goal.objects.create(person=person, text="M" * 110, set_at=timezone.now())
        for _number in range(5)
    ]
    MeasureResponse.objects.create(
        person=person,
        measure="goals",
        day=timezone.localdate(),
        answers={str(goal.pk): 4 for goal in goals},
        score=4,
        knowledge_version="",
        said_at=timezone.now(),
    )
    document = sheet_of(browser, language, "all")
    words = told(document)
    assert ("more" if language == "en" else "還有") in words
    assert library().words(language).levels[newest.level].label.replace(" ", "") in words.replace(
        " ", ""
    )


def test_little_makes_a_page_too() -> None:
    person, browser = guest()
    check(person)
    assert "Low back report" in told(sheet_of(browser))
    _person, browser = guest()
    _person.doses.create(medicine="ibuprofen", amount="1", taken_at=timezone.now())
    assert "Medicine as noted" in told(sheet_of(browser))


def test_ones_own_words_never_break_the_page() -> None:
    person, browser = guest()
    check(person)
    asked(person, '#panic("no") *a* $b$ \\ 🦴 สวัสดี é ½ 喺')
    words = told(sheet_of(browser))
    assert '#panic("no") *a* $b$ \\' in words
    assert BOX in words
    assert printable("a\u200d\ufe0fb\n c") == "ab c"
    assert printable("é 背痛 – “x”") == "é 背痛 – “x”"


def test_a_list_that_is_cut_says_by_how_much() -> None:
    assert cut([1, 2, 3], 3) == ((1, 2, 3), "")
    assert cut([1, 2, 3, 4, 5], 3) == ((1, 2, 3), "… and 2 more")


def test_nobody_elses_is_on_it() -> None:
    person, _browser = sore_leg()
    asked(person, "Mine alone")
    _other, browser = guest()
    assert browser.get(reverse("report_pdf")).status_code == 404
    other, browser = guest()
    check(other)
    assert "Mine alone" not in told(sheet_of(browser))


def test_typst_is_loaded_only_when_something_is_printed() -> None:
    assert not {"typst", "pylopdf_fonts_zh_tw"} & {*vars(pdf), *vars(contents)}
