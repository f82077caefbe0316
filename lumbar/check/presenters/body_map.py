"""The body map: the drawing, what is marked on it, and the list of its areas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from lumbar.check.drawing import VIEWS, Drawing, Shape, drawing
from lumbar.clinical.library import Library
from lumbar.clinical.values import Value
from lumbar.figure.catalogue import BodyName
from lumbar.site.wording import page_language


@dataclass(frozen=True, slots=True)
class Brush:
    """One kind of feeling to mark: its question and the number of its pattern (1 to 4)."""

    question: str
    number: int
    ask: str
    name: str
    chosen: bool
    marks: tuple[RegionView, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionView:
    """One area of the body as it is shown."""

    id: str
    name: str
    shape: Shape
    feelings: tuple[int, ...]
    """Numbers of the brushes it is marked with."""


@dataclass(frozen=True, slots=True)
class FigureView:
    """The body from one side."""

    view: str
    title: str
    left: str
    right: str
    regions: tuple[RegionView, ...]
    hints: str


@dataclass(frozen=True, slots=True)
class RegionGroup:
    """Areas listed together for those who prefer a list."""

    title: str
    open: bool
    regions: tuple[RegionView, ...]


@dataclass(frozen=True, slots=True)
class BodyMapView:
    """The drawing, what is marked on it, and the feelings it can be marked with."""

    brushes: tuple[Brush, ...]
    figures: tuple[FigureView, ...]
    groups: tuple[RegionGroup, ...]
    drawing: Drawing

    @property
    def brush(self) -> Brush:
        """The feeling in hand."""
        return next(brush for brush in self.brushes if brush.chosen)


_LIST_GROUPS: tuple[tuple[str, frozenset[str]], ...] = (
    ("back", frozenset({"mid_back", "low_back", "flank", "tailbone", "buttock", "hip_side"})),
    ("high", frozenset({"neck", "shoulder_blade", "between_shoulder_blades"})),
    ("thigh", frozenset({"thigh_back", "knee_back", "thigh_front", "thigh_inner", "knee_front"})),
    ("shin", frozenset({"calf", "shin_inner", "shin_outer"})),
    ("foot", frozenset({"heel", "sole", "foot_top", "big_toe", "foot_outer"})),
    ("front", frozenset({"chest", "upper_tummy", "lower_tummy", "groin", "between_legs"})),
    ("arm", frozenset({"arm", "hand"})),
)


def _list_title(group: str) -> str:
    return {
        "back": gettext("Low back and buttocks"),
        "high": gettext("Neck and upper back"),
        "thigh": gettext("Thighs and knees"),
        "shin": gettext("Lower legs"),
        "foot": gettext("Feet"),
        "front": gettext("Chest, tummy and groin"),
        "arm": gettext("Arms and hands"),
    }[group]


def body_map_view(
    questions: Iterable[str],
    given: Mapping[str, Value],
    library: Library,
    brush: str = "",
    body: BodyName = "woman",
) -> BodyMapView:
    """The body map with the areas marked so far; ``brush`` is the question in hand."""
    drawn = drawing(body)
    words = library.words(page_language())
    ids = list(questions)
    marked = {
        question: frozenset(value)
        if isinstance(value := given.get(question), tuple)
        else frozenset()
        for question in ids
    }
    in_hand = brush if brush in ids else ids[0]
    regions = {
        region.id: RegionView(
            id=region.id,
            name=words.regions[region.id],
            shape=drawn.shape(region.view, region.group, region.side),
            feelings=tuple(n for n, q in enumerate(ids, start=1) if region.id in marked[q]),
        )
        for region in library.body_map
    }
    figures = tuple(
        FigureView(
            view=view,
            title=gettext("From behind") if view == "back" else gettext("From the front"),
            left=gettext("your left") if view == "back" else gettext("your right"),
            right=gettext("your right") if view == "back" else gettext("your left"),
            regions=tuple(regions[r.id] for r in library.body_map if r.view == view),
            hints=drawn.hints[view],
        )
        for view in VIEWS
    )
    groups = []
    for group, members in _LIST_GROUPS:
        listed = tuple(regions[r.id] for r in library.body_map if r.group in members)
        groups.append(
            RegionGroup(
                _list_title(group), group == "back" or any(r.feelings for r in listed), listed
            )
        )
    return BodyMapView(
        brushes=tuple(
            Brush(
                question,
                number,
                words.questions[question].ask,
                feeling_name(question),
                question == in_hand,
                tuple(region for id, region in regions.items() if id in marked[question]),
            )
            for number, question in enumerate(ids, start=1)
        ),
        figures=figures,
        groups=tuple(groups),
        drawing=drawn,
    )


def feeling_name(question: str) -> str:
    """The short name of a feeling, for a chip or a legend."""
    return {
        "pain_areas": gettext("Pain"),
        "tingling_areas": gettext("Pins and needles"),
        "numb_areas": gettext("Numb"),
        "burning_areas": gettext("Burning or cold"),
    }[question]
