import { flawsOf, invalid, onlyNamed, Refused } from '@messenger/proto';
import type { TSchema } from '@sinclair/typebox';
import type { FastifySchemaCompiler } from 'fastify';

/**
 * Validates every part of a request against the contract, with every flaw named by its field. What the contract does not
 * name is left out, so that no handler can pass on what nobody may say.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  return (input: unknown) => {
    const value = httpPart === 'querystring' ? withIntegers(schema, input) : input;
    const flaws = flawsOf(schema, value);
    if (flaws.length === 0) return { value: onlyNamed(schema, value) };
    return { error: new Refused(invalid(flaws)) };
  };
};

/** A query string knows only text: what the schema wants as an integer and looks like one becomes one. */
function withIntegers(schema: TSchema, query: unknown): unknown {
  if (query === null || typeof query !== 'object') return query;
  const entries = Object.entries(onlyNamed(schema, query)).map(([name, text]) => {
    const wanted = schema.properties[name].type === 'integer';
    return [name, wanted && typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : text];
  });
  return Object.fromEntries(entries);
}
