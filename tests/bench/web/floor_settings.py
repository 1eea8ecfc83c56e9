"""The product's models and database behind the plainest site that Django makes of them."""

from gongkai.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.web.floor_site"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {}}]
