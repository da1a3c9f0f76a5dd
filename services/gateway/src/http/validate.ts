import { flawsOf, invalid, onlyNamed, Refused } from '@messenger/proto';
import type { TSchema } from '@sinclair/typebox';
import type { FastifySchemaCompiler } from 'fastify';

/**
 * Validates every part of a request against the contract, with every flaw named by its field. What the contract does not
 * name is left out, so that no handler can pass on what nobody may say.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  return (input: unknown) => {
    const value = httpPart === 'querystring' ? withValues(schema, input) : input;
    const flaws = flawsOf(schema, value);
    if (flaws.length === 0) return { value: onlyNamed(schema, value) };
    return { error: new Refused(invalid(flaws)) };
  };
};

/** A query string knows only text: what the schema wants as an integer or a boolean and looks like one becomes one. */
function withValues(schema: TSchema, query: unknown): unknown {
  if (query === null || typeof query !== 'object') return query;
  const entries = Object.entries(onlyNamed(schema, query)).map(([name, text]) => [
    name,
    typeof text === 'string' ? readAs(text, schema.properties[name].type) : text,
  ]);
  return Object.fromEntries(entries);
}

function readAs(text: string, type: string): string | number | boolean {
  if (type === 'integer' && /^\d{1,16}$/.test(text)) return Number(text);
  return type === 'boolean' && /^(true|false)$/.test(text) ? text === 'true' : text;
}
