import type { Static, TSchema } from '@sinclair/typebox';
import { type TypeCheck, TypeCompiler, type ValueError } from '@sinclair/typebox/compiler';
import { codePoints, isWellFormed } from './text.ts';

/** One thing wrong with an input: a JSON pointer and a sentence for a person. */
export type Flaw = { field: string; message: string };

const compiled = new WeakMap<TSchema, TypeCheck<TSchema>>();

/** The compiled checker of a schema, made once. */
export function compile<T extends TSchema>(schema: T): TypeCheck<T> {
  let check = compiled.get(schema);
  if (!check) {
    check = TypeCompiler.Compile(schema);
    compiled.set(schema, check);
  }
  return check as unknown as TypeCheck<T>;
}

/** Deeper than anything in the contract; a hostile input may nest until the stack ends. */
const maxDepth = 32;

/**
 * Checks a value against its schema, and every string in it for well-formedness and length in code points.
 * Returns the flaws, at most `most`; none means that the value is a `Static<T>`.
 */
export function flawsOf(schema: TSchema, value: unknown, most = 10): Flaw[] {
  const check = compile(meantBy(schema, value));
  const flaws: Flaw[] = [];
  if (!check.Check(value)) {
    const seen = new Set<string>();
    for (const error of check.Errors(value)) {
      const field = error.path || '/';
      if (seen.has(field)) continue;
      seen.add(field);
      flaws.push({ field, message: describe(error) });
      if (flaws.length === most) break;
    }
    if (flaws.length === 0) flaws.push({ field: '/', message: 'does not fit the contract' });
  }
  if (flaws.length === 0) checkStrings(schema, value, 0, flaws);
  for (const flaw of flaws) flaw.field ||= '/';
  return flaws.slice(0, most);
}

/** Of a union whose members name themselves by literals, as commands do by `type`, the one that the value names. */
function meantBy(schema: TSchema, value: unknown): TSchema {
  const variants = (schema.anyOf ?? []) as TSchema[];
  const named = variants.find((variant) => {
    const literals = Object.entries<TSchema>(variant.properties ?? {}).filter(([, property]) => 'const' in property);
    return literals.length > 0 && literals.every(([name, { const: text }]) => Object(value)[name] === text);
  });
  return named ?? schema;
}

/**
 * What an object has of the fields that its schema names; any other value as it is. Others may come with a sound value,
 * and would pass for whatever is put beside it: for who asks, or what for.
 */
export function onlyNamed<V>(schema: TSchema, value: V): V {
  if (value === null || typeof value !== 'object' || !schema.properties) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(schema.properties, name))) as V;
}

/** Narrowing form of `flawsOf`, for values from parts that are trusted to be in shape. */
export function fits<T extends TSchema>(schema: T, value: unknown): value is Static<T> {
  return flawsOf(schema, value).length === 0;
}

/** Of a choice what it is between; of what may be null what is wrong with it otherwise. */
function describe({ schema, message, value }: Pick<ValueError, 'schema' | 'message' | 'value'>): string {
  const variants = (schema.anyOf ?? []) as TSchema[];
  const [meant, ...others] = variants.filter(({ type }) => type !== 'null');
  if (meant && variants.length > 1 && variants.every((variant) => 'const' in variant)) {
    return described(schema, `Expected one of ${variants.map((variant) => variant.const).join(', ')}`);
  }
  const flaw = meant && others.length === 0 ? compile(meant).Errors(value).First() : undefined;
  return flaw?.path === '' ? `${describe(flaw)}, or null` : described(schema, message);
}

const described = (schema: TSchema, message: string) =>
  schema.description ? `${message} (${schema.description})` : message;

/** Every event goes through here, so a path is only made for what is flawed. */
function checkStrings(schema: TSchema | undefined, value: unknown, depth: number, flaws: Flaw[]): void {
  if (flaws.length >= 10) return;
  if (depth > maxDepth) {
    flaws.push({ field: '', message: 'is nested too deep' });
  } else if (typeof value === 'string') {
    const message = stringFlaw(schema, value);
    if (message) flaws.push({ field: '', message });
  } else if (value !== null && typeof value === 'object') {
    const meant = variantOf(schema, value);
    const isList = Array.isArray(value);
    for (const key of Object.keys(value)) {
      const before = flaws.length;
      const inside = isList ? meant?.items : meant?.properties?.[key];
      checkStrings(inside, (value as Record<string, unknown>)[key], depth + 1, flaws);
      for (let i = before; i < flaws.length; i++) flaws[i]!.field = `/${key}${flaws[i]!.field}`;
    }
  }
}

function stringFlaw(schema: TSchema | undefined, value: string): string | undefined {
  if (!isWellFormed(value)) return 'must be well-formed Unicode without U+0000';
  const limits = variantOf(schema, value)?.codePoints as { min: number; max: number } | undefined;
  if (limits && value.length > limits.max && codePoints(value) > limits.max) {
    return `must have at most ${limits.max} characters`;
  }
  return undefined;
}

/** The member of a union that the value fits; any other schema is itself. */
function variantOf(schema: TSchema | undefined, value: unknown): TSchema | undefined {
  const variants = schema?.anyOf as TSchema[] | undefined;
  return variants
    ? variantOf(
        variants.find((variant) => compile(variant).Check(value)),
        value,
      )
    : schema;
}
