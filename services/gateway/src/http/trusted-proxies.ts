import { isIP } from 'node:net';
import { ConfigError } from '@messenger/kit';

/** What Fastify's `trustProxy` takes. */
export type TrustedProxies = false | string[];

const named = ['loopback', 'linklocal', 'uniquelocal'];

/**
 * Whose `X-Forwarded-*` are believed: nobody's, or those of proxies with these addresses or networks, by comma. Never
 * everyone's: then anyone could claim any address.
 * @throws ConfigError for anything else
 */
export function trustedProxies(text: string): TrustedProxies {
  if (['off', 'false', 'no', '0'].includes(text)) return false;
  const addresses = text.split(',').map((part) => part.trim());
  const sound = (address: string) =>
    named.includes(address) || (/^[^/]+(\/\d{1,3})?$/.test(address) && isIP(address.split('/', 1)[0]!) > 0);
  if (!addresses.every(sound)) throw new ConfigError('TRUST_PROXY must be off, or the addresses of proxies');
  return addresses;
}
