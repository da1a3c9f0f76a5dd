import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

type Json = Record<string, unknown>;

const ajv = new Ajv2020({ strict: false, allErrors: true });

/** Compiles schemas of a document, its references replaced by what they refer to. */
export class Schemas {
  readonly #document: Json;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(document: Json) {
    this.#document = document;
  }

  /**
   * What is wrong with a value; undefined if nothing. What the schema does not name is wrong, too: the document is to
   * tell everything that there is.
   */
  flaws(name: string, schema: unknown, value: unknown): string | undefined {
    let validate = this.#compiled.get(name);
    if (!validate) {
      validate = ajv.compile(closed(this.#resolved(schema)) as Json);
      this.#compiled.set(name, validate);
    }
    if (validate(value)) return undefined;
    return `${name}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value).slice(0, 600)}`;
  }

  #resolved(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#resolved(item));
    if (value === null || typeof value !== 'object') return value;
    const { $ref } = value as { $ref?: string };
    if (typeof $ref === 'string') return this.#resolved(this.at($ref));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#resolved(item)]));
  }

  /** What a reference such as `#/components/schemas/Chat` points to. */
  at(reference: string): unknown {
    return reference
      .split('/')
      .slice(1)
      .reduce<unknown>((part, key) => (part as Json)[key], this.#document);
  }
}

function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (value === null || typeof value !== 'object') return value;
  const schema = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, closed(item)]));
  return schema.type === 'object' && schema.properties ? { ...schema, additionalProperties: false } : schema;
}
