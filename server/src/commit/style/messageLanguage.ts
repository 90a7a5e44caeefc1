/** Languages that messages are written in. */
export type MessageLanguage = "en" | "de" | "fr" | "es" | "pt";

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
