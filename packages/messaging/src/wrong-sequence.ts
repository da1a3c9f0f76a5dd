/** What JetStream says when another wrote first: 10071 on all servers; 10164 where newer ones check per subject. */
export const wrongSequence: ReadonlySet<number | undefined> = new Set([10071, 10164]);
