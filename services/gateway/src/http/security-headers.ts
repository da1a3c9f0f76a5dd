import type { FastifyHelmetOptions } from '@fastify/helmet';

const policy = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  connectSrc: ["'self'"],
  workerSrc: ["'self'"],
  manifestSrc: ["'self'"],
  objectSrc: ["'none'"],
  frameSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

/**
 * Nothing is loaded from elsewhere, nothing inline runs or paints, nobody frames us; and text becomes markup or code
 * only through the client's two policies: `templates`, those of its own build, and `worker`, its one service worker.
 * Plain HTTP is not upgraded, since an installation on a local network may have nothing else.
 */
export const securityHeaders: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { ...policy, requireTrustedTypesFor: ["'script'"], trustedTypes: ['templates', 'worker'] },
  },
  crossOriginEmbedderPolicy: false,
  frameguard: { action: 'deny' },
};

/** For the pages of the documentation, whose library makes markup and style attributes of its own. */
export const docsHeaders: FastifyHelmetOptions = {
  ...securityHeaders,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { ...policy, styleSrcAttr: ["'unsafe-inline'"] },
  },
};
