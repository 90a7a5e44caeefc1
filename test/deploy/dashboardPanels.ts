import { readFileSync } from "node:fs";

/** The part of a Grafana dashboard that asks for data. */
interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

/** Prometheus' answer to a query. */
interface Queried {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Partial<Record<string, string>>>;
      readonly value: readonly [number, string];
    }[];
  };
}

/** A query of a panel. */
export interface PanelQuery {
  readonly title: string;
  readonly expression: string;
}

/** Returns the queries of all panels of the team's dashboard. */
export function panelQueries(): PanelQuery[] {
  const { panels } = JSON.parse(readFileSync("deploy/grafana/team.json", "utf8")) as Dashboard;
  return panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expression: expr })));
}

/** Asks Prometheus as Grafana does. Returns the samples that are numbers, with their labels. */
export async function askPrometheus(
  prometheusUrl: string,
  expression: string,
): Promise<{ labels: Readonly<Partial<Record<string, string>>>; value: number }[]> {
  const query = new URLSearchParams({ query: expression.replaceAll("$__rate_interval", "1m") });
  const answer = (await (await fetch(`${prometheusUrl}/api/v1/query?${query.toString()}`)).json()) as Queried;
  return answer.data.result
    .filter(({ value }) => value[1] !== "NaN")
    .map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

/** Returns the queries of panels that have no data now. */
export async function emptyPanels(prometheusUrl: string): Promise<PanelQuery[]> {
  const empty: PanelQuery[] = [];
  for (const query of panelQueries())
    if ((await askPrometheus(prometheusUrl, query.expression)).length === 0) empty.push(query);
  return empty;
}
