# syntax=docker/dockerfile:1
# Gongkai for production: web server, worker and beat run from this one image (docker-compose.yml).

FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
# Before the code, so that a change of code does not install everything again.  An offline bundle brings the
# wheels along (script/bundle).
COPY requirements.txt requirements-s3.txt constraints.txt wheels* ./wheels/
RUN cd wheels && if ls *.whl >/dev/null 2>&1; then offline="--no-index --find-links ."; fi \
 && pip install $offline -r requirements.txt -r requirements-s3.txt -c constraints.txt
COPY . .
RUN SECRET_KEY=only-for-collecting-static-files-in-the-image-0123456789abcdef \
    python manage.py collectstatic --noinput --verbosity 0 \
 && rm -rf wheels \
 && python -m compileall -q -j 0 /opt/venv/lib common units tasks importer reminders reports standing api backup compare guide gongkai


FROM python:3.12-slim
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin gongkai
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
# Code belongs to root: the service can write its data only.
RUN install -d -o gongkai -g gongkai /tls /app/var/media /app/var/backups /app/var/run
WORKDIR /app
USER gongkai
ENV WEB_LISTEN=0.0.0.0:8000
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MEDIA_ROOT=/app/var/media BACKUP_ROOT=/app/var/backups
VOLUME ["/app/var/media", "/app/var/backups"]
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["gunicorn", "--config=deploy/gunicorn.conf.py", "gongkai.wsgi:application"]
