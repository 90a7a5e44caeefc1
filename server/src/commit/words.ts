/** How a verb stands at the start of a message. */
export type Mood = "imperative" | "past" | "present" | "gerund";

/** Verbs that open messages, with the forms that rules do not give. */
const irregular: Readonly<Partial<Record<string, { past?: string; present?: string; gerund?: string }>>> = {
  make: { past: "made", gerund: "making" },
  let: { past: "let", gerund: "letting" },
  set: { past: "set", gerund: "setting" },
  get: { past: "got", gerund: "getting" },
  keep: { past: "kept" },
  drop: { past: "dropped", gerund: "dropping" },
  stop: { past: "stopped", gerund: "stopping" },
  skip: { past: "skipped", gerund: "skipping" },
  wrap: { past: "wrapped", gerund: "wrapping" },
  put: { past: "put", gerund: "putting" },
  run: { past: "ran", gerund: "running" },
  build: { past: "built" },
  rewrite: { past: "rewrote", gerund: "rewriting" },
  write: { past: "wrote", gerund: "writing" },
  read: { past: "read" },
  send: { past: "sent" },
  throw: { past: "threw" },
  split: { past: "split", gerund: "splitting" },
  pin: { past: "pinned", gerund: "pinning" },
  unpin: { past: "unpinned", gerund: "unpinning" },
  find: { past: "found" },
  give: { past: "gave", gerund: "giving" },
  do: { past: "did" },
  show: {},
  tell: { past: "told" },
  take: { past: "took", gerund: "taking" },
  bring: { past: "brought" },
  hide: { past: "hid", gerund: "hiding" },
  refer: { past: "referred", gerund: "referring" },
  permit: { past: "permitted", gerund: "permitting" },
  strip: { past: "stripped", gerund: "stripping" },
  map: { past: "mapped", gerund: "mapping" },
  log: { past: "logged", gerund: "logging" },
  fix: { present: "fixes" },
};

const regular = (
  "add remove rename move update change bump release fix format document test replace use support allow improve refactor handle ensure " +
  "prevent avoid expose export import introduce implement simplify convert switch upgrade downgrade delete clean correct return raise " +
  "ignore extract rework restore revert require enable disable deprecate cache check call create pass accept apply adjust adapt prepare " +
  "clarify mention describe restrict limit validate raise treat merge reduce increase speed extend include exclude enforce resolve " +
  "respect preserve propagate detect track emit load install configure reset reuse reorder sort parse render print report warn mark " +
  "initialize normalize optimize generate default provide access follow align apply inline"
).split(" ");

const bases = new Set([...regular, ...Object.keys(irregular)]);
const baseByForm = new Map<string, { base: string; mood: Mood }>();
for (const base of bases)
  for (const mood of ["past", "present", "gerund", "imperative"] satisfies Mood[])
    baseByForm.set(inflect(base, mood), { base, mood });

