# attio-harness in a container: docker run --rm -v "$PWD:/data" attio-harness check events -m mapping.json -w workspace.yaml
# The emulator: docker run --rm -p 127.0.0.1:8700:8700 -v "$PWD:/data" attio-harness emulate -w workspace.yaml --host 0.0.0.0 --allow-remote --port 8700
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY requirements requirements
COPY destination destination
COPY emulator emulator
COPY fixtures/segment_events fixtures/segment_events
COPY harness harness
RUN python -m venv /opt/attio-harness \
    && /opt/attio-harness/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements/image.txt \
    && /opt/attio-harness/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM python:3.13-slim
COPY --from=build /opt/attio-harness /opt/attio-harness
ENV PATH=/opt/attio-harness/bin:$PATH PYTHONUNBUFFERED=1
RUN useradd --create-home --uid 1000 attio
USER 1000
WORKDIR /data
EXPOSE 8700
ENTRYPOINT ["attio-harness"]
CMD ["--help"]
