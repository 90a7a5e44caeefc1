import type { ComponentChildren } from "preact";

/** Writes the head of a table: its first columns with words, the others with numbers, and behind them a drawing if there is one. */
export function TableHead(params: {
  words: readonly ComponentChildren[];
  numbers: readonly string[];
  drawing?: ComponentChildren;
}) {
  const { words, numbers, drawing } = params;
  return (
    <thead>
      <tr>
        {words.map((name, index) => (
          <th key={index} scope="col">
            {name}
          </th>
        ))}
        {numbers.map((name) => (
          <th key={name} scope="col" class="number">
            {name}
          </th>
        ))}
        {drawing !== undefined && <td class="drawing">{drawing}</td>}
      </tr>
    </thead>
  );
}
