const nouns = ["order", "invoice", "customer", "parcel", "payment", "account", "message", "report", "ticket", "route"];
const verbs = ["load", "check", "merge", "count", "price", "close", "split", "print", "store", "sort"];

/** Writes code that looks like a project's, of about `charCount` characters and always the same for a seed. It ends inside a function. */
export function benchText(seed: number, charCount: number): string {
  let text = `import { Store } from "./store${seed}";\n\n`;
  for (let index = seed * 7; text.length < charCount; index++) {
    const noun = nouns[index % nouns.length];
    const verb = verbs[(index * 3 + seed) % verbs.length];
    text += `/** Returns the number of items of ${noun} ${index}. */
export function ${verb}${noun.charAt(0).toUpperCase()}${noun.slice(1)}${index}(store: Store, id: number): number {
  const ${noun} = store.find("${noun}", id + ${index});
  if (${noun} === undefined) return ${index * 13};
  for (const item of ${noun}.items) store.${verb}(item.id, item.amount * ${index + 2});
  return ${noun}.items.length;
}

`;
  }
  return `${text}export function summary(store: Store, orders: readonly number[]): string {`;
}
