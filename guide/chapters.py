"""The chapters of the users' guide, and which of them speaks of a page.  The text: ``guide/text/*.md``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

FOLDER = Path(__file__).resolve().parent / "text"


@dataclass(frozen=True, slots=True)
class Chapter:
    """``pages``: beginnings of paths that it speaks of, each with the heading to open at."""

    slug: str
    title: str
    readers: str
    pages: tuple[tuple[str, str], ...] = ()

    @property
    def file(self) -> Path:
        return FOLDER / f"{self.slug}.md"


CHAPTERS = (
    Chapter(
        "start",
        "开始使用",
        "所有人",
        (("/accounts/", "账号和密码"), ("/search/", "找任务"), ("/guide/", "")),
    ),
    Chapter(
        "report",
        "部门：填报和提交",
        "部门负责人、部门经办人",
        (("/", "工作台"), ("/obligations/", "填报"), ("/evidence/", "佐证材料"), ("/tasks/", "任务页")),
    ),
    Chapter(
        "plan",
        "计划表",
        "公开办人员",
        (("/plans/", ""), ("/records/", "办理记录")),
    ),
    Chapter(
        "standing",
        "常设事项",
        "公开办人员",
        (
            ("/standing/", "启用和停用"),
            ("/standing/items/", "改日期、单位和首次提醒"),
            ("/standing/plans/", "与计划核对"),
            ("/standing/year/", "年历"),
        ),
    ),
    Chapter("import", "导入分工方案", "公开办人员", (("/import/", ""),)),
    Chapter("compare", "对照", "公开办人员", (("/compare/", ""), ("/compare/plans/", "起草下一年度方案"))),
    Chapter(
        "review",
        "审核和催办",
        "公开办人员",
        (("/obligations/waiting/", "审核"), ("/tasks/silent/", "谁还没报")),
    ),
    Chapter(
        "reminders",
        "提醒",
        "所有人",
        (("/reminders/", ""), ("/reminders/outlets/", "渠道"), ("/workdays/", "工作日")),
    ),
    Chapter("board", "看板", "领导、公开办人员", (("/dashboard/", ""),)),
    Chapter("papers", "报表和文稿", "公开办人员、领导", (("/reports/", ""), ("/api/", "给别的系统读"))),
    Chapter(
        "people",
        "单位和人员",
        "系统管理员、公开办人员",
        (("/units/", "单位"), ("/people/", "人员和任职")),
    ),
    Chapter("audit", "审计", "安全审计员", (("/audit/", ""),)),
)
BY_SLUG = {chapter.slug: chapter for chapter in CHAPTERS}

_PAGES = sorted(
    ((prefix, chapter.slug, heading) for chapter in CHAPTERS for prefix, heading in chapter.pages),
    key=lambda page: -len(page[0]),
)


def anchor(heading: str) -> str:
    """The id of a heading in its chapter's page."""
    return heading.replace(" ", "-")


def place_of(path: str) -> tuple[str, str]:
    """(slug, heading) of the chapter on a page: the longest beginning wins, “/” is only itself."""
    for prefix, slug, heading in _PAGES:
        if path == prefix or (prefix != "/" and path.startswith(prefix)):
            return slug, heading
    return "", ""


def fragment(heading: str) -> str:
    return f"#{quote(anchor(heading))}" if heading else ""
