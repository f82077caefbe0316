"""Template tags that show an exercise.

``{% figure_still "bridge" "standard" at="end" %}`` is a picture of one moment;
``{% figure_live "bridge" "standard" %}`` is the same picture, over which the moving body appears
where JavaScript runs and less motion is not wished. A page with a moving body has
``{% figure_preload … %}`` in its head and ``{% figure_scripts %}`` at its end; all pages link
``site/figure.css``.

Whose body it is and in which theme comes from the page's context.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lumbar.figure import catalogue, palette
from lumbar.site import figures
from lumbar.site.figures import Moment
from lumbar.site.looks import BODIES, TONES, Look
from lumbar.site.wording import body_words, tone_words

register = template.Library()

PALETTE = "figure-palette"
"""Id of the JSON with the colours."""
MODULE = "figure/figure.js"
"""The module that brings figures and the bars under them to life."""
WIDTH, HEIGHT = 640, 480
"""Of every picture, so that pages keep its place before it has come."""
STANDING: tuple[str, str, Moment] = ("standing-back-bend", "standard", "start")
"""Where a whole person is seen best: slug, variant and moment."""


def _look(context: template.Context) -> Look:
    chosen = context.get("look")
    return chosen if isinstance(chosen, Look) else Look()


@register.simple_tag(takes_context=True)
def figure_still(
    context: template.Context,
    slug: str,
    variant: str = "standard",
    at: Moment = "end",
    title: str = "",
    eager: bool = False,
    look: Look | None = None,
) -> SafeString:
    """One moment of an exercise, ``start`` or ``end``.

    With ``title`` the picture has that name; without, screen readers pass over it. ``eager``
    pictures are fetched at once, others when they come near the window. ``look`` is
    somebody other than the page's. Raises NotBuilt.
    """
    return _still(context, slug, variant, at, title=title, eager=eager, look=look)


@register.simple_tag(takes_context=True)
def figure_live(
    context: template.Context,
    slug: str,
    variant: str = "standard",
    *,
    at: Moment = "end",
    title: str = "",
    label: str = "",
    id: str = "figure",
    module: str = "figure",
    part: str = "",
    autoplay: bool = True,
) -> SafeString:
    """An exercise that moves; ``figure.js`` tells what it does with the attributes.

    ``title`` is the still's name. With ``label``, the name of the moving picture, the picture can
    be turned by keyboard. ``module`` is who brings it to life, ``part`` its
    name in a larger module. Raises NotBuilt.
    """
    look = _look(context)
    data = {
        **_sources(slug, variant, look),
        "module": module,
        "part": part,
        "at": at,
        "label-view": label,
        "autoplay": "" if autoplay else "off",
    }
    still = _still(context, slug, variant, at, title=title, eager=True)
    return format_html('<div class="figure" id="{}"{}>{}</div>', id, _data(data), still)


@register.simple_tag(takes_context=True)
def figure_moment(
    context: template.Context, slug: str, variant: str, look: Look, moment: float = 0.5
) -> SafeString:
    """Somebody standing still at a moment, 0 start to 1 end, drawn live when it is in sight."""
    data = {**_sources(slug, variant, look), "moment": f"{moment:g}", "autoplay": "off"}
    return format_html('<div class="figure"{}></div>', _data(data))


def _sources(slug: str, variant: str, look: Look) -> dict[str, str]:
    """Where the browser finds what it needs to draw this."""
    return {
        "body": figures.body_address(look),
        "clip": figures.clip_address(slug, variant, look),
        "palette": f"#{PALETTE}",
        "tone": look.tone,
    }


def _data(values: Mapping[str, str]) -> SafeString:
    """Data attributes, those without a value left out."""
    return format_html_join("", ' data-{}="{}"', ((n, v) for n, v in values.items() if v))


@register.simple_tag
def figure_sides(slug: str, variant: str = "standard") -> bool:
    """Whether it is done on one side, then on the other. Raises NotBuilt."""
    return catalogue.entry(slug, variant).sides


@register.simple_tag
def figure_moves(slug: str, variant: str = "standard") -> bool:
    """Whether more than the chest moves. Raises NotBuilt."""
    return catalogue.entry(slug, variant).moves


@dataclass(frozen=True)
class Choice:
    """One button of the choice of who shows the exercises."""

    value: str
    label: str
    chosen: bool
    picture: SafeString


@register.inclusion_tag("site/components/show_me_as.html", takes_context=True)
def show_me_as(context: template.Context) -> dict[str, Any]:
    """The form in which a person chooses body and skin tone, folded up."""
    look = _look(context)
    bodies, tones = body_words(), tone_words()
    return {
        "csrf_token": context.get("csrf_token"),
        "next": context["request"].get_full_path(),
        "chosen": _("%(person)s, %(skin)s")
        % {"person": bodies[look.body], "skin": tones[look.tone].lower()},
        "bodies": [
            Choice(
                body,
                bodies[body],
                body == look.body,
                _still(context, *STANDING, title="", eager=False, look=look._replace(body=body)),
            )
            for body in BODIES
        ],
        "tones": [
            Choice(tone, tones[tone], tone == look.tone, _swatch(palette.SKIN[tone]))
            for tone in TONES
        ],
    }


def _swatch(skin: palette.Shades) -> SafeString:
    return format_html(
        '<svg class="show-me__tone" viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
        '<circle cx="16" cy="16" r="15" fill="{}"/>'
        '<path d="M16 1a15 15 0 0 1 0 30z" fill="{}"/></svg>',
        *(skin.base, skin.shade),
    )


@register.simple_tag(takes_context=True)
def figure_preload(context: template.Context, slug: str, variant: str = "standard") -> SafeString:
    """Head links for all that a moving body needs, where motion is welcome. Raises NotBuilt."""
    look = _look(context)
    fetched = (figures.body_address(look), figures.clip_address(slug, variant, look))
    welcome = "(prefers-reduced-motion: no-preference)"
    return mark_safe(  # noqa: S308
        format_html_join(
            "",
            '<link rel="preload" as="fetch" href="{}" media="{}" crossorigin>',
            ((address, welcome) for address in fetched),
        )
        + figure_modules()
    )


@register.simple_tag
def figure_modules() -> SafeString:
    """Head link for the module, so that it comes along with the page's other files."""
    return format_html('<link rel="modulepreload" href="{}">', static(MODULE))


