import type { Registry } from 'prom-client';

export interface KnownMetric {
  name: string;
  help: string;
  type: string;
  labelNames: readonly string[];
}

/** The metrics of our own, by name. */
export function ownMetrics(registry: Registry): KnownMetric[] {
  const metrics = registry.getMetricsAsArray() as unknown as KnownMetric[];
  return metrics
    .filter(({ name }) => name.startsWith('huying_'))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** For people: what every process tells Prometheus. */
export function tableOf(registry: Registry): string {
  const rows = ownMetrics(registry).map(({ name, type, labelNames, help }) => [
    `\`${name}\``,
    type,
    labelNames.map((label) => `\`${label}\``).join(', '),
    help,
  ]);
  const lines = [['metric', 'type', 'labels', 'what it is'], ['---', '---', '---', '---'], ...rows];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `# Metrics\n\nAt \`/metrics\` of every process, each one those of its parts, beside the usual ones of Node.\n\n${table}\n`;
}
