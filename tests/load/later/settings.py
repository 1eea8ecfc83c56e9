"""The product's settings with the release to come installed."""

from gongkai.settings import *  # noqa: F403
from gongkai.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.load.later"]
