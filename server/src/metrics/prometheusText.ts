import { Counter, Gauge, Histogram as PrometheusHistogram, Registry, type RegistryContentType } from "prom-client";
import type { Figures } from "./figures";
import { counterTable, gaugeTable, timeTable, type GaugeName } from "./metricTable";

/** A gauge's value. */
export interface GaugeValue {
  readonly name: GaugeName;
  /** In the order of the table. */
  readonly labels: readonly string[];
  readonly value: number;
}

/** Upper bounds of the buckets, in seconds: from a cached answer to a slow endpoint. */
const bucketsS = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

/** Content types of the two formats. */
export const prometheusTypes = {
  text: Registry.PROMETHEUS_CONTENT_TYPE,
  openMetrics: Registry.OPENMETRICS_CONTENT_TYPE,
};

/** Formats figures, and what is so at the moment, in Prometheus' text format or as OpenMetrics. */
export async function prometheusText(params: {
  readonly figures: Figures;
  readonly gauges?: readonly GaugeValue[];
  readonly format?: keyof typeof prometheusTypes;
}): Promise<string> {
  const { figures, gauges = [], format = "text" } = params;
  const registry = new Registry<RegistryContentType>();
  registry.setContentType(prometheusTypes[format]);
  const registers = [registry];
  for (const name of keysOf(counterTable)) {
    const { metric, help, labels: labelNames } = counterTable[name];
    const counter = new Counter({ name: `${metric}_total`, help, labelNames, registers });
    for (const { labels, count } of figures.counts(name)) counter.inc(labelled(labelNames, labels), count);
  }
  for (const name of keysOf(timeTable)) {
    const { metric, help, labels: labelNames } = timeTable[name];
    const values = figures.times(name).flatMap(({ label, histogram }) => {
      const labels = labelled(labelNames, [label]);
      const counts = histogram.countsUpTo(bucketsS.map((bound) => bound * 1000));
      return [
        ...counts.map((value, index) => bucket(metric, { ...labels, le: bucketsS[index] }, value)),
        bucket(metric, { ...labels, le: "+Inf" }, histogram.count),
        { metricName: `${metric}_sum`, labels, value: histogram.sumMs / 1000 },
        { metricName: `${metric}_count`, labels, value: histogram.count },
      ];
    });
    registry.registerMetric(new RecordedHistogram({ name: metric, help, labelNames: [...labelNames] }, values));
  }
  for (const name of keysOf(gaugeTable)) {
    const { metric, help, labels: labelNames } = gaugeTable[name];
    const own = gauges.filter((value) => value.name === name);
    if (own.length === 0) continue;
    const gauge = new Gauge({ name: metric, help, labelNames, registers });
    for (const { labels, value } of own) gauge.set(labelled(labelNames, labels), value);
  }
  return registry.metrics();
}

interface RecordedValue {
  readonly metricName: string;
  readonly labels: Record<string, string | number>;
  readonly value: number;
}

/** A histogram whose latencies were counted elsewhere: the library has no way to set its buckets. */
class RecordedHistogram extends PrometheusHistogram {
  readonly #page: object;

  constructor(params: { name: string; help: string; labelNames: string[] }, values: readonly RecordedValue[]) {
    super({ ...params, registers: [] });
    this.#page = { ...params, type: "histogram", values };
  }

  /** Returns what the library formats. */
  getForPromString(): Promise<object> {
    return Promise.resolve(this.#page);
  }
}

function bucket(metric: string, labels: Record<string, string | number>, value: number): RecordedValue {
  return { metricName: `${metric}_bucket`, labels, value };
}

function labelled(names: readonly string[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
}

function keysOf<T extends object>(table: T): Extract<keyof T, string>[] {
  const keys: Extract<keyof T, string>[] = [];
  for (const key in table) keys.push(key);
  return keys;
}
