import type { Flow } from './flow.js';
import { taskFlow } from './task.flow.js';
import { ticketFlow } from './ticket.flow.js';

/** Both flows as a Markdown page with Mermaid pictures, drawn from the tables. */
export function drawFlows(): string {
  const parts = [drawFlow('Ticket 工单', ticketFlow), drawFlow('Task 任务单', taskFlow)];
  return `# Flows\n\nDrawn from the tables in \`libs/ticketing/src/domain\`; do not edit.\n\n${parts.join('\n')}`;
}

function drawFlow<S extends string>(title: string, flow: Flow<S>): string {
  const states = Object.entries(flow.states) as [S, Flow<S>['states'][S]][];
  const names = states.map(([name, { label, reportsAs }]) => `  ${idOf(name)}: ${label} (${reportsAs})`);
  const edges = states.flatMap(([name, { to }]) => Object.keys(to).map((next) => `  ${idOf(name)} --> ${idOf(next)}`));
  const rounds = states.flatMap(([name, { again }]) =>
    Object.keys(again ?? {}).map((next) => `  ${idOf(name)} --> ${idOf(next)}: 重办`),
  );
  const ends = states.filter(([, { final }]) => final).map(([name]) => `  ${idOf(name)} --> [*]`);
  const reasons = states.flatMap(([name, { to, again }]) =>
    [...Object.entries(to), ...Object.entries(again ?? {})].map(
      ([next, reason]) => `| ${name} | ${next} | ${String(reason)} |`,
    ),
  );
  return [
    `## ${title}`,
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...names,
    `  [*] --> ${idOf(flow.start)}`,
    ...edges,
    ...rounds,
    ...ends,
    '```',
    '',
    '| from | to | because |',
    '|---|---|---|',
    ...reasons,
    '',
  ].join('\n');
}

/** Mermaid's ids know no hyphen. */
function idOf(state: string): string {
  return state.replaceAll('-', '_');
}
