"""Cells of exported tables as spreadsheets read them."""

# What Excel and WPS take for the start of a formula (OWASP, CSV injection), also after blanks.
_STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it as a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_STARTERS) else cell


def bare(cell: str) -> str:
    """The text again without the apostrophe that :func:`harmless` put before it."""
    text = cell.removeprefix("'")
    return text if harmless(text) == cell else cell
