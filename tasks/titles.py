"""A plan's name as rows of a list have room for it."""

import re

_ISSUED = re.compile(r"关于(?:印发|转发)[《<]?(.+?)[》>]?的通知")
_YEAR = re.compile(r"(?:19|20)\d{2}年")
_LONGEST = 22


def short_title(title: str, organisation: str = "") -> str:
    """The title without the office that everybody there knows: from its year on, else after `organisation`.

    “某市关于印发2022年政务公开工作要点的通知” is “2022年政务公开工作要点”.  At most 22 characters; what
    is too long loses its middle, for the ends tell two plans apart.  A title of nothing else stays whole.
    """
    inner = _ISSUED.search(title)
    name = inner[1] if inner else title
    year = _YEAR.search(name)
    name = name[year.start() :] if year else name.removeprefix(organisation)
    name = name or title
    if len(name) <= _LONGEST:
        return name
    half = _LONGEST // 2
    return f"{name[:half]}…{name[1 - half :]}"
