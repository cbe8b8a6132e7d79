#!/usr/bin/env bash
# OpenTelemetry's own Prometheus exporters, Python and Node: one instrument, two names.
#
# Expected: the same instrument (name, unit, attributes) gives the same Prometheus series from
#   both official exporters, and whatever one writes a Prometheus reader takes.
# Seen: opentelemetry-exporter-prometheus 0.66b2 (Python) appends the unit to the name, npm
#   @opentelemetry/exporter-prometheus 0.223.0 does not: request_duration_milliseconds and
#   request_duration, rows_read_bytes_total and rows_read_total. Attributes `a.b` and `a_b`
#   of one point become one label: Python keeps only the later value, Node writes the
#   label twice. The parser of prometheus_client 0.26.0 refuses the whole text then.
# Matters: a query or an alert written against a Python service finds nothing on its Node twin, and
#   "no data" looks like "no errors". One unlucky attribute on one point can take every other
#   metric of that process away. Whoever reads both must map names by unit.
# Needs: bash, python3 >= 3.10, node >= 20.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
venv/bin/pip -q --disable-pip-version-check install opentelemetry-sdk==1.45.2 \
  opentelemetry-exporter-prometheus==0.66b2 prometheus-client==0.26.0
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  @opentelemetry/sdk-metrics@2.12.1 @opentelemetry/exporter-prometheus@0.223.0

cat > write.py <<'PY'
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from prometheus_client import GC_COLLECTOR, PLATFORM_COLLECTOR, PROCESS_COLLECTOR, REGISTRY, generate_latest

for other in (GC_COLLECTOR, PLATFORM_COLLECTOR, PROCESS_COLLECTOR):
    REGISTRY.unregister(other)
meter = MeterProvider([PrometheusMetricReader()]).get_meter("look")
meter.create_histogram("request.duration", "ms").record(5)
meter.create_counter("rows.read", "By").add(3)
meter.create_counter("jobs").add(1)
meter.create_gauge("plain").set(1, {"a.b": "x", "a_b": "y"})
print(generate_latest().decode(), end="")
PY
cat > write.js <<'JS'
import { PrometheusExporter, PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";

const reader = new PrometheusExporter({ preventServerStart: true });
const meter = new MeterProvider({ readers: [reader] }).getMeter("look");
meter.createHistogram("request.duration", { unit: "ms" }).record(5);
meter.createCounter("rows.read", { unit: "By" }).add(3);
meter.createCounter("jobs").add(1);
meter.createGauge("plain").record(1, { "a.b": "x", a_b: "y" });
const { resourceMetrics } = await reader.collect();
process.stdout.write(new PrometheusSerializer().serialize(resourceMetrics));
JS
venv/bin/python write.py > python.txt
node write.js > node.txt
cat > compare.py <<'PY'
import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families as parse


def families(text):
    try:
        return f"{len(list(parse(text)))} families"
    except ValueError:
        return "refused"


def look(file):
    text = Path(file).read_text()
    names = re.findall(r"^# TYPE (\S+)", text, re.M)
    labels = re.search(r"^plain\{([^}]*)\}", text, re.M).group(1)
    without = "\n".join(line for line in text.split("\n") if not line.startswith("plain{"))
    return [n for n in names if n not in ("target_info", "plain")], re.findall(r'a_b="\w"', labels), families(text), families(without)


python, node = look("python.txt"), look("node.txt")
print("names, labels of the point with a.b and a_b, text read whole, text read without that point")
print("Python:", *python)
print("Node:  ", *node)
assert python[0] == ["request_duration_milliseconds", "rows_read_bytes_total", "jobs_total"]
assert node[0] == ["request_duration", "rows_read_total", "jobs_total"]
assert python[1:] == (['a_b="y"'], "5 families", "5 families")
assert node[1:] == (['a_b="x"', 'a_b="y"'], "refused", "5 families")
PY
venv/bin/python compare.py
