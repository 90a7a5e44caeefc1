import uPlot from "uplot";

/** Figures of a day. */
export interface DayBars {
  /** The day in full: `Mon, 24 Nov`. */
  readonly title: string;
  /** The day below the axis: `24 Nov`. */
  readonly label: string;
  readonly offered: number;
  readonly taken: number;
  readonly savedKeys: number;
}

/** Height of the chart in px. */
const height = 180;

/** Draws days as bars in the colours of the theme, and again when the theme or the width changes. */
export class DrawnDays {
  readonly #place: HTMLElement;
  readonly #onPoint: (index: number | undefined) => void;
  readonly #sizes = new ResizeObserver(() => this.#fit());
  readonly #themes = new MutationObserver(() => this.#make());
  #days: readonly DayBars[] = [];
  #plot: uPlot | undefined;

  /** Calls `onPoint` with the index of the day below the pointer. */
  constructor(place: HTMLElement, onPoint: (index: number | undefined) => void) {
    this.#place = place;
    this.#onPoint = onPoint;
    this.#sizes.observe(place);
    // VS Code changes these when another theme is chosen.
    this.#themes.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
    this.#themes.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
  }

  draw(days: readonly DayBars[]): void {
    const isSame = days.length === this.#days.length;
    this.#days = days;
    if (isSame && this.#plot !== undefined) this.#plot.setData(dataOf(days));
    else this.#make();
  }

  dispose(): void {
    this.#sizes.disconnect();
    this.#themes.disconnect();
    this.#plot?.destroy();
  }

  #fit(): void {
    this.#plot?.setSize({ width: this.#place.clientWidth, height });
  }

  #make(): void {
    this.#plot?.destroy();
    const color = (name: string): string => colorIn(this.#place, name);
    const text = color("--quiet");
    const grid = { stroke: color("--grid"), width: 1 };
    const font = `11px ${getComputedStyle(this.#place).fontFamily}`;
    const bars = (fill: string, stroke: string): uPlot.Series => ({
      ...{ fill, stroke, width: 1, points: { show: false } },
      paths: uPlot.paths.bars?.({ size: [0.72, 26], radius: 0.12 }),
    });
    this.#plot = new uPlot(
      {
        ...{ width: this.#place.clientWidth, height, padding: [8, 4, 0, 0] },
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
        scales: {
          x: { time: false, range: (_, min, max) => [min - 0.6, max + 0.6] },
          y: { range: (_, __, max) => [0, Math.max(4, max * 1.08)] },
        },
        axes: [
          {
            ...{ stroke: text, font, size: 26, gap: 6 },
            grid: { show: false },
            ticks: { show: false },
            incrs: [1, 2, 5, 7, 10],
            space: 56,
            values: (_, splits) => splits.map((index) => this.#days[index]?.label ?? ""),
          },
          {
            ...{ stroke: text, font, grid, size: 44, gap: 6 },
            ticks: { show: false },
            incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000],
          },
        ],
        series: [{}, bars(color("--shown"), color("--taken")), bars(color("--taken"), color("--taken"))],
        hooks: { setCursor: [({ cursor }) => this.#onPoint(cursor.idx ?? undefined)] },
      },
      dataOf(this.#days),
      this.#place,
    );
  }
}

function dataOf(days: readonly DayBars[]): uPlot.AlignedData {
  // A bar of no height would still have an outline.
  const heights = (name: "offered" | "taken") => days.map((day) => (day[name] === 0 ? null : day[name]));
  return [days.map((_, index) => index), heights("offered"), heights("taken")];
}

/** Reads a colour of the page's style as one that a canvas takes. */
function colorIn(place: HTMLElement, name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  place.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
