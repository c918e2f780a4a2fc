import type { DemoResult } from './result.js';

/** The result for people. */
export function summaryTable(result: DemoResult, seconds: number): string {
  const rows: [string, string | number][] = [
    ['events taken (接收)', result.received],
    ['tickets opened (工单)', result.opened],
    ['dispatched to stations (派发)', result.dispatched],
    ['called to bureaus (呼叫)', result.called],
    ['returned by an agency (退单)', result.returned],
    ['closed (结案)', result.closed],
    ['waiting at the desk (待人处理)', result.desk],
    ['in flight', result.inFlight],
    ['failed', result.failed],
    ['event to dispatch accepted, p50', `${result.p50Ms} ms`],
    ['event to dispatch accepted, p95', `${result.p95Ms} ms`],
    ['settled after', `${seconds.toFixed(1)} s`],
  ];
  const width = Math.max(...rows.map(([name]) => columns(name)));
  return rows
    .map(([name, value]) => `  ${name}${' '.repeat(width - columns(name))}  ${String(value).padStart(8)}`)
    .join('\n');
}

/** Columns on a terminal: Chinese characters take two. */
function columns(text: string): number {
  return [...text].reduce((sum, char) => sum + (char >= '\u2e80' ? 2 : 1), 0);
}
