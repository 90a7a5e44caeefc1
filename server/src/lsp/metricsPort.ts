import { inBackground } from "../base/inBackground";
import type { GaugeValue } from "../metrics/prometheusText";
import type { MetricsPort } from "../metrics/metricsPort";
import { modeOf } from "../settings/modes";
import type { Settings } from "../settings/settings";
import type { Face, Feature } from "./feature";

/** Registers the port for Prometheus, which is closed unless the user has set one. What serves it is loaded with it. */
export function registerMetricsPort({ engine, configuration }: Face): Feature {
  const { clock, log, metrics, history, recorder, models, slot, cloud, workspace } = engine;
  let current: { readonly port: number; readonly opened: Promise<MetricsPort> } | undefined;
  let isOver = false;

  const gauges = (): GaugeValue[] => [
    { name: "memory", labels: ["server"], value: process.memoryUsage.rss() },
    { name: "memory", labels: ["model"], value: models.usage().rssBytes },
    { name: "modelUp", labels: [], value: slot.state.kind === "stopped" ? 0 : 1 },
    { name: "workspaceFiles", labels: [], value: workspace.figures.fileCount },
    { name: "uptime", labels: [], value: metrics.uptimeMs / 1000 },
    ...cloud.stats().map(({ name, state }): GaugeValue => ({
      name: "endpointUp",
      labels: [name],
      value: state === "ok" ? 1 : 0,
    })),
  ];

  const open = async (port: number): Promise<MetricsPort> => {
    const [{ MetricsPort }, { prometheusText, prometheusTypes }] = await Promise.all([
      import("../metrics/metricsPort"),
      import("../metrics/prometheusText"),
    ]);
    const page = async ({ isOpenMetrics }: { readonly isOpenMetrics: boolean }) => {
      const format = isOpenMetrics ? "openMetrics" : "text";
      await recorder?.save();
      // Without a history these are the figures of this server alone.
      const kept = configuration.settings.metricsHistory ? await history?.total() : undefined;
      const figures = kept ?? metrics.figures();
      return { type: prometheusTypes[format], text: await prometheusText({ figures, gauges: gauges(), format }) };
    };
    const opened = new MetricsPort({ port, page, clock, log });
    opened.open();
    return opened;
  };
  const use = (port: number): void => {
    if (port === (current?.port ?? 0)) return;
    const last = current;
    current = undefined;
    if (last !== undefined)
      inBackground(
        "closing the metrics",
        last.opened.then((opened) => opened.close()),
      );
    if (port === 0 || isOver) return;
    const opened = open(port);
    current = { port, opened };
    inBackground("offering metrics", opened);
  };
  engine.applied.listen((settings) => use(portOf(settings)));
  return {
    dispose() {
      isOver = true;
      use(0);
    },
  };
}

/** Returns the port to listen on; 0 means none. */
function portOf(settings: Settings): number {
  return modeOf(settings) === "offline" ? 0 : settings.metricsPort;
}
