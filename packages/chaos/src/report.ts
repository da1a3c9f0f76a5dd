import type { FaultKind } from './schedule/faults.ts';

export const findingKinds = ['lost', 'doubled', 'reordered', 'diverged', 'broken'] as const;
/**
 * `lost`: acknowledged and not in the log. `doubled`: in the log more than once. `reordered`: not in its sender's order.
 * `diverged`: somebody is shown something else than the log says. `broken`: the log itself, or an answer, is wrong.
 */
export type FindingKind = (typeof findingKinds)[number];
export type Finding = { kind: FindingKind; what: string };

/** Everything a run came to. */
export type Report = {
  seed: number;
  hash: string;
  durationMs: number;
  counts: {
    clients: number;
    sent: number;
    acknowledged: number;
    refused: number;
    /** Neither acknowledged nor refused: a device died with it before it was written down. */
    vanished: number;
    events: number;
    chats: number;
    connects: number;
    logins: number;
    compared: number;
  };
  faults: Partial<Record<FaultKind, number>>;
  findings: Finding[];
  /** What went wrong last, as it was logged. */
  lastFaults: string[];
  logDir: string;
};

const shownFindings = 25;

/** The report as lines of text; the last says how it ended. */
export function render(report: Report): string {
  const { seed, hash, durationMs, counts, faults, findings, lastFaults, logDir } = report;
  const of = (kind: FindingKind) => findings.filter((finding) => finding.kind === kind).length;
  const lines = [
    `seed ${seed}, schedule ${hash}, ${(durationMs / 60_000).toFixed(1)} minutes, ${counts.clients} clients`,
    `faults: ${Object.entries(faults)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', ')}`,
    `${counts.sent} sent, ${counts.acknowledged} acknowledged, ${counts.refused} refused, ${counts.vanished} gone with their device`,
    `${counts.events} events in ${counts.chats} chats; ${counts.connects} connections, ${counts.logins} logins; ${counts.compared} views compared`,
    `${findingKinds.map((kind) => `${of(kind)} ${kind}`).join(', ')}`,
  ];
  if (findings.length === 0) return lines.join('\n');
  const shown = findingKinds.flatMap((kind) =>
    findings.filter((finding) => finding.kind === kind).slice(0, shownFindings),
  );
  return [
    ...shown.map(({ kind, what }) => `  ${kind}: ${what}`),
    'the last faults:',
    ...lastFaults.map((fault) => `  ${fault}`),
    `logs: ${logDir}`,
    ...lines,
  ].join('\n');
}
