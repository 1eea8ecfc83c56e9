"""Settings, all from the environment (gongkai/env.py); people see Asia/Shanghai, the database UTC."""

from pathlib import Path

from csp.constants import NONE, SELF

from gongkai import safety
from gongkai.env import BASE_DIR, VAR_DIR, database, env, media_storage, networks, one_of, secret_key
from gongkai.logs import FORMATS, logging_config

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The address that people open, for links in mails; without it mails carry the text alone.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_filters",
    "import_export",
    "csp",
    "common",
    "units",
    "tasks",
    "importer",
    "reminders",
    "reports",
    "standing",
    "ninja",
    "api",
    "backup",
    "guide",
    "compare",
    "gongkai",
]

MIDDLEWARE = [
    "gongkai.requests.TrustedProxyMiddleware",
    "gongkai.requests.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "gongkai.limits.LimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "units.sessions.SessionEndMiddleware",
    "tasks.keeping.KeepTypedMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "units.gate.GateMiddleware",
    "common.http.PrivatePagesMiddleware",
    "common.http.RefusalMiddleware",
    "units.gate.DenialMiddleware",
]

ROOT_URLCONF = "gongkai.urls"
WSGI_APPLICATION = "gongkai.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongkai.navigation.navigation",
                "guide.context.guide",
            ],
        },
    },
]

DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "units.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": env.int("PASSWORD_MIN_LENGTH", default=8)},
    },
    {"NAME": "units.passwords.ClassesValidator"},
    {"NAME": "units.passwords.OwnWordsValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "email", "phone"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "units.passwords.ReuseValidator"},
]
# 0 switches a rule off: GB/T 22239 asks for classes and change, OWASP ASVS would have neither
# (docs/security.md).
PASSWORD_CLASSES = env.int("PASSWORD_CLASSES", default=3)
PASSWORD_DAYS = env.int("PASSWORD_DAYS", default=90)
PASSWORD_HISTORY = env.int("PASSWORD_HISTORY", default=5)
FIRST_PASSWORD_HOURS = env.int("FIRST_PASSWORD_HOURS", default=72)

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# So much of its disk stays free: the database may live on the same one.
MEDIA_RESERVE_MB = env.int("MEDIA_RESERVE_MB", default=512)
EVIDENCE_MAX_MB = env.int("EVIDENCE_MAX_MB", default=20)
EVIDENCE_MAX_FILES = env.int("EVIDENCE_MAX_FILES", default=10)
STORAGES = {
    "default": media_storage(),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# Days that the audit log is kept; 0: for ever.  units.guards refuses less than the law asks.
AUDIT_DAYS = env.int("AUDIT_DAYS", default=0)
BACKUP_ROOT = Path(env.str("BACKUP_ROOT", default=str(VAR_DIR / "backups")))
BACKUPS_KEPT = env.int("BACKUPS_KEPT", default=14)

# HTTPS=on behind a reverse proxy that ends TLS; off on one office PC that serves itself.
HTTPS = env.bool("HTTPS", default=False)
# Said by whoever lets others in without TLS and knows it (gongkai.safety).
PLAIN_HTTP = env.bool("PLAIN_HTTP", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
# Failures in a row under one name, and from one address (a whole office, perhaps), within so many minutes.
LOG_IN_FAILURES = env.int("LOG_IN_FAILURES", default=5)
LOG_IN_FAILURES_OF_ADDRESS = env.int("LOG_IN_FAILURES_OF_ADDRESS", default=50)
LOG_IN_PAUSE_MINUTES = env.int("LOG_IN_PAUSE_MINUTES", default=30)
# GB/T 22239 level 3: a second factor for whoever keeps the system.
SECOND_FACTOR_ROLES = env.list("SECOND_FACTOR_ROLES", default=[])
SESSION_ENGINE = "units.sessions"
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=30)
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
# A wall with the board counts as nobody at work, unless its room is guarded otherwise.
WALL_KEEPS_LOG_IN = env.bool("WALL_KEEPS_LOG_IN", default=False)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
# The prefix binds a cookie to this very host and to TLS; browsers refuse it elsewhere.
_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_PREFIX}sessionid", f"{_PREFIX}csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
# Preloading HSTS is for public domains; an intranet host cannot be on that list.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# An upload travels through memory into the import batch; the guard's own limit is the lower one.
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 200
# The whole body of a request by kind of address (gongkai.limits); files of evidence have their own limits.
UPLOAD_MAX_MB = env.int("UPLOAD_MAX_MB", default=32)
FORM_MAX_MB = env.int("FORM_MAX_MB", default=8)
RATE_LIMITS = env.bool("RATE_LIMITS", default=True)

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
# Hosts that reminders may be posted to: “host” for the usual ports, “host:port” for another.
CHANNEL_HOSTS = env.list(
    "CHANNEL_HOSTS", default=["qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn"]
)
# Senders side by side in one round of sending (PostgreSQL): a mail is mostly waiting for answers.
REMINDER_SENDERS = env.int("REMINDER_SENDERS", default=4)
# The system's own mail box, for its daily message to itself; without one that message stays inside.
CANARY_EMAIL = env.str("CANARY_EMAIL", default="")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="公开台账 <gongkai@localhost>")

# Celery: Redis where there is one, else a folder as broker.  The database is the truth, a message only wakes.
REDIS_URL = env.str("REDIS_URL", default="")
# One for all processes where there is Redis, else one a process: it counts requests, nothing is lost with it.
CACHES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
if REDIS_URL:
    CACHES["default"] = {
        "BACKEND": "common.caching.CalmRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "gongkai-cache",
        "OPTIONS": {
            "serializer": "common.caching.JsonSerializer",
            "socket_connect_timeout": 1,
            "socket_timeout": 1,
        },
    }
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
if REDIS_URL:
    # Longer than the longest job, or Redis would hand it to a second worker.
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {"visibility_timeout": 3600}
else:
    _QUEUE_DIR = Path(env.str("QUEUE_DIR", default=str(VAR_DIR / "queue")))
    _QUEUE_DIR.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT = "gongkai.folder_broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_QUEUE_DIR),
        "data_folder_out": str(_QUEUE_DIR),
        "control_folder": str(_QUEUE_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.3,
    }
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 900
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_TASK_ALWAYS_EAGER", default=False)

LOGGING = logging_config(env.str("LOG_LEVEL", default="INFO"), one_of("LOG_FORMAT", FORMATS))
SLOW_REQUEST_MS = env.int("SLOW_REQUEST_MS", default=1000)
# Who may say for whom a request is: the reverse proxy (X-Forwarded-For, X-Forwarded-Proto, X-Request-ID).
TRUSTED_PROXIES = networks("TRUSTED_PROXIES", default="127.0.0.1,::1")
# Who may read /metrics: hosts and networks, and whoever knows the token.
METRICS_ALLOWED = networks("METRICS_ALLOWED", default="127.0.0.1,::1")
# Where a worker tells its figures, “host:port”; an address that only the monitoring host reaches.
METRICS_LISTEN = env.str("METRICS_LISTEN", default="")
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

safety.check(globals())
