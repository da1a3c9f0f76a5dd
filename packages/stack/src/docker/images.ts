/** What runs in containers, pinned. */
export const images = {
  postgres: 'postgres:18.4-bookworm',
  nats: 'nats:2.14.7',
  s3: 'ghcr.io/versity/versitygw:v1.8.0',
  redis: 'redis:8.10.0-alpine',
} as const;
