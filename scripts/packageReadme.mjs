/** Sections for people who have the sources before them; whoever installed the extension has not. */
const sourceSections = ["Try it", "Use it in another editor", "Use it in a terminal", "How it works", "Develop"];

/**
 * The README as VS Code shows it on the extension's page: without the sections about the sources, and without pictures and
 * links to files, since that page shows only what has an address on the web (1.139 drops relative and `data:` addresses).
 */
export function packageReadme(readme) {
  const [head, ...sections] = readme.split(/^(?=## )/m);
  const titles = sections.map((section) => /^## (.*)/.exec(section)[1]);
  const unknown = sourceSections.find((title) => !titles.includes(title));
  if (unknown !== undefined) throw new Error(`README.md has no section "${unknown}"; see scripts/packageReadme.mjs.`);
  const kept = sections.filter((_, index) => !sourceSections.includes(titles[index]));
  return [head, ...kept]
    .join("")
    .replace(/^!\[[^\]]*\]\((?!https:)[^)]+\)\n\n?/gm, "")
    .replace(/\[([^\]]*)\]\((?!https:|#)[^)]+\)/g, "$1");
}
