import type { Declaration, Parameter } from "../code/declarations/declaration";
import type { DocForm, DocItem } from "./forms/docForm";

/** Finds the project's description for a parameter of the same name; empty if there is none. */
export type Describe = (parameter: Parameter) => string;

/** Lists all items of a declaration's doc comment, in the order of the form. Descriptions that only restate the signature are left empty. */
export function itemsOf(declaration: Declaration, form: DocForm, describe: Describe): DocItem[] {
  const { parameters, typeParameters, returns, throws } = declaration;
  const code = (text: string): string =>
    form.id === "sphinx" || form.id === "numpy" || form.id === "google"
      ? `\`\`${text}\`\``
      : form.id === "javadoc"
        ? `{@code ${text}}`
        : `\`${text}\``;
  const params = parameters.flatMap((parameter): DocItem[] => {
    const own = itemOf(parameter, parameter.name, form, describe);
    // Property types are written with the parameter's type if it has one.
    const nested = form.id === "jsdoc" && parameter.type === undefined ? (parameter.properties ?? []) : [];
    return [own, ...nested.map((property) => itemOf(property, `${parameter.name}.${property.name}`, form, describe))];
  });
  return [
    ...params,
    ...(form.id === "javadoc"
      ? typeParameters.map((name): DocItem => ({ kind: "typeParam", name, description: "" }))
      : []),
    ...(returns ? [{ ...returns, name: "" as const, description: "" }] : []),
    ...throws.map(({ type, conditions }): DocItem => {
      const told = conditions.length === 0 ? "" : conditions.map(code).join(" or ");
      return { kind: "throws", name: type, description: describeThrown(form, { type, told }) };
    }),
  ];
}

function itemOf(parameter: Parameter, name: string, form: DocForm, describe: Describe): DocItem {
  const found = describe(parameter);
  const isTold =
    form.id === "jsdoc" ||
    form.id === "javadoc" ||
    parameter.defaultText === undefined ||
    /^(?:None|\.\.\.|_\w*)$/.test(parameter.defaultText);
  const fallback = isTold ? "" : `Defaults to ${parameter.defaultText}.`;
  return { kind: "param", parameter, name, description: found === "" ? fallback : found };
}

function describeThrown(form: DocForm, { type, told }: { type: string; told: string }): string {
  if (form.id !== "rustdoc")
    return told === "" ? "" : `${form.id === "javadoc" ? "if" : "If"} ${told}${form.id === "javadoc" ? "" : "."}`;
  if (told === "" || type === "") return "";
  return type === "panic" ? `Panics if ${told}.` : `Returns \`${type}\` if ${told}.`;
}
