/** What one NATS user may do. An empty list forbids everything. */
export interface NatsPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

export interface NatsConfigOptions {
  /** Where JetStream keeps its files. */
  storeDir: string;
  /** Sync the disk before each acknowledgement; servers from 2.10 on know it. */
  syncAlways?: boolean;
  /**
   * What all streams together may take, such as 16GB; 1TB unless said otherwise. Without a limit of ours a server takes
   * three quarters of what is free when it starts, less each time: from 43 % of a volume on nothing more could be written.
   */
  maxFileStore?: string;
  /** The port of the server's own figures, for Prometheus exporters and health checks; none unless said otherwise. */
  monitorPort?: number;
  cluster?: NatsNode;
}

/** One server of a cluster. */
export interface NatsNode {
  /** Unlike the others'. */
  name: string;
  /** Where the others reach it. */
  listen: string;
  /** Where all of them listen. */
  peers: readonly string[];
  /** What they know each other by. */
  password: string;
}

/** The password of a user, as a value. */
export const literalPasswords =
  (passwords: Readonly<Record<string, string>>): PasswordOf =>
  (user) =>
    quote(passwords[user] ?? '');

/** The password of a user, as the name of a variable that the server reads from its environment. */
export const passwordVariable = (user: string): string => `NATS_PASSWORD_${variableOf(user)}`;

/** The name that stands for a user, as the name of a variable. */
export const userVariable = (user: string): string => `NATS_USER_${variableOf(user)}`;

const variableOf = (user: string) => user.toUpperCase().replaceAll('-', '_');

/** How a user's password stands in the configuration. */
export type PasswordOf = (user: string) => string;

/** The server's configuration: users and their permissions, JetStream on file. Port and address come as arguments. */
export function natsConfig(
  users: Readonly<Record<string, NatsPermissions>>,
  passwordOf: PasswordOf,
  { storeDir, syncAlways = false, maxFileStore = '1TB', monitorPort, cluster }: NatsConfigOptions,
): string {
  const entries = Object.entries(users).map(([user, may]) => {
    return `    { user: ${quote(user)}, password: ${passwordOf(user)},
      permissions: { publish: ${only(may.publish)}, subscribe: ${only(may.subscribe)} } }`;
  });
  // A frozen process is cut off within 30 s; until then its queue groups still give it a share of the questions.
  const vitality = 'ping_interval: "10s"\nping_max: 2\n';
  const sync = syncAlways ? ', sync_interval: always' : '';
  return `jetstream { store_dir: ${quote(storeDir)}, max_file_store: ${maxFileStore}${sync} }
${vitality}${monitorPort === undefined ? '' : `http_port: ${monitorPort}\n`}${cluster ? nodeConfig(cluster) : ''}authorization {
  users: [
${entries.join(',\n')}
  ]
}
`;
}

/** Clients are told of no other servers than those they were given: what stands before one would be passed by. */
function nodeConfig({ name, listen, peers, password }: NatsNode): string {
  const routes = peers.map((peer) => quote(`nats://cluster:${password}@${peer}`));
  return `server_name: ${quote(name)}
cluster {
  name: messenger, listen: ${quote(listen)}, no_advertise: true, routes: [${routes.join(', ')}]
  authorization { user: cluster, password: ${quote(password)} }
}
`;
}

/** The server takes an empty list of what is allowed for no limit at all. */
function only(subjects: readonly string[]): string {
  return subjects.length === 0 ? '{ deny: [">"] }' : `{ allow: [${subjects.map(quote).join(', ')}] }`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
