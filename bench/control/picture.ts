/** A curve: how often shown suggestions are wrong at once, over the share of places that show one. All 0–1. */
export interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly { readonly shown: number; readonly wrong: number }[];
}

/** A named point of the first curve. */
export interface Mark {
  readonly name: string;
  readonly shown: number;
  readonly wrong: number;
}

const size = { width: 640, height: 360 };
const frame = { left: 56, top: 16, right: 16, bottom: 48 };
/** Ends of the axes, 0–1. */
const most = { shown: 0.8, wrong: 0.4 };

/** Draws curves as an SVG that is readable on light and dark pages. */
export function drawCurves(curves: readonly Curve[], marks: readonly Mark[]): string {
  const x = (shown: number): number => frame.left + (shown / most.shown) * (size.width - frame.left - frame.right);
  const y = (wrong: number): number =>
    size.height - frame.bottom - (wrong / most.wrong) * (size.height - frame.top - frame.bottom);
  const at = (value: number): string => value.toFixed(1);
  const text = (content: string, left: number, top: number, anchor = "middle"): string =>
    `<text x="${at(left)}" y="${at(top)}" text-anchor="${anchor}">${content}</text>`;
  const grid = [0, 0.1, 0.2, 0.3, 0.4].map(
    (wrong) =>
      `<path d="M${x(0)} ${at(y(wrong))}H${at(x(most.shown))}" stroke="#8884" />` +
      text(`${Math.round(100 * wrong)} %`, x(0) - 8, y(wrong) + 4, "end"),
  );
  const columns = [0, 0.2, 0.4, 0.6, 0.8].map((shown) =>
    text(`${Math.round(100 * shown)} %`, x(shown), size.height - frame.bottom + 20),
  );
  const lines = curves.map(({ points, colour }) => {
    const path = points.map(({ shown, wrong }) => `${at(x(shown))} ${at(y(wrong))}`).join("L");
    return `<path d="M${path}" fill="none" stroke="${colour}" stroke-width="2.5" />`;
  });
  const names = curves.map(
    ({ name, colour }, index) =>
      `<rect x="${x(0) + 12}" y="${frame.top + 8 + 20 * index}" width="12" height="12" fill="${colour}" />` +
      text(name, x(0) + 32, frame.top + 18 + 20 * index, "start"),
  );
  const dots = marks.map(
    ({ name, shown, wrong }) =>
      `<circle cx="${at(x(shown))}" cy="${at(y(wrong))}" r="5" fill="${curves[0].colour}" />` +
      text(name, x(shown) + 10, y(wrong) + 16, "start"),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12" fill="#808080">`,
    ...[...grid, ...columns, ...lines, ...names, ...dots],
    text("places that show a suggestion", (x(0) + x(most.shown)) / 2, size.height - 8),
    `<text transform="translate(14 ${at(y(most.wrong / 2))}) rotate(-90)" text-anchor="middle">wrong at the first character</text>`,
    "</svg>\n",
  ].join("\n");
}
