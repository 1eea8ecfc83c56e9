"""The product's settings for the chaos run: real servers, an impatient mail client."""

from gongkai.settings import *  # noqa: F403

# A server that hangs is given up after two seconds; the faults of a year then fit into minutes.
EMAIL_TIMEOUT = 2
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 60}
