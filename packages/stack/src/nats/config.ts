/** What one NATS user may do. An empty list forbids everything. */
export interface NatsPermissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** The server's configuration: users and their permissions, JetStream on file. Port and address come as arguments. */
export function natsConfig(
  users: Readonly<Record<string, NatsPermissions>>,
  passwords: Readonly<Record<string, string>>,
  storeDir: string,
): string {
  const entries = Object.entries(users).map(([user, may]) => {
    return `    { user: ${quote(user)}, password: ${quote(passwords[user] ?? '')},
      permissions: { publish: ${only(may.publish)}, subscribe: ${only(may.subscribe)} } }`;
  });
  return `jetstream { store_dir: ${quote(storeDir)} }
authorization {
  users: [
${entries.join(',\n')}
  ]
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
