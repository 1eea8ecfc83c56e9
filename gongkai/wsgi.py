"""WSGI entry for gunicorn and waitress."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.settings")
os.environ["GONGKAI_PROCESS"] = "web"  # how long the database may take: gongkai/env.py

application = get_wsgi_application()
# Views are imported here, before gunicorn parts into processes, and not by whoever asks first.
_ = get_resolver().url_patterns

# What the start has loaded stays for good: the collector need not walk it again with every page, and a page
# makes and drops some ten thousand objects.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
