import swagger from '@fastify/swagger';
import { ErrorBody, errorsOf, headers, Id, type Operation, operations, type RefusalCode, tags } from '@messenger/proto';
import type { TObject } from '@sinclair/typebox';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { withNamedSchemas } from './components.ts';
import { errorExamples, statusesOf } from './errors.ts';
import { exampleOf } from './example.ts';
import { type Json, published } from './published.ts';

/**
 * Collects the routes that are added from now on into an OpenAPI document: what they take as they validate it, what they
 * answer as the contract says. Nothing of it is in the way of an answer.
 */
export async function collectOpenApi(app: FastifyInstance): Promise<() => Json> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Messenger',
        version: '1.0.0',
        description:
          'The HTTP interface. What happens live comes over a [socket](/docs/socket). Every answer under `/api` carries `X-Position`; a client sends the newest it has, and reads show at least that state.',
      },
      tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    convertConstToEnum: false,
    transform: ({ schema, url, route }) => {
      const operation = operationOf(route.method, url);
      if (!operation) return { schema: { hide: true } as never, url };
      return { schema: documented(operation, schema as RouteSchema | undefined) as never, url: operation.path };
    },
    transformObject: (document) => complete((document as { openapiObject: Json }).openapiObject) as never,
  });
  let made: Json | undefined;
  return () => {
    made ??= app.swagger() as unknown as Json;
    return made;
  };
}

type RouteSchema = { params?: TObject; querystring?: TObject; body?: TObject };

const shapeOf = (path: string) => path.replace(/:\w+|\{\w+\}/g, '{}');
const byShape = new Map(operations.map((operation) => [`${operation.method} ${shapeOf(operation.path)}`, operation]));

/** The operation that a route serves; undefined for what is no part of the contract, such as HEAD and pages. */
const operationOf = (method: RouteOptions['method'], path: string): Operation | undefined =>
  byShape.get(`${String(method)} ${shapeOf(path)}`);

function documented(operation: Operation, { params, querystring, body }: RouteSchema = {}): Json {
  const { id, tag, summary, description, open, form } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: open ? [] : [{ token: [] }],
    ...(params ? { params: namedAs(operation.path, params) } : {}),
    ...(querystring ? { querystring: published(querystring) } : {}),
    ...(body ? { body: published(body) } : {}),
    ...(form ? { consumes: ['multipart/form-data'], body: published(form) } : {}),
    response: { ...errorAnswers(errorsOf(operation)), ...goodAnswers(operation) },
  };
}

/** A route may name a parameter otherwise than the contract does, such as a chat that may be given by its slug. */
function namedAs(path: string, params: TObject): Json {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  const schemas = Object.values(published(params).properties as Json);
  const properties = Object.fromEntries(names.map((name, i) => [name, schemas[i]]));
  return { type: 'object', properties, required: names };
}

function goodAnswers({ answers, path }: Operation): Json {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { summary, body, type: other }]) => {
      if (other)
        return [
          status,
          { description: summary, content: { [other]: { schema: { type: 'string' }, example: '(bytes)' } } },
        ];
      if (!body) return [status, { description: summary, type: 'null' }];
      const schema = published(body);
      const type = path === '/metrics' ? 'text/plain' : 'application/json';
      return [status, { description: summary, content: { [type]: { schema, example: exampleOf(schema) } } }];
    }),
  );
}

function errorAnswers(codes: readonly RefusalCode[]): Json {
  return Object.fromEntries(
    statusesOf(codes).map(([status, same]) => {
      const schema = published(ErrorBody) as { properties: { error: { properties: Json } } };
      schema.properties.error.properties.code = { type: 'string', enum: same };
      const content = { 'application/json': { schema, examples: errorExamples(same) } };
      return [status, { description: same.join(', '), content }];
    }),
  );
}

const requestHeaders = [
  {
    name: headers.httpPosition,
    description: 'The newest `X-Position` of an earlier answer: this one shows at least that state.',
    schema: { type: 'string' },
  },
  {
    name: headers.httpRequestId,
    description: 'Kept for logs and answers if it matches `[\\w-]{1,64}`.',
    schema: { type: 'string' },
  },
];
const idempotencyKey = {
  name: headers.idempotencyKey,
  description: 'A UUID that makes repeating this harmless.',
  schema: published(Id),
};

/** What the schemas of routes do not tell: headers, an example of each body, and names for what recurs. */
function complete(document: Json): Json {
  const paths = document.paths as Record<string, Record<string, Json>>;
  for (const [path, methods] of Object.entries(paths)) {
    if (!path.startsWith('/api/')) continue;
    for (const [method, operation] of Object.entries(methods)) {
      const taken = method === 'get' ? requestHeaders : [...requestHeaders, idempotencyKey];
      const parameters = taken.map((header) => ({ in: 'header', required: false, ...header }));
      operation.parameters = [...((operation.parameters as Json[] | undefined) ?? []), ...parameters];
      const media = (operation.requestBody as { content: Record<string, Json> } | undefined)?.content[
        'application/json'
      ];
      if (media) media.example = exampleOf(media.schema as Json);
      const form = (operation.requestBody as { content: Record<string, Json> } | undefined)?.content[
        'multipart/form-data'
      ];
      if (form) form.example = { file: '(bytes)' };
      for (const answer of Object.values(operation.responses as Record<string, Json>)) {
        answer.headers = answerHeaders(answer);
      }
    }
  }
  return withNamedSchemas(document);
}

function answerHeaders({ description }: Json): Json {
  const seconds = { description: 'Seconds after which to try again.', schema: { type: 'integer' } };
  const position = { description: 'What this answer covers.', schema: { type: 'string' } };
  const wait = /rate_limited|unavailable/.test(String(description)) ? { 'Retry-After': seconds } : {};
  return { 'X-Position': position, 'X-Request-Id': { schema: { type: 'string' } }, ...wait };
}
