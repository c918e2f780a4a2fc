import type { FactsBounds, FactsQuery, Formula } from './formula.js';

/** The agency that had the ticket in hand at that moment: that of its newest lead task; null where there was none. */
const leadAt = (row: string, at: string, sign: '<' | '<=' = '<=') =>
  `(SELECT lead.agency FROM ticketing_task lead WHERE lead.ticket_id = ${row}.ticket_id AND lead.role = 'lead'
    AND lead.opened_at ${sign} ${at} ORDER BY lead.number DESC LIMIT 1)`;

/** A text in the data of a history row; MariaDB leaves its quotes on, and compares it with a column only as HEX. */
const said = (row: string, name: string) => `REPLACE(JSON_EXTRACT(${row}.data, '$.${name}'), '"', '')`;

const between = ({ from, until }: FactsBounds) => [from, until];
/** The newest lead task before the step counts where the step itself brings a new one. */
const stepColumns = (sign: '<' | '<=', hit: string) =>
  `SELECT CONCAT(h.ticket_id, '.', h.version) AS id, h.ticket_id, h.at, ${leadAt('h', 'h.at', sign)} AS agency, ${hit} AS hit
   FROM ticketing_history h`;

/** One fact for every step of that act. */
const steps =
  (act: string) =>
  (bounds: FactsBounds): FactsQuery => ({
    sql: `${stepColumns('<=', '1')} WHERE h.act = '${act}' AND h.at >= ? AND h.at < ?`,
    parameters: between(bounds),
  });

/** Deadlines on which it was decided: missed, as the history has it; or met, and never missed before. */
const deadlines =
  (kind: 'sign' | 'finish') =>
  (bounds: FactsBounds): FactsQuery => {
    const agency = (row: string, at: string) =>
      kind === 'finish'
        ? leadAt(row, at)
        : `(SELECT task.agency FROM ticketing_task task WHERE task.id = ${row}.task_id)`;
    const missedBefore = (row: string, id: string, more: string) =>
      `EXISTS (SELECT 1 FROM ticketing_history e WHERE e.ticket_id = ${row}.ticket_id AND e.act = 'deadline-overdue'
      AND HEX(${said('e', 'deadline')}) = HEX(${id}) ${more})`;
    return {
      sql: `SELECT CONCAT(h.ticket_id, '.', h.version) AS id, h.ticket_id, h.at, ${agency('h', 'h.at')} AS agency, 0 AS hit
      FROM ticketing_history h WHERE h.act = 'deadline-overdue' AND h.at >= ? AND h.at < ? AND ${said('h', 'kind')} = '${kind}'
      AND NOT ${missedBefore('h', said('h', 'deadline'), 'AND e.version < h.version')}
      UNION ALL
      SELECT d.id, d.ticket_id, d.met_at AS at, ${agency('d', 'd.met_at')} AS agency,
      CASE WHEN d.overdue_at IS NULL THEN 1 ELSE 0 END AS hit
      FROM ticketing_deadline d WHERE d.kind = '${kind}' AND d.met_at >= ? AND d.met_at < ? AND d.state = 'met'
      AND ((d.overdue_at IS NULL AND d.extensions = '[]') OR NOT ${missedBefore('d', 'd.id', '')})`,
      parameters: [...between(bounds), ...between(bounds)],
    };
  };

/** Tasks by when they were made: rows that are never moved in time. */
const tasks = (bounds: FactsBounds): FactsQuery => ({
  sql: `SELECT task.id, task.ticket_id, task.opened_at AS at, task.agency, 1 AS hit FROM ticketing_task task
    WHERE task.opened_at >= ? AND task.opened_at < ?`,
  parameters: between(bounds),
});

/**
 * What agencies answered: 办结, or 退单 (`task-returned` before returns were requests). A return that is not let pass was made all
 * the same.
 */
const answers = (bounds: FactsBounds): FactsQuery => ({
  sql: `SELECT CONCAT(h.ticket_id, '.', h.version) AS id, h.ticket_id, h.at,
    (SELECT task.agency FROM ticketing_task task WHERE task.id = h.task_id) AS agency,
    CASE WHEN h.act = 'task-done' THEN 0 ELSE 1 END AS hit FROM ticketing_history h
    WHERE h.act IN ('task-done', 'task-return-requested', 'task-returned') AND h.at >= ? AND h.at < ?`,
  parameters: between(bounds),
});

const EVALUATING = ['verified', 'merged-verified', 'not-solved', 'dissatisfied', 'closed', 'side-evaluate'];
const evaluates = (row: string) =>
  `${row}.act IN (${EVALUATING.map((act) => `'${act}'`).join(', ')}) AND JSON_EXTRACT(${row}.data, '$.satisfaction') IS NOT NULL`;

/** The last evaluation of a ticket in the period that is told; the three better of five levels are satisfied. */
const evaluations = (bounds: FactsBounds): FactsQuery => ({
  sql: `${stepColumns('<', `CASE WHEN ${said('h', 'satisfaction')} + 0 >= 3 THEN 1 ELSE 0 END`)}
    WHERE ${evaluates('h')} AND h.at >= ? AND h.at < ? AND NOT EXISTS (SELECT 1 FROM ticketing_history e
    WHERE e.ticket_id = h.ticket_id AND e.version > h.version AND e.at < ? AND ${evaluates('e')})`,
  parameters: [...between(bounds), bounds.horizon],
});

/** 办结 upon which it was decided: closed, or opened again (重办), which is blamed on the agency that had it before. */
const decidedResults = (bounds: FactsBounds): FactsQuery => ({
  sql: `${stepColumns('<', "CASE WHEN h.act = 'closed' THEN 0 ELSE 1 END")}
    WHERE h.act IN ('closed', 'redo-opened', 'assigned') AND h.at >= ? AND h.at < ?
    AND (h.act = 'closed' OR h.from_state IN ('resolved', 'verified', 'closed'))`,
  parameters: between(bounds),
});

/** See docs/numbers.md for each in words. Released: it is not edited any more. */
export const FORMULA_2026_1: Formula = {
  version: '2026-1',
  facts: {
    received: steps('opened'),
    tasks,
    closed: steps('closed'),
    voided: steps('voided'),
    merged: steps('merged'),
    'signed-in-time': deadlines('sign'),
    'finished-in-time': deadlines('finish'),
    returned: answers,
    redone: decidedResults,
    satisfied: evaluations,
  },
};
