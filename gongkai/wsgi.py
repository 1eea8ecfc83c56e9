"""WSGI entry for gunicorn and waitress."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.settings")
os.environ["GONGKAI_PROCESS"] = "web"  # how long the database may take: gongkai/env.py

application = get_wsgi_application()
# Views are imported here, before gunicorn parts into processes, and not by whoever asks first.
_ = get_resolver().url_patterns
