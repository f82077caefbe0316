"""The moving body on pages: its pictures, its addresses, who shows it, and how it is stored."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from lumbar.clinical.library import library
from lumbar.figure import palette
from lumbar.figure.catalogue import NotBuilt
from lumbar.site import figures, patterns
from lumbar.site.figures import Picture
from lumbar.site.looks import BODIES, TONES, Look, look
from lumbar.site.storage import without_documentation
from lumbar.site.wording import body_words, tone_words

SLUG = "single-knee-to-chest"
CLIP = f"{SLUG}.standard"


def drawn(text: str, **context: object) -> str:
    return Template("{% load figure %}" + text).render(Context(context))


def addresses(html: str) -> list[str]:
    return re.findall(r'(?:src|srcset)="([^"]+)"', html)


# --- Pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theme", "themes"),
    [
        ("day", ["paper"]),
        ("night", ["night", "paper"]),
        ("system", ["paper", "night", "paper"]),
    ],
)
def test_a_still_is_there_in_the_colours_of_the_page_and_of_paper(theme: str, themes: list[str]):
    html = drawn("{% figure_still slug %}", slug=SLUG, theme=theme, look=Look("man", "dark"))
    assert [address.split("/")[4] for address in addresses(html)] == themes
    assert {address.split("/")[3] for address in addresses(html)} == {"man-dark"}
    assert html.count("only-print") == (theme != "day")
    assert 'alt=""' in html and 'loading="lazy"' in html


def test_a_still_can_be_named_and_nobodys_text_becomes_markup():
    html = drawn("{% figure_still slug title=title %}", slug=SLUG, title='"><script>')
    assert 'alt="&quot;&gt;&lt;script&gt;"' in html


def test_an_unknown_exercise_or_way_is_an_error():
    for slug, variant in (("nothing", "standard"), (SLUG, "nothing")):
        with pytest.raises(NotBuilt):
            drawn("{% figure_still slug variant %}", slug=slug, variant=variant)


def test_every_exercise_in_every_way_has_its_pictures_on_every_body():
    for slug, exercise in library().exercises.items():
        for variant in exercise.variant:
            for at in ("start", "end"):
                shown = figures.picture(slug, variant.id, at)
                for body in BODIES:
                    assert figures.still(shown, Look(body), "paper").startswith("<svg ")


def test_a_picture_is_kept_by_the_browser_and_by_nobody_else(client: Client):
    address = figures.still_address(Picture(CLIP, "end"), Look(), "night")
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    # A cookie that changes must not make the browser ask again.
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert answer.content.startswith(b"<svg ")


def test_a_picture_of_another_version_is_shown_and_not_kept(client: Client):
    address = figures.still_address(Picture(CLIP, "end"), Look(), "night")
    answer = client.get(address.replace(figures.version(), "older"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        f"man-pink/night/{CLIP}.end",
        f"ghost-dark/night/{CLIP}.end",
        f"man-dark/disco/{CLIP}.end",
        f"man-dark/night/{CLIP}.middle",
        "man-dark/night/nothing.standard.end",
        "man-dark/night/..%2F..%2Fmanifest.end",
        "man-dark/night/end",
    ],
)
def test_what_is_no_picture_is_not_found(client: Client, path: str):
    assert client.get(f"/figure/{figures.version()}/{path}.svg").status_code == 404


# --- The moving body ------------------------------------------------------------------------------


def test_a_moving_body_has_the_still_first_and_says_where_all_it_needs_is():
    html = drawn(
        "{% figure_live slug label='Turn it' %}", slug=SLUG, theme="day", look=Look("man", "light")
    )
    assert html.startswith('<div class="figure" id="figure"')
    for value in ("/static/figure/bodies/man.bin", f"/static/figure/clips/man/{CLIP}.json"):
        assert f'="{value}"' in html
        assert finders.find(value.removeprefix("/static/"))
    assert 'data-tone="light"' in html and 'data-at="end"' in html
    assert 'data-label-view="Turn it"' in html and "data-autoplay" not in html
    assert 'fetchpriority="high"' in html


def test_what_a_moving_body_needs_is_asked_for_at_once_and_only_where_motion_is_welcome():
    html = drawn("{% figure_preload slug %}", slug=SLUG)
    assert html.count("prefers-reduced-motion: no-preference") == 2
    modules = re.findall(r'modulepreload" href="/static/([^"]+)"', html)
    assert modules == ["figure/figure.js"]
    assert finders.find(modules[0])


def test_the_colours_are_those_of_this_person_or_of_everybody():
    mine = _json(drawn("{% figure_palette %}", look=Look("elder", "dark")))
    assert set(mine["skin"]) == {"dark"} and set(mine["clothes"]) == {"elder"}
    assert mine["surroundings"] == palette.as_data()["surroundings"]
    assert _json(drawn("{% figure_palette everybody=True %}")) == palette.as_data()


def _json(script: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(script.partition(">")[2].rpartition("<")[0])
    return found


def test_documentation_is_left_out_and_every_line_stays_where_it_was():
    script = (
        '/** @typedef {import("./a.js").A} A */\nimport { b } from "./b.js"; // kept\n'
        '  // left out\n/**\n * left out\n */\nconst c = /** @type {A} */ (b("//c"));\n//# kept\n'
    )
    bare = without_documentation(script)
    assert bare == (
        '\nimport { b } from "./b.js"; // kept\n\n\n\n\nconst c =  (b("//c"));\n//# kept\n'
    )


def test_no_module_holds_a_mark_of_documentation_in_its_code():
    """What `without_documentation` relies on."""
    for path in _static_folders():
        for module in path.glob("*.js"):
            for line in without_documentation(module.read_text("utf-8")).splitlines():
                assert "*/" not in line and "/**" not in line, f"{module.name}: {line}"


def _static_folders() -> list[Path]:
    return list(Path(patterns.__file__).parents[1].glob("*/static/*"))


# --- Who shows it ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_one_choice_keeps_the_other(client: Client):
    client.post(reverse("set_figure"), {"tone": "dark"})
    answer = client.post(reverse("set_figure"), {"body": "elder", "next": "/learn/exercises"})
    assert answer.headers["Location"] == "/learn/exercises"
    assert answer.cookies["figure"].value == "elder-dark"
    assert answer.cookies["figure"]["httponly"]
    page = client.get(reverse("exercise", args=[SLUG])).content.decode()
    assert "/bodies/elder.bin" in page and 'data-tone="dark"' in page
    assert f"/elder-dark/night/{CLIP}.end.svg" in page


@pytest.mark.django_db
def test_somebody_or_something_unknown_is_refused(client: Client):
    for sent in ({"body": "ghost"}, {"tone": "green"}, {"body": "man", "tone": ""}):
        assert client.post(reverse("set_figure"), sent).status_code == 400
    assert client.get(reverse("set_figure")).status_code == 405
    elsewhere = {"body": "man", "next": "https://elsewhere.example/"}
    assert client.post(reverse("set_figure"), elsewhere).headers["Location"] == "/"


@pytest.mark.django_db
def test_a_broken_cookie_is_no_choice(client: Client):
    client.cookies["figure"] = "../../x"
    page = client.get(reverse("exercise", args=[SLUG])).content.decode()
    assert "/bodies/woman.bin" in page


def test_looks_are_named_and_every_name_is_one():
    for body in BODIES:
        for tone in TONES:
            assert look(str(Look(body, tone))) == Look(body, tone)
    assert set(body_words()) == set(BODIES) and set(tone_words()) == set(TONES)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "chosen"), [("en", "A man"), ("zh-hant", "男士")])
def test_the_choice_is_offered_with_what_is_chosen(client: Client, language: str, chosen: str):
    client.cookies["language"] = language
    client.cookies["figure"] = "man-light"
    page = client.get(reverse("exercises")).content.decode()
    form = page[page.index(f'action="{reverse("set_figure")}"') :]
    pressed = re.findall(r'name="(\w+)" value="(\w+)" aria-pressed="true"', form)
    assert pressed[:2] == [("body", "man"), ("tone", "light")]
    assert chosen in form


# --- The developers' page -------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_movement_is_shown_and_search_engines_are_sent_away(client: Client):
    page = client.get(reverse("figure_patterns")).content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert f'id="{CLIP}"' in page
    assert page.count("data-moment") >= len(BODIES)


@pytest.mark.django_db
def test_a_failed_check_is_told_first(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    row = {
        "body": "man", "clip": CLIP, "check": "joint limits", "worst": 2.5, "limit": 1,
        "unit": "°", "where": "knee.flexion.R at 0.5", "passed": False,
    }  # fmt: skip
    saved = tmp_path / "checks.json"
    saved.write_text(json.dumps([row, {**row, "body": "woman", "worst": 0.2, "passed": True}]))
    monkeypatch.setattr(patterns, "CHECKS", saved)
    page = client.get(reverse("figure_patterns")).content.decode()
    assert "2 checks, 1 failed" in page
    assert "knee.flexion.R at 0.5" in page
    monkeypatch.setattr(patterns, "CHECKS", tmp_path / "nothing.json")
    assert "No checks are saved" in client.get(reverse("figure_patterns")).content.decode()
