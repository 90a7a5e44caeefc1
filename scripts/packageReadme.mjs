/** Sections for readers who have the sources; users who installed the extension don't. */
const sourceSections = ["Try it", "Use it in another editor", "Use it in a terminal", "How it works", "Develop"];

/**
 * Makes the README for the extension's page in VS Code. Left out: the sections about the sources, and pictures and
 * links to files, since that page shows only addresses on the web (1.139 drops relative and `data:` addresses).
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
