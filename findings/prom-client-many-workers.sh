#!/usr/bin/env bash
# prom-client in a Node cluster: the workers' quantiles are added up.
#
# Expected: with two workers whose requests all take 0.1 s the joined page says 0.1 for p99, or leaves
#   quantiles out, since quantiles cannot be joined. A version shown as a gauge stays that version.
#   A summary that has seen nothing has no quantile, or NaN.
# Seen: prom-client 15.1.3, AggregatorRegistry.clusterMetrics() with the metrics' defaults: p99 is 0.2,
#   with four workers it is 0.4. The gauge 3 becomes 6 and 12. One process alone with an empty summary
#   writes 0 for each quantile, and so does a summary with maxAgeSeconds after a quiet time.
# Matters: the latency grows with the number of workers, an alert fires when one scales up, and a
#   service without traffic has the best latency of all. Only sum, count and a histogram's buckets of
#   such a page can be used; the quantile label should be left alone.
# Needs: bash, node >= 20.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts prom-client@15.1.3
cat > look.js <<'JS'
import assert from "node:assert/strict";
import cluster from "node:cluster";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import client from "prom-client";

const value = (text, start) => Number(text.split("\n").find((line) => line.startsWith(start)).split(" ").pop());

async function joined(workers) {
  const registry = new client.AggregatorRegistry();
  const started = Array.from({ length: workers }, () => cluster.fork());
  await Promise.all(started.map((worker) => once(worker, "message")));
  const text = await registry.clusterMetrics();
  for (const worker of started) worker.kill();
  await Promise.all(started.map((worker) => once(worker, "exit")));
  return { p99: value(text, 'seconds{quantile="0.99"}'), count: value(text, "seconds_count"), version: value(text, "model_version") };
}

if (cluster.isPrimary) {
  const empty = new client.Registry();
  new client.Summary({ name: "seconds", help: "h", percentiles: [0.99], registers: [empty] });
  const quiet = new client.Registry();
  const short = new client.Summary({
    name: "seconds", help: "h", percentiles: [0.99], maxAgeSeconds: 1, ageBuckets: 1, registers: [quiet],
  });
  short.observe(0.1);
  const before = value(await quiet.metrics(), "seconds{");
  await wait(2500);
  const after = value(await quiet.metrics(), "seconds{");
  const [two, four] = [await joined(2), await joined(4)];
  const nothing = value(await empty.metrics(), "seconds{");
  console.log("prom-client", JSON.parse(readFileSync("node_modules/prom-client/package.json", "utf8")).version);
  console.log("each worker: p99 0.1, 10 requests, version 3");
  console.log("two workers: ", two);
  console.log("four workers:", four);
  console.log("p99 of an empty summary:", nothing, " before and after a quiet time:", before, after);
  assert.deepEqual(two, { p99: 0.2, count: 20, version: 6 });
  assert.deepEqual(four, { p99: 0.4, count: 40, version: 12 });
  assert.deepEqual([nothing, before, after], [0, 0.1, 0]);
  process.exit(0);
} else {
  // A worker answers for its metrics only once it has a registry of this kind.
  new client.AggregatorRegistry();
  const seconds = new client.Summary({ name: "seconds", help: "h", percentiles: [0.99] });
  for (let i = 0; i < 10; i++) seconds.observe(0.1);
  new client.Gauge({ name: "model_version", help: "h" }).set(3);
  process.send("ready");
}
JS
node look.js
