import { readFileSync } from "node:fs";

/** Sections for people who have the sources before them; whoever installed the extension has not. */
const sourceSections = ["Try it", "Use it in another editor", "Use it in a terminal", "How it works", "Develop"];

/**
 * The README as VS Code shows it on the extension's page, where no path of the repository leads anywhere: without the sections
 * about the sources, with its pictures inside, and with the words alone of links to files.
 */
export function packageReadme(readme) {
  const [head, ...sections] = readme.split(/^(?=## )/m);
  const titles = sections.map((section) => /^## (.*)/.exec(section)[1]);
  const unknown = sourceSections.find((title) => !titles.includes(title));
  if (unknown !== undefined) throw new Error(`README.md has no section "${unknown}"; see scripts/packageReadme.mjs.`);
  const kept = sections.filter((_, index) => !sourceSections.includes(titles[index]));
  return [head, ...kept]
    .join("")
    .replace(/!\[([^\]]*)\]\(((?!https:)[^)]+)\)/g, (_, alt, path) => `![${alt}](${dataUri(path)})`)
    .replace(/(?<!!)\[([^\]]*)\]\((?!https:|#)[^)]+\)/g, "$1");
}

function dataUri(path) {
  return `data:image/png;base64,${readFileSync(path).toString("base64")}`;
}
