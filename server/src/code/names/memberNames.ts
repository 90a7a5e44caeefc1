import type { ModuleNames, Shape, TypeName } from "./shape";

/** A module with its address. */
export interface LocatedModule {
  readonly uri: string;
  readonly names: ModuleNames;
}

/** Finds the module that another one names; `undefined` if it isn't known. */
export type FindModule = (from: string, module: string) => LocatedModule | undefined;

/** A type and the module in whose scope its name means something. */
export interface LocatedType {
  readonly type: TypeName;
  readonly module: LocatedModule;
}

/** Most steps from a type to its parents or from a module to the ones that it exports. // guess */
const maxSteps = 12;

/** Finds the members of a type with their types, inherited ones included; `undefined` unless all of them are known. */
export function membersOf(
  type: LocatedType,
  find: FindModule,
  steps = maxSteps,
): ReadonlyMap<string, LocatedType | undefined> | undefined {
  const found = steps > 0 ? declarationOf(type, find, steps) : undefined;
  if (found === undefined || found.shape.isOpen) return undefined;
  const { shape, module } = found;
  const members = new Map<string, LocatedType | undefined>();
  for (const parent of shape.parents) {
    const inherited = membersOf({ type: parent, module }, find, steps - 1);
    if (inherited === undefined) return undefined;
    for (const [name, of] of inherited) members.set(name, of);
  }
  for (const [name, of] of shape.members) members.set(name, of && { type: of, module });
  return members;
}

function declarationOf(
  { type, module }: LocatedType,
  find: FindModule,
  steps: number,
): { readonly shape: Shape; readonly module: LocatedModule } | undefined {
  const { names } = module;
  const imported = names.imports.get(type.name);
  if (imported !== undefined) {
    const target = find(module.uri, imported.module);
    if (target === undefined) return undefined;
    if (imported.name !== "*") return exportedShape(target, { ...type, name: imported.name }, find, steps - 1);
    const all = type.isStatic === true ? exportsOf(target, find, steps - 1) : undefined;
    return all && { shape: all, module: target };
  }
  const of = type.isStatic === true ? names.typeOf(type.name) : undefined;
  if (of !== undefined) return steps > 1 ? declarationOf({ type: of, module }, find, steps - 1) : undefined;
  const shape = names.has(type.name) ? names.shapeOf(type) : names.builtIn(type);
  return shape && { shape, module };
}

function exportedShape(
  module: LocatedModule,
  type: TypeName,
  find: FindModule,
  steps: number,
): { readonly shape: Shape; readonly module: LocatedModule } | undefined {
  if (steps <= 0) return undefined;
  const exported = module.names.exports.get(type.name);
  if (exported === undefined) {
    for (const name of module.names.reexported) {
      const target = find(module.uri, name);
      const found = target && exportedShape(target, type, find, steps - 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if ("local" in exported) return declarationOf({ type: { ...type, name: exported.local }, module }, find, steps - 1);
  const target = find(module.uri, exported.module);
  return target && exportedShape(target, { ...type, name: exported.name }, find, steps - 1);
}

/** Returns the names that a module exports, as the members of an object; `undefined` unless all of them are known. */
export function exportsOf(module: LocatedModule, find: FindModule, steps = maxSteps): Shape | undefined {
  const { names } = module;
  if (steps <= 0 || names.isOpen) return undefined;
  const members = new Map<string, TypeName | undefined>();
  for (const [name, exported] of names.exports)
    members.set(name, "local" in exported ? { name: exported.local, isStatic: true } : undefined);
  for (const name of names.reexported) {
    const target = find(module.uri, name);
    const more = target && exportsOf(target, find, steps - 1);
    if (more === undefined) return undefined;
    for (const each of more.members.keys()) if (!members.has(each)) members.set(each, undefined);
  }
  return { members, parents: [], isOpen: false };
}
