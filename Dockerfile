# Everything is installed once, from the lock file alone, into /opt/venv.
FROM python:3.13-slim AS builder
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /srv/sweetshop
COPY requirements.lock ./
RUN pip install --require-hashes --only-binary :all: -r requirements.lock
# The editable install only points at this folder, where the final stage puts the code: alembic.ini is found beside
# the package, and a change of code rebuilds nothing but the last layer.
COPY pyproject.toml ./
COPY app/__init__.py app/
RUN pip install --no-deps --no-build-isolation -e .

FROM python:3.13-slim
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin sweetshop
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 ENVIRONMENT=production HOST=0.0.0.0 PORT=8000
WORKDIR /srv/sweetshop
COPY --from=builder /opt/venv /opt/venv
COPY pyproject.toml alembic.ini ./
COPY alembic alembic
COPY app app
USER 10001:10001
EXPOSE 8000
# A proxy named in the environment must not be asked for the container's own address, hence the empty ProxyHandler.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['PORT'] + '/health/ready', timeout=4)"]
CMD ["sweetshop", "serve"]
