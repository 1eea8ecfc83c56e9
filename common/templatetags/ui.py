"""Components of the pages: `{% load ui %}`; names and arguments are listed in docs/components.md."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from common.decisions import Decision

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of the shapes in components/icon.html; always beside a word, so hidden from screen readers."""
    return _icon(name)


@register.simple_tag
def light(light: Any, why: bool = False, word: str = "") -> SafeString:
    """Anything with colour, word, shape, sentence; ``word`` replaces its word, ``why`` adds the sentence."""
    return _light(light.colour, light.shape, word or light.word, light.sentence if why else "")


@register.simple_tag
def mark(colour: str, word: str) -> SafeString:
    """A plain word that looks like a light: ``colour`` red, amber, blue, green or grey."""
    shapes = {"red": "triangle", "amber": "diamond", "blue": "circle", "green": "check"}
    return _light(colour, shapes.get(colour, "dash"), word, "")


# The same few shapes and lights stand in every row of every page: each is rendered once a process.
@lru_cache(maxsize=32)
def _icon(name: str) -> SafeString:
    return render_to_string("components/icon.html", {"name": name})


@lru_cache(maxsize=2048)
def _light(colour: str, shape: str, word: str, sentence: str) -> SafeString:
    given = {"colour": colour, "shape": shape, "word": word, "sentence": sentence}
    return render_to_string("components/light.html", given)


@register.inclusion_tag("components/field.html")
def field(field: BoundField, label: str = "", hint: str = "") -> dict[str, Any]:
    """A form's field with label, help and errors, tied together for screen readers."""
    many = getattr(field.field.widget, "input_type", "") in {"radio", "checkbox"} and field.use_fieldset
    return {"field": field, "label": label or field.label, "hint": hint or field.help_text, "many": many}


@register.inclusion_tag("components/errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """The errors of a form that belong to no field."""
    return {"errors": form.non_field_errors()}


@register.inclusion_tag("components/act_button.html")
def act_button(
    decision: Decision,
    label: str,
    name: str = "",
    value: str = "",
    kind: str = "",
    confirm: str = "",
) -> dict[str, Any]:
    """A submit button, or, when denied, a button that keeps its focus and says why it does nothing."""
    return {
        "decision": decision,
        "label": label,
        "name": name,
        "value": value,
        "kind": kind,
        "confirm": confirm,
    }


@register.inclusion_tag("components/figure.html")
def figure(value: Any, label: str, note: Any = "", colour: str = "", href: str = "") -> dict[str, Any]:
    """One figure of a strip (`<div class="figs">`); a link where there is a list behind it."""
    return {"value": value, "label": label, "note": note, "colour": colour, "href": href}


@register.inclusion_tag("components/empty.html")
def empty(title: str, hint: str = "", href: str = "", label: str = "") -> dict[str, Any]:
    """What a list says that holds nothing: what is missing, and what to do next."""
    return {"title": title, "hint": hint, "href": href, "label": label}


@register.inclusion_tag("components/steps.html")
def steps(current: int, *labels: str) -> dict[str, Any]:
    """Steps of a longer act; ``current`` counts from 1."""
    return {"current": current, "labels": labels}


@register.inclusion_tag("components/crumbs.html")
def crumbs(*pairs: str) -> dict[str, Any]:
    """The way to this page: label, address, label, address, …"""
    return {"links": list(zip(pairs[::2], pairs[1::2], strict=True))}


@register.inclusion_tag("components/paging.html")
def paging(page: Page[Any], word: str = "条") -> dict[str, Any]:
    """Pages of a list, other query parameters kept; says the total in ``word``."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"page": page, "numbers": numbers, "word": word}


@register.inclusion_tag("components/stack_bar.html")
def stack_bar(parts: Iterable[tuple[str, int, str]], total: int | None = None) -> dict[str, Any]:
    """A stacked bar of (colour, count, word); ``total`` is the full width (default: the sum).

    Colours: green, doing, amber, red, blue, grey, accent.
    """
    counted = [part for part in parts if part[1]]
    whole = total or sum(count for _, count, _ in counted)
    left, rects = 0.0, []
    for colour, count, word in counted:
        width = 100 * count / whole
        rects.append(
            {"colour": colour, "x": f"{left:.2f}%", "width": f"{width:.2f}%", "title": f"{word} {count}"}
        )
        left += width
    spoken = "，".join(rect["title"] for rect in rects)
    return {"rects": rects, "spoken": f"共 {whole} 项：{spoken}" if rects else "没有事项"}


@register.inclusion_tag("components/legend.html")
def legend(*pairs: str) -> dict[str, Any]:
    """The key of a stacked bar: colour, word, colour, word, …"""
    return {"entries": list(zip(pairs[::2], pairs[1::2], strict=True))}
