import { type Flaw, flawsOf } from '@messenger/proto';
import type { Static, TObject, TSchema } from '@sinclair/typebox';

/** Lists every variable that is missing or wrong, by name; never their values, which may be secrets. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads a flat config from environment variables. Numbers and booleans (`true|false|on|off|1|0|yes|no`) are converted,
 * defaults of the schema apply to what is absent or empty. What the example has in place of a secret is none.
 * @throws ConfigError naming all flaws at once
 */
export function loadConfig<T extends TObject>(schema: T, env: Record<string, string | undefined>): Static<T> {
  const config: Record<string, unknown> = {};
  for (const [name, property] of Object.entries<TSchema>(schema.properties)) {
    const text = env[name];
    const value = text === undefined || text === '' ? property.default : convert(text, property);
    if (value !== undefined) config[name] = value;
  }
  const flaws = flawsOf(schema, config, Number.POSITIVE_INFINITY);
  const told = flaws.map(sentence);
  for (const [name, value] of Object.entries(config)) {
    if (typeof value === 'string' && everybodyKnows.test(value)) told.push(`${name} has no secret: deploy/make-env.sh`);
  }
  if (told.length > 0) throw new ConfigError(`Configuration: ${told.join('; ')}`);
  return config as Static<T>;
}

/** A secret, or the password of an address, as `.env.example` has it. */
const everybodyKnows = /^generated$|:generated@/;

function convert(text: string, property: TSchema): unknown {
  if (property.type === 'integer' || property.type === 'number') return Number(text);
  if (property.type !== 'boolean') return text;
  if (['true', 'on', '1', 'yes'].includes(text)) return true;
  return ['false', 'off', '0', 'no'].includes(text) ? false : text;
}

const sentence = (flaw: Flaw) => `${flaw.field.slice(1)} ${flaw.message}`;
