"""All settings, all from the environment (or a .env file, or *_FILE secrets). Every variable is documented in docs/dev/settings.md."""

import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from environs import Env

from governance import embedded, logs
from governance.addresses import Address
from governance.refusal import Refused
from lib.keys import read_or_make

env = Env()
env.read_env(embedded.ROOT / ".env", recurse=False)

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = embedded.data_dir()
VERSION = "0.1.0"

# --- where we answer: one address is the source of links, hosts, CSRF origins and cookie flags ---
PORT = env.int("GARDEFOU_PORT", 8000)
ADDRESS = Address.parse(env.str("GARDEFOU_URL", f"http://localhost:{PORT}"))
ALLOWED_HOSTS = ADDRESS.hosts
CSRF_TRUSTED_ORIGINS = [ADDRESS.origin]
TRUSTED_PROXY: frozenset[str] = frozenset(env.list("GARDEFOU_TRUSTED_PROXY", []))
DEBUG = env.bool("GARDEFOU_DEBUG", False) and not ADDRESS.is_secure  # its error pages tell everything: on this machine only
SHOW_COMPONENTS = DEBUG  # the living page of components, for those who build

# --- keys: files outside the database ---
SECRET_KEY = env.str("GARDEFOU_SECRET_KEY", "") or read_or_make(DATA_DIR / "keys" / "secret_key", lambda: secrets.token_urlsafe(64))
if len(SECRET_KEY) < 32:
    raise Refused("GARDEFOU_SECRET_KEY est trop courte : 32 caractères au hasard au moins. Enlevez-la, et Garde-fou en fera une.")
# of the form Fernet wants; made without its library, which weighs 6 MiB in a worker that reads none
_field_keys = read_or_make(DATA_DIR / "keys" / "field_keys", lambda: urlsafe_b64encode(secrets.token_bytes(32)).decode())
FIELD_KEYS = [key.strip() for key in _field_keys.splitlines()]
MARK_KEY = read_or_make(DATA_DIR / "keys" / "mark_key", lambda: secrets.token_hex(32)).encode()  # stands between an account and its mark
RECORD_KEYS = DATA_DIR / "keys" / "record.json"  # signs the record; beside it, what was signed last for each company

# --- applications: the order of the layers, lowest first ---
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_otp",
    "axes",
    "csp",
    "ledger",
    "outbox",
    "accounts",
    "inventory",
    "journal",
    "approvals",
    "alerts",
    "reviews",
    "evidence",
    "register",
    "api",
    "governance",
]
TOLD_BY_ALL = [  # headers of every answer; the door below asks for them once, not at each call of an agent
    "governance.middleware.OwnResources",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
]
MIDDLEWARE = [
    "governance.middleware.TrustedProxy",
    "api.front.Door",
    *TOLD_BY_ALL,
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "governance.middleware.Watched",
    "accounts.session_saving.Saving",
    "django.middleware.common.CommonMiddleware",
    "governance.middleware.Bounds",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "accounts.knowing.Knowing",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.Sessions",
    "accounts.middleware.OneCompany",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "governance.urls"
WSGI_APPLICATION = "governance.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "governance.templatetags.gf"],
        },
    }
]
WEB_PROCESSES = env.int("GARDEFOU_WEB_PROCESSES", 0) or min(2, len(os.sched_getaffinity(0)))
if not 1 <= WEB_PROCESSES <= 32:
    raise Refused("GARDEFOU_WEB_PROCESSES compte les processus du serveur web : de 1 à 32. Sans lui, il y en a un par cœur, deux au plus.")
FORM_RENDERER = "governance.forms.Renderer"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- database: PostgreSQL, ours (embedded) or the one of DATABASE_URL; the app never owns a table ---
POOL_SIZE = env.int("GARDEFOU_POOL", 8)
POOL = {"min_size": 0, "max_size": POOL_SIZE, "timeout": 10, "max_idle": 60} if POOL_SIZE else False  # an idle pool lets PostgreSQL sleep
if DATABASE_URL := env.str("DATABASE_URL", ""):
    DATABASES = {"default": env.dj_db_url("DATABASE_URL")}
    DATABASE_ROLES = {
        role: {"USER": account["USER"], "PASSWORD": account["PASSWORD"]}
        for role, name in (("gf_migrator", "DATABASE_MIGRATOR_URL"), ("gf_owner", "DATABASE_OWNER_URL"))
        if env.str(name, "") and (account := env.dj_db_url(name))
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "gardefou",
            "USER": "gf_app",
            "PASSWORD": "",
            "HOST": embedded.database_host(DATA_DIR),
        }
    }
    DATABASE_ROLES = {}
