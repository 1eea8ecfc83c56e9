"""What was found, with the words that were asked for marked."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

register = template.Library()
BEFORE, LENGTH = 16, 90


@register.filter
def excerpt(text: str, asked: str) -> SafeString:
    """A line of the text around the first of the words, each of them in <mark>."""
    line = " ".join(str(text).split())
    words = sorted(asked.split(), key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, words)) or "(?!)", re.IGNORECASE)
    first = pattern.search(line)
    begin = max(0, first.start() - BEFORE) if first and first.end() > LENGTH else 0
    part = line[begin : begin + LENGTH]
    shown, place = SafeString(""), 0
    for found in pattern.finditer(part):
        shown += format_html("{}<mark>{}</mark>", part[place : found.start()], found[0])
        place = found.end()
    shown += escape(part[place:])
    before, behind = "…" if begin else "", "…" if begin + LENGTH < len(line) else ""
    return format_html("{}{}{}", before, shown, behind)
