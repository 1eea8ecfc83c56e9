"""The product's settings with what tests need changed; ``DATABASE_URL`` and ``REDIS_URL`` apply."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0123456789abcdef" * 4)
# Jobs run where they are sent, so that a test sees what they did; the browser journeys run a real worker.
os.environ["CELERY_TASK_ALWAYS_EAGER"] = "on"
os.environ["LOG_LEVEL"] = "WARNING"
_FOLDER = tempfile.TemporaryDirectory(prefix="gongkai-tests-")
os.environ["MEDIA_ROOT"] = f"{_FOLDER.name}/media"
os.environ["BACKUP_ROOT"] = f"{_FOLDER.name}/backups"
os.environ["QUEUE_DIR"] = f"{_FOLDER.name}/queue"

from gongkai.settings import *  # noqa: E402, F403
from gongkai.settings import STORAGES, TEMPLATES  # noqa: E402

CELERY_TASK_EAGER_PROPAGATES = True
# Others would not see the rows of a test's transaction.
REMINDER_SENDERS = 1
# Empty: every new client of a test looks at each file in it, and a collected one holds hundreds.
STATIC_ROOT = f"{_FOLDER.name}/static"
os.mkdir(STATIC_ROOT)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Days pass quickly in tests: log-ins and passwords hold; what is said of them is tested with other settings.
SESSION_IDLE_MINUTES = 12 * 60
PASSWORD_DAYS = 0
# Nor do tests count as too many requests.
RATE_LIMITS = False
# The real hasher is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Hashed names need a collected folder; the browser journeys run with it.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TEMPLATES = [{**TEMPLATES[0], "OPTIONS": {**TEMPLATES[0]["OPTIONS"], "debug": True}}]