/** Puts an English verb into a mood. */
export function inflect(base: string, mood: Mood): string {
  const special = irregular[base];
  switch (mood) {
    case "imperative":
      return base;
    case "past":
      return (
        special?.past ??
        (base.endsWith("e") ? `${base}d` : /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ied` : `${base}ed`)
      );
    case "present":
      return (
        special?.present ??
        (/(s|x|z|ch|sh|o)$/.test(base) ? `${base}es` : /[^aeiou]y$/.test(base) ? `${base.slice(0, -1)}ies` : `${base}s`)
      );
    case "gerund":
      return special?.gerund ?? (base.endsWith("e") && !base.endsWith("ee") ? `${base.slice(0, -1)}ing` : `${base}ing`);
  }
}

const nounOpening =
  /^(support|fix|change|update|release|test|format|cache|import|export|report|log|set|read|build|run|show|default|access|return|call|check) (for|of|in|is|are)\b(?! changes)/i;

/** Recognises the verb that opens a text; undefined where it opens with anything else. */
export function openingVerb(text: string): { base: string; mood: Mood; rest: string } | undefined {
  const [first = ""] = /^\p{L}+/u.exec(text) ?? [];
  // "Support for Windows" names a thing.
  if (nounOpening.test(text)) return undefined;
  const found = baseByForm.get(first.toLowerCase());
  // "set", "put" and "read" are their own past: commands are commoner.
  const base = bases.has(first.toLowerCase()) ? first.toLowerCase() : found?.base;
  if (base === undefined) return undefined;
  const mood = bases.has(first.toLowerCase()) ? "imperative" : (found?.mood ?? "imperative");
  return { base, mood, rest: text.slice(first.length) };
}

/** Puts the verb that opens an English text into a mood; a text that opens with none stays as it is. */
export function inMood(text: string, mood: Mood): string {
  const verb = openingVerb(text);
  return verb === undefined ? text : inflect(verb.base, mood) + verb.rest;
}

/** Languages that messages are written in. */
export type MessageLanguage = "en" | "de" | "fr" | "es" | "pt";

/** What the writer says, by language: `{x}` is what it happened to. English verbs stand in the imperative and are inflected. */
export const phrases = {
  en: {
    ...{
      year: "update copyright year",
      replaceIn: "replace {x} with {y} in {a}",
      updateFiles: "update {a} files",
      updateFile: "update a file",
    },
    ...{ removeFrom: "remove {x} from {y}", newTests: "add tests", links: "update links in {x}" },
    ...{ addTo: "add {x} to {y}" },
    ...{
      add: "add {x}",
      remove: "remove {x}",
      rename: "rename {x} to {y}",
      move: "move {x} to {y}",
      update: "update {x}",
    },
    ...{
      bump: "bump {x} from {a} to {b}",
      bumpTo: "bump {x} to {b}",
      release: "release {x}",
      typo: "fix typo in {x}",
      typos: "fix typos in {x}",
    },
    ...{
      comments: "update comments in {x}",
      format: "format {x}",
      addTests: "add tests for {x}",
      updateTests: "update tests for {x}",
    },
    ...{
      document: "document {x}",
      lock: "update lock file",
      locks: "update lock files",
      lineEnds: "change line endings of {x}",
    },
    ...{
      executable: "make {x} executable",
      notExecutable: "make {x} non-executable",
      submodule: "update submodule {x}",
    },
    ...{
      parameter: "add {y} parameter to {x}",
      noParameter: "remove {y} parameter from {x}",
      replace: "replace {x} with {y}",
    },
    ...{
      change: "change {x}",
      dependencies: "update dependencies",
      tests: "update tests",
      place: "{x} in {y}",
      and: "and",
      more: "{n} more",
      files: "{n} files",
    },
    ...{ signature: "change signature of {x}", changelog: "update changelog", notes: "update {x}" },
  },
  de: {
    ...{
      year: "Copyright-Jahr aktualisieren",
      replaceIn: "{x} in {a} durch {y} ersetzen",
      updateFiles: "{a} Dateien aktualisieren",
      updateFile: "eine Datei aktualisieren",
    },
    ...{ removeFrom: "{x} aus {y} entfernen", newTests: "Tests hinzufügen", links: "Links in {x} aktualisieren" },
    ...{ addTo: "{x} zu {y} hinzufügen" },
    ...{
      add: "{x} hinzufügen",
      remove: "{x} entfernen",
      rename: "{x} in {y} umbenennen",
      move: "{x} nach {y} verschieben",
      update: "{x} aktualisieren",
    },
    ...{
      bump: "{x} von {a} auf {b} aktualisieren",
      bumpTo: "{x} auf {b} aktualisieren",
      release: "Version {x}",
      typo: "Tippfehler in {x} beheben",
      typos: "Tippfehler in {x} beheben",
    },
    ...{
      comments: "Kommentare in {x} aktualisieren",
      format: "{x} formatieren",
      addTests: "Tests für {x} hinzufügen",
      updateTests: "Tests für {x} aktualisieren",
    },
    ...{
      document: "{x} dokumentieren",
      lock: "Lock-Datei aktualisieren",
      locks: "Lock-Dateien aktualisieren",
      lineEnds: "Zeilenenden von {x} ändern",
    },
    ...{
      executable: "{x} ausführbar machen",
      notExecutable: "{x} nicht mehr ausführbar machen",
      submodule: "Submodul {x} aktualisieren",
    },
    ...{
      parameter: "Parameter {y} zu {x} hinzufügen",
      noParameter: "Parameter {y} aus {x} entfernen",
      replace: "{x} durch {y} ersetzen",
    },
    ...{
      change: "{x} ändern",
      dependencies: "Abhängigkeiten aktualisieren",
      tests: "Tests aktualisieren",
      place: "{x} in {y}",
      and: "und",
      more: "{n} weitere",
      files: "{n} Dateien",
    },
    ...{ signature: "Signatur von {x} ändern", changelog: "Changelog aktualisieren", notes: "{x} aktualisieren" },
  },
  fr: {
    ...{
      year: "mettre à jour l'année du copyright",
      replaceIn: "remplacer {x} par {y} dans {a}",
      updateFiles: "mettre à jour {a} fichiers",
      updateFile: "mettre à jour un fichier",
    },
    ...{ removeFrom: "supprimer {x} de {y}", newTests: "ajouter des tests", links: "mettre à jour les liens de {x}" },
    ...{ addTo: "ajouter {x} à {y}" },
    ...{
      add: "ajouter {x}",
      remove: "supprimer {x}",
      rename: "renommer {x} en {y}",
      move: "déplacer {x} vers {y}",
      update: "mettre à jour {x}",
    },
    ...{
      bump: "mettre à jour {x} de {a} à {b}",
      bumpTo: "mettre à jour {x} vers {b}",
      release: "version {x}",
      typo: "corriger une coquille dans {x}",
      typos: "corriger des coquilles dans {x}",
    },
    ...{
      comments: "mettre à jour les commentaires de {x}",
      format: "formater {x}",
      addTests: "ajouter des tests pour {x}",
      updateTests: "mettre à jour les tests de {x}",
    },
    ...{
      document: "documenter {x}",
      lock: "mettre à jour le fichier de verrouillage",
      locks: "mettre à jour les fichiers de verrouillage",
      lineEnds: "changer les fins de ligne de {x}",
    },
    ...{
      executable: "rendre {x} exécutable",
      notExecutable: "rendre {x} non exécutable",
      submodule: "mettre à jour le sous-module {x}",
    },
    ...{
      parameter: "ajouter le paramètre {y} à {x}",
      noParameter: "supprimer le paramètre {y} de {x}",
      replace: "remplacer {x} par {y}",
    },
    ...{
      change: "modifier {x}",
      dependencies: "mettre à jour les dépendances",
      tests: "mettre à jour les tests",
      place: "{x} dans {y}",
      and: "et",
      more: "{n} autres",
      files: "{n} fichiers",
    },
    ...{
      signature: "modifier la signature de {x}",
      changelog: "mettre à jour le journal des modifications",
      notes: "mettre à jour {x}",
    },
  },
  es: {
    ...{
      year: "actualizar el año del copyright",
      replaceIn: "reemplazar {x} por {y} en {a}",
      updateFiles: "actualizar {a} archivos",
      updateFile: "actualizar un archivo",
    },
    ...{ removeFrom: "eliminar {x} de {y}", newTests: "añadir tests", links: "actualizar enlaces de {x}" },
    ...{ addTo: "añadir {x} a {y}" },
    ...{
      add: "añadir {x}",
      remove: "eliminar {x}",
      rename: "renombrar {x} a {y}",
      move: "mover {x} a {y}",
      update: "actualizar {x}",
    },
    ...{
      bump: "actualizar {x} de {a} a {b}",
      bumpTo: "actualizar {x} a {b}",
      release: "versión {x}",
      typo: "corregir errata en {x}",
      typos: "corregir erratas en {x}",
    },
    ...{
      comments: "actualizar comentarios en {x}",
      format: "formatear {x}",
      addTests: "añadir tests para {x}",
      updateTests: "actualizar tests de {x}",
    },
    ...{
      document: "documentar {x}",
      lock: "actualizar el archivo de bloqueo",
      locks: "actualizar los archivos de bloqueo",
      lineEnds: "cambiar los finales de línea de {x}",
    },
    ...{
      executable: "hacer ejecutable {x}",
      notExecutable: "hacer no ejecutable {x}",
      submodule: "actualizar el submódulo {x}",
    },
    ...{
      parameter: "añadir el parámetro {y} a {x}",
      noParameter: "eliminar el parámetro {y} de {x}",
      replace: "reemplazar {x} por {y}",
    },
    ...{
      change: "cambiar {x}",
      dependencies: "actualizar dependencias",
      tests: "actualizar tests",
      place: "{x} en {y}",
      and: "y",
      more: "{n} más",
      files: "{n} archivos",
    },
    ...{
      signature: "cambiar la firma de {x}",
      changelog: "actualizar el registro de cambios",
      notes: "actualizar {x}",
    },
  },
  pt: {
    ...{
      year: "atualizar o ano do copyright",
      replaceIn: "substituir {x} por {y} em {a}",
      updateFiles: "atualizar {a} arquivos",
      updateFile: "atualizar um arquivo",
    },
    ...{ removeFrom: "remover {x} de {y}", newTests: "adicionar testes", links: "atualizar links de {x}" },
    ...{ addTo: "adicionar {x} a {y}" },
    ...{
      add: "adicionar {x}",
      remove: "remover {x}",
      rename: "renomear {x} para {y}",
      move: "mover {x} para {y}",
      update: "atualizar {x}",
    },
    ...{
      bump: "atualizar {x} de {a} para {b}",
      bumpTo: "atualizar {x} para {b}",
      release: "versão {x}",
      typo: "corrigir erro de digitação em {x}",
      typos: "corrigir erros de digitação em {x}",
    },
    ...{
      comments: "atualizar comentários em {x}",
      format: "formatar {x}",
      addTests: "adicionar testes para {x}",
      updateTests: "atualizar testes de {x}",
    },
    ...{
      document: "documentar {x}",
      lock: "atualizar arquivo de lock",
      locks: "atualizar arquivos de lock",
      lineEnds: "alterar quebras de linha de {x}",
    },
    ...{
      executable: "tornar {x} executável",
      notExecutable: "tornar {x} não executável",
      submodule: "atualizar submódulo {x}",
    },
    ...{
      parameter: "adicionar parâmetro {y} a {x}",
      noParameter: "remover parâmetro {y} de {x}",
      replace: "substituir {x} por {y}",
    },
    ...{
      change: "alterar {x}",
      dependencies: "atualizar dependências",
      tests: "atualizar testes",
      place: "{x} em {y}",
      and: "e",
      more: "mais {n}",
      files: "{n} arquivos",
    },
    ...{ signature: "alterar assinatura de {x}", changelog: "atualizar changelog", notes: "atualizar {x}" },
  },
} satisfies Record<MessageLanguage, Record<string, string>>;

/** Which phrase of the table. */
export type PhraseName = keyof typeof phrases.en;

/** Puts a language's own joining words into a list of names, see `listed` in naming.ts. */
export function fillIn(text: string, language: MessageLanguage): string {
  const table = phrases[language];
  return text.replace(
    /\{and\}(?:\{(\d+)\})?/g,
    (_, more: string | undefined) => ` ${table.and} ${more === undefined ? "" : table.more.replace("{n}", more)}`,
  );
}

const commonWords: Readonly<Record<MessageLanguage, RegExp>> = {
  en: /\b(add|added|adds|adding|fix|fixed|fixes|remove|removed|update|updated|the|for|with|from|and|to|use|in|of)\b/i,
  de: /\b(hinzufügen|hinzugefügt|entfernt|entfernen|behoben|beheben|aktualisiert|aktualisieren|und|für|der|die|das|wird|nicht|mit|korrigiert|geändert|von)\b/i,
  fr: /\b(ajoute|ajouter|ajout|corrige|corriger|correction|supprime|supprimer|suppression|mise|et|les|des|pour|dans|une|du|le)\b/i,
  es: /\b(añadir|añade|añadido|agregar|agrega|corregir|corrige|eliminar|elimina|actualizar|actualiza|para|los|las|del|una|con|y)\b/i,
  pt: /\b(adicionar|adiciona|adicionado|corrigir|corrige|remover|atualizar|atualiza|para|os|uma|com|não|em|do|da)\b/i,
};

/** Tells which language most of some subjects are in; English where they do not tell. */
export function languageOfSubjects(subjects: readonly string[]): MessageLanguage {
  const names = ["en", "de", "fr", "es", "pt"] satisfies MessageLanguage[];
  const counted = names.map((name) => ({
    name,
    count: subjects.filter((subject) => commonWords[name].test(subject)).length,
  }));
  const best = counted.reduce((a, b) => (b.count > a.count ? b : a));
  return best.count >= 2 ? best.name : "en";
}
