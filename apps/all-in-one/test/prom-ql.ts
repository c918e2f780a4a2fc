import { parser } from '@prometheus-io/lezer-promql';

/** A label that an expression asks for, and the metrics that it asks it of. */
interface Asked {
  readonly label: string;
  readonly metrics: readonly string[];
}

/** What an expression names, or where it is no PromQL. */
export interface Named {
  readonly mistakes: readonly string[];
  readonly metrics: readonly string[];
  readonly labels: readonly Asked[];
}

/** Reads an expression with the grammar of Prometheus' own editor. */
export function namesIn(expression: string): Named {
  const mistakes: string[] = [];
  const selectors: { from: number; to: number; name: string }[] = [];
  const labels: { label: string; from: number }[] = [];
  const tree = parser.parse(expression);
  tree.iterate({
    enter({ type, from, to, node }) {
      const text = expression.slice(from, to);
      if (type.isError) mistakes.push(`at ${from}: ${expression.slice(from, from + 20)}`);
      if (type.name === 'VectorSelector')
        selectors.push({ from, to, name: /^[a-zA-Z_:][\w:]*/.exec(text)?.[0] ?? text });
      if (type.name === 'LabelName') labels.push({ label: text, from: node.from });
    },
  });
  const metrics = selectors.map(({ name }) => name);
  return {
    mistakes,
    metrics,
    labels: labels.map(({ label, from }) => {
      // Inside of braces it is of one metric; of a grouping or matching, any of them may have it.
      const own = selectors.find((one) => one.from <= from && from < one.to);
      return { label, metrics: own ? [own.name] : metrics };
    }),
  };
}
