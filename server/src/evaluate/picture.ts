import type { Estimate } from "./bootstrap";
import type { ArmFigures } from "./figures";
import { shownMs, shownPoints } from "./shownFigure";

/** Sizes of the picture, in its units. */
const labelWidth = 190;
const panelWidth = 190;
const panelGap = 24;
const rowHeight = 34;
const headHeight = 62;
const footHeight = 46;

/** A figure with its range, as a panel shows it. */
interface Mark {
  readonly low: number;
  readonly value: number;
  readonly high: number;
}

/** One figure of every arm, side by side. */
interface Panel {
  readonly title: string;
  readonly note: string;
  /** One for each arm; `undefined` for one without this figure. */
  readonly marks: readonly (Mark | undefined)[];
  readonly show: (value: number) => string;
}

/** Draws the figures of all arms as an SVG picture: a dot for each figure, a line for its 95 % interval, or for latency from p50 to p95. */
export function drawPicture(arms: readonly ArmFigures[], caption: string): string {
  const percent = (value: number): string => `${shownPoints(value)} %`;
  const share = (title: string, note: string, of: (arm: ArmFigures) => Estimate): Panel => ({
    ...{ title, note, show: percent },
    marks: arms.map(of),
  });
  const panels: Panel[] = [
    share("Exact lines", "more is better", ({ shares }) => shares.exact),
    share("Characters saved", "more is better", ({ shares }) => shares.saved),
    share("Wrong at once", "less is better", ({ shares }) => shares.wrongAtOnce),
    {
      ...{ title: "Latency, p50 to p95", note: "less is better" },
      marks: arms.map(({ p50Ms, p95Ms }) =>
        p50Ms === undefined || p95Ms === undefined ? undefined : { low: p50Ms, value: p50Ms, high: p95Ms },
      ),
      show: shownMs,
    },
  ];
  const width = labelWidth + panels.length * (panelWidth + panelGap);
  const height = headHeight + arms.length * rowHeight + footHeight;
  const labels = arms.map(({ name }, row) => text(14, middleOf(row) + 4, shortened(name), "name"));
  const drawn = panels.flatMap((panel, index) => drawPanel(panel, labelWidth + index * (panelWidth + panelGap)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(caption)}">`,
    `<style>${style}</style>`,
    `<rect width="${width}" height="${height}" class="paper"/>`,
    ...labels,
    ...drawn,
    text(14, height - 16, caption, "note"),
    "</svg>",
    "",
  ].join("\n");
}

/** Readable on light and dark pages. */
const style = [
  "text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-weight:600}.note{fill:#57606a;font-size:11px}.name{font-weight:600}",
  ".paper{fill:#fff}.row{stroke:#d0d7de}.range{stroke:#0969da;stroke-width:3;stroke-linecap:round;opacity:.45}.dot{fill:#0969da}",
  "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.note{fill:#9198a1}.paper{fill:#0d1117}.row{stroke:#3d444d}.range{stroke:#4493f8}.dot{fill:#4493f8}}",
].join("");

function drawPanel({ title, note, marks, show }: Panel, left: number): string[] {
  const most = niceCeiling(Math.max(0, ...marks.map((mark) => mark?.high ?? 0)));
  const valueRoom = 62;
  const x = (value: number): number => left + (Math.max(0, value) / most) * (panelWidth - valueRoom);
  const rows = marks.flatMap((mark, row) => {
    const y = middleOf(row);
    if (mark === undefined) return [text(left, y + 4, "in a batch", "note")];
    const { low, value, high } = mark;
    return [
      `<line class="row" x1="${left}" y1="${y}" x2="${round(x(most))}" y2="${y}"/>`,
      `<line class="range" x1="${round(x(low))}" y1="${y}" x2="${round(x(high))}" y2="${y}"/>`,
      `<circle class="dot" cx="${round(x(value))}" cy="${y}" r="5"/>`,
      text(left + panelWidth - valueRoom + 10, y + 4, show(value)),
    ];
  });
  const floor = headHeight + marks.length * rowHeight + 12;
  const axis = [text(left, floor, "0", "note"), text(round(x(most)), floor, show(most), "note", "end")];
  return [text(left, 26, title, "title"), text(left, 44, note, "note"), ...rows, ...axis];
}

function middleOf(row: number): number {
  return headHeight + row * rowHeight + rowHeight / 2 - 4;
}

/** Returns the next number of the form 1, 2 or 5 times a power of ten. */
function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((step) => step * power >= value) ?? 10) * power;
}

function text(x: number, y: number, said: string, kind = "", anchor = "start"): string {
  return `<text x="${x}" y="${y}" class="${kind}" text-anchor="${anchor}">${escaped(said)}</text>`;
}

function shortened(name: string): string {
  return name.length > 26 ? `${name.slice(0, 25)}…` : name;
}

function escaped(said: string): string {
  const plain = said.replace(/\p{Cc}/gu, " "); // XML forbids them
  return plain.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
