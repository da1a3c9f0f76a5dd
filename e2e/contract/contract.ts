import { codeOf, type Frame, type HttpAnswer, http } from '@messenger/testkit';
import { expect } from 'vitest';
import { Schemas } from './schemas.ts';

type Json = Record<string, unknown>;
type Media = { schema: Json };
type Answer = { content?: Record<string, Media> };
type Parameter = { in: string; name: string; schema: Json; required?: boolean };
export type Operation = {
  operationId: string;
  summary?: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media & { example?: unknown }> };
  responses: Record<string, Answer & { content?: Record<string, Media & { example?: unknown; examples?: Json }> }>;
};
type Message = { name: string; payload: Json };
type AsyncOperation = { messages: { $ref: string }[]; reply?: { messages: { $ref: string }[] }; 'x-errors'?: string[] };

/** What the published documents promise, and what of it was seen. */
export class Contract {
  readonly operations: ReadonlyMap<string, Operation>;
  /** `operationId status`, and the error codes. */
  readonly answers = new Set<string>();
  readonly codes = new Set<string>();
  readonly framesAnswered = new Set<string>();
  readonly pushesSeen = new Set<string>();
  /** Why pushes did not fit. */
  readonly flaws: unknown[] = [];
  readonly messages: Record<string, Message>;
  readonly #http: Schemas;
  readonly #socket: Schemas;
  readonly #asked: Record<string, AsyncOperation>;

  private constructor(openApi: Json, asyncApi: Json) {
    const paths = openApi.paths as Record<string, Record<string, Operation>>;
    this.operations = new Map(
      Object.entries(paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
      ),
    );
    this.#http = new Schemas(openApi);
    this.#socket = new Schemas(asyncApi);
    this.messages = (asyncApi.components as { messages: Record<string, Message> }).messages;
    this.#asked = asyncApi.operations as Record<string, AsyncOperation>;
  }

  static async of(url: string): Promise<Contract> {
    const [openApi, asyncApi] = await Promise.all(
      ['openapi', 'asyncapi'].map((name) => http<Json>(url, 'GET', `/docs/${name}.json`)),
    );
    expect([openApi!.status, asyncApi!.status]).toEqual([200, 200]);
    return new Contract(openApi!.body, asyncApi!.body);
  }

  /** The operation that a request is, by its path; undefined if there is none. */
  operationOf(method: string, path: string): Operation | undefined {
    const bare = path.split('?', 1)[0]!;
    let found: { operation: Operation; variables: number } | undefined;
    for (const [name, operation] of this.operations) {
      const [of, template] = name.split(' ') as [string, string];
      const variables = template.split('{').length - 1;
      const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
      if (of === method && pattern.test(bare) && variables < (found?.variables ?? 9)) found = { operation, variables };
    }
    return found?.operation;
  }

  /** An answer must be documented, and so must the request be where it was accepted. */
  checkHttp(method: string, path: string, body: unknown, { status, body: answer, headers }: HttpAnswer<unknown>): void {
    const operation = this.operationOf(method, path);
    expect(operation, `${method} ${path} is not documented`).toBeDefined();
    const { operationId, requestBody, responses } = operation!;
    const name = `${operationId} ${status}`;
    const documented = responses[status];
    expect(documented, `${name} is not documented: ${JSON.stringify(answer)}`).toBeDefined();
    const schema = documented!.content?.['application/json']?.schema;
    if (schema) expect(this.#http.flaws(name, schema, answer)).toBeUndefined();
    else expect(answer, name).toBeUndefined();
    if (path.startsWith('/api/')) expect(headers.get('x-position'), name).toMatch(/^[0-9a-f]{8}\./);
    if (status >= 400) this.codes.add(codeOf({ status, body: answer, headers }));
    if (status === 429 || status === 503) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    if (status < 400) this.#checkRequest(operation!, path, body, requestBody?.content['application/json']?.schema);
    this.answers.add(name);
  }

  #checkRequest({ operationId, parameters = [] }: Operation, path: string, body: unknown, schema?: Json): void {
    const query = new URLSearchParams(path.split('?')[1] ?? '');
    for (const [key, text] of query) {
      const parameter = parameters.find((of) => of.in === 'query' && of.name === key);
      expect(parameter, `${operationId} has no parameter ${key}`).toBeDefined();
      const { type } = parameter!.schema;
      const value = type === 'integer' || type === 'boolean' ? JSON.parse(text) : text;
      expect(this.#http.flaws(`${operationId}?${key}`, parameter!.schema, value)).toBeUndefined();
    }
    if (schema) expect(this.#http.flaws(`${operationId} body`, schema, body)).toBeUndefined();
    else expect(body, operationId).toBeUndefined();
  }

  /** A client's frame and its answer. */
  checkFrame(frame: { type: string }, answer: { type: string; error?: { code: string } }): void {
    const key = frame.type.replace(':', '.');
    const asked = this.#asked[key];
    expect(asked, `${frame.type} is not documented`).toBeDefined();
    if (answer.type === 'ok') {
      expect(this.#socket.flaws(key, this.messages[key]!.payload, frame)).toBeUndefined();
      expect(this.#socket.flaws(`${key}.ok`, this.messages[`${key}.ok`]!.payload, answer)).toBeUndefined();
      this.framesAnswered.add(frame.type);
    } else {
      expect(this.#socket.flaws('error', this.messages.error!.payload, answer)).toBeUndefined();
      expect(asked!['x-errors']).toContain(answer.error!.code);
      this.codes.add(answer.error!.code);
    }
  }

  checkPush(push: Frame): void {
    const message = this.messages[`push.${push.type.replace(':', '.')}`];
    expect(message, `${push.type} is not documented`).toBeDefined();
    expect(this.#socket.flaws(push.type, message!.payload, push)).toBeUndefined();
    this.pushesSeen.add(push.type);
  }
}
