"""What a browser says of itself, in two words that people know their devices by."""

from __future__ import annotations

# The first that is found: everybody also calls themselves Chrome or Safari.
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("QIHU 360", "360 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("UOS", "统信浏览器"),
    ("Edg", "Edge"),
    ("Firefox", "火狐"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "安卓"),
    ("OpenHarmony", "鸿蒙"),
    ("iPhone", "iPhone"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def agent_words(agent: str) -> str:
    """“Chrome　Windows”; what is not known is not guessed."""
    found = [next((word for sign, word in kinds if sign in agent), "") for kinds in (_BROWSERS, _SYSTEMS)]
    return "　".join(word for word in found if word) or "其他程序"