@register.simple_tag(takes_context=True)
def figure_palette(context: template.Context, everybody: bool = False) -> SafeString:
    """The colours of this person's figures, or of everybody's; once on a page."""
    return json_script(figures.colours(None if everybody else _look(context)), PALETTE)


@register.simple_tag(takes_context=True)
def figure_scripts(context: template.Context) -> SafeString:
    """What brings the page's figures and the bars under them to life."""
    return format_html(
        '{}<script type="module" src="{}"></script>',
        figure_palette(context),
        static(MODULE),
    )


def _still(
    context: template.Context,
    slug: str,
    variant: str,
    at: Moment,
    *,
    title: str,
    eager: bool,
    look: Look | None = None,
) -> SafeString:
    shown = figures.picture(str(slug), str(variant), at)
    chosen = look or _look(context)

    theme = str(context.get("theme", "system"))
    address, *by_day = figures.still_addresses(shown, chosen, theme)
    picture = _image(address, title, eager)
    for paper in by_day:
        picture = format_html(
            '<picture><source media="(prefers-color-scheme: light)" srcset="{}">{}</picture>',
            *(paper, picture),
        )
    if theme != "day":
        # On paper there is no night. Hidden pictures are fetched when somebody prints.
        picture += format_html(
            '<img class="only-print" src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
            *(figures.still_address(shown, chosen, "paper"), title, WIDTH, HEIGHT),
        )
    return picture


def _image(address: str, title: str, eager: bool) -> SafeString:
    when = ("fetchpriority", "high") if eager else ("loading", "lazy")
    return format_html(
        '<img class="figure__still" src="{}" alt="{}" width="{}" height="{}" {}="{}">',
        *(address, title, WIDTH, HEIGHT, *when),
    )