# what DATABASE_URL asks for (sslmode=verify-full, for example) stands
_given = DATABASES["default"].get("OPTIONS", {})
OURS = {"prepare_threshold": None, "pool": POOL, "options": "-c lock_timeout=2000 -c timezone=UTC"}  # plans are kept by lib.prepared alone
DATABASES["default"].update(CONN_MAX_AGE=0, OPTIONS=_given | OURS)
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "lib.postgresql"  # the same, with a pool that keeps its plans warm
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.passwords.Strong"},
]
LOGIN_URL = "accounts:sign_in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_USERNAME_FORM_FIELD = "email"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # « Réessayez à 14 h 32 » must stay true
AXES_LOCKOUT_CALLABLE = "accounts.views.sign_in.lock_out_page"
SIGN_IN_BEAT_SECONDS = 0.4  # a refused sign-in takes a whole number of these

# --- sessions and cookies ---
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ADDRESS.is_secure
SESSION_COOKIE_NAME = "__Host-gardefou" if ADDRESS.is_secure else "gardefou"
CSRF_COOKIE_NAME = "__Host-gardefou-csrf" if ADDRESS.is_secure else "gardefou-csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # at most one working day; the idle time-out is shorter
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
IDLE_SECONDS = env.int("GARDEFOU_IDLE_SECONDS", 3600)

# --- answers ---
SECURE_HSTS_SECONDS = 31_536_000 if ADDRESS.is_secure else 0
# garde-fou.exemple.fr decides for what stands below it; at exemple.fr the other sites of the company are not ours to decide
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("GARDEFOU_HSTS_SUBDOMAINS", ADDRESS.host.count(".") > 1)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # governance.middleware.TrustedProxy writes it, nobody else
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT: list[str] = []
X_FRAME_OPTIONS = "DENY"
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
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: []
    for name in (
        "camera",
        "microphone",
        "geolocation",
        "payment",
        "usb",
        "display-capture",
        "accelerometer",
        "gyroscope",
        "magnetometer",
        "midi",
        "hid",
        "serial",
        "idle-detection",
        "browsing-topics",
    )
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # files apart: governance.middleware.Bounds
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_PERMISSIONS = 0o600

# --- words and time: stored in UTC, shown in the company's time zone ---
LANGUAGE_CODE = "fr"
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- static files ---
STATIC_URL = "/static/"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else reads them
STATIC_ROOT = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "build" / "assets"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage", "OPTIONS": {"file_permissions_mode": 0o644}},
}

# --- mail ---
EMAIL_CONFIG = env.dj_email_url("EMAIL_URL", default="consolemail://")
for _name, _value in EMAIL_CONFIG.items():
    if _name.startswith("EMAIL_"):
        globals()[_name] = _value
DEFAULT_FROM_EMAIL = env.str("GARDEFOU_MAIL_FROM", f"garde-fou@{urlsplit(ADDRESS.origin).hostname}")

# Who dates the checkpoints of the record besides us (RFC 3161); nobody unless asked for.
STAMP_AUTHORITY = env.str("GARDEFOU_STAMP_URL", "")

# --- backups: two folders, the second on another disk if possible ---
BACKUPS = Path(env.str("GARDEFOU_BACKUPS", "") or DATA_DIR / "backups").expanduser().absolute()
BACKUPS_COPY = Path(_copy).expanduser().absolute() if (_copy := env.str("GARDEFOU_BACKUPS_COPY", "")) else None

# --- worker: the database is the truth, a task may be lost or run twice ---
CELERY_BROKER_URL = env.str("REDIS_URL", "") or embedded.broker_url(DATA_DIR)
CELERY_TASK_IGNORE_RESULT = CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "UTC"
BROKER_PATIENT = {
    "visibility_timeout": 120,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 0.2,
}
# who only wakes a worker does not wait for a broker that is away: sweeps find the work
_hasty = {"socket_timeout": 0.5, "max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
CELERY_BROKER_TRANSPORT_OPTIONS = BROKER_PATIENT | _hasty

# --- logs: JSON lines in the data folder for web and worker, the terminal for commands ---
LOGGING = logs.configuration(DATA_DIR)

SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # https is the proxy's work; ADDRESS refuses anything but https or localhost
    "security.W005",  # subdomains: off at a bare domain only, see SECURE_HSTS_INCLUDE_SUBDOMAINS
    "security.W021",  # preload: a list in every browser, of a domain that is not ours to put there
]
TEST_RUNNER = "django.test.runner.DiscoverRunner"
os.environ.setdefault("PGCLIENTENCODING", "UTF8")
