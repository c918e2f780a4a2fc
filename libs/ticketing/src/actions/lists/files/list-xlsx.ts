import type { SheetData } from 'write-excel-file/node';
import { Problem, type FieldError } from '#libs/runtime';
import { MOST_ITEMS, type ResponsibilityList } from '../../../domain/responsibilities.js';
import { CellError, readCell, writeCell } from './cell-values.js';
import { DETAILS_SHEET, LIST_COLUMNS, LIST_SHEET, NAME_LINE, TOWNSHIP_LINE, type ListColumn } from './columns.js';
import { MOST_ERRORS, partsOf, type ReadList } from './list-file.js';
import { columnName, Workbook, type Sheet } from './workbook.js';

/** Of the sheet, title row included. */
const BOUNDS = { rows: MOST_ITEMS + 1, columns: 200 };

/** A list as an Excel workbook: every cell as text, so that nothing of it turns into a number. */
export async function writeListXlsx(list: ResponsibilityList): Promise<Buffer> {
  // Loaded when it is needed: most processes never write a workbook.
  const { default: write } = await import('write-excel-file/node');
  const text = (value: string | undefined) =>
    value === undefined ? null : { value: safe(value), type: String, format: '@' };
  const title = (value: string) => ({ value, type: String, fontWeight: 'bold' as const });
  const rows: SheetData = [
    LIST_COLUMNS.map((column) => title(column.title)),
    ...list.items.map((item) => LIST_COLUMNS.map(({ field, kind }) => text(writeCell(item[field], kind)))),
  ];
  const details: SheetData = [
    [text(NAME_LINE), text(list.version)],
    ...Object.entries(list.defaultTownship ?? {}).map(([source, township]) =>
      [TOWNSHIP_LINE, source, township].map(text),
    ),
  ];
  return write([
    { data: rows, sheet: LIST_SHEET, stickyRowsCount: 1, columns: LIST_COLUMNS.map(({ width }) => ({ width })) },
    { data: details, sheet: DETAILS_SHEET, columns: [{ width: 14 }, { width: 20 }, { width: 20 }] },
  ]).toBuffer();
}

/** Throws `invalid-fields` with every wrong cell (at most 200) when the file is no list: nothing of it is used then. */
export function readListXlsx(bytes: Buffer): ReadList {
  const book = new Workbook(bytes);
  if (!book.sheetNames.includes(LIST_SHEET))
    fail([
      {
        path: '文件',
        message: `没有工作表“${LIST_SHEET}”，只有${book.sheetNames
          .slice(0, 10)
          .map((one) => `“${one.slice(0, 31)}”`)
          .join('、')}`,
      },
    ]);
  const sheet = book.sheet(LIST_SHEET, BOUNDS);
  if (sheet.cutOff)
    fail([{ path: `“${LIST_SHEET}”第 ${BOUNDS.rows + 1} 行`, message: `一份清单最多 ${MOST_ITEMS} 个事项` }]);
  const merged = sheet.merged.map((range) => ({
    path: `“${LIST_SHEET}”${range}`,
    message: '不能有合并单元格；请取消合并，每行填全',
  }));
  if (merged.length > 0) fail(merged);
  const columns = columnsOf(sheet);
  const errors: FieldError[] = [];
  const numbers = [...sheet.rows.keys()].filter((row) => row > 1).toSorted((a, b) => a - b);
  const items = numbers.map((row) => itemOf(sheet, row, columns, book.epochOffset, errors));
  const details = detailsOf(book, errors);
  if (errors.length > 0) fail(errors);
  const placeOf = (path: string): string => {
    const parts = partsOf(path);
    if (!parts) return path;
    const row = numbers[parts.index]!;
    const at = [...columns].find(([, { field }]) => field === parts.field);
    return at ? placeName(row, at[0], at[1]) : `第 ${row} 行`;
  };
  return { plain: { ...details, items }, placeOf };
}

/** Which column stands where: people move them about. */
function columnsOf(sheet: Sheet): Map<number, ListColumn> {
  const columns = new Map<number, ListColumn>();
  const errors: FieldError[] = [];
  for (const [at, { text }] of sheet.rows.get(1) ?? []) {
    const column = LIST_COLUMNS.find(({ title }) => title === text.trim());
    const path = `第 1 行 ${columnName(at)} 列`;
    if (!column)
      errors.push({
        path,
        message: `不认识的列“${text.slice(0, 30)}”；可用的列：${LIST_COLUMNS.map(({ title }) => title).join('、')}`,
      });
    else if ([...columns.values()].includes(column)) errors.push({ path, message: `“${column.title}”列重复` });
    else columns.set(at, column);
  }
  for (const { field, title } of LIST_COLUMNS)
    if (
      ['item', 'name', 'validFrom'].includes(field) &&
      ![...columns.values()].some((column) => column.field === field)
    )
      errors.push({ path: '第 1 行', message: `缺少“${title}”列` });
  if (errors.length > 0) fail(errors);
  return columns;
}

function itemOf(
  sheet: Sheet,
  row: number,
  columns: ReadonlyMap<number, ListColumn>,
  epochOffset: number,
  errors: FieldError[],
): Record<string, unknown> {
  const item: Record<string, unknown> = { categories: [] };
  for (const [at, cell] of sheet.rows.get(row)!) {
    const column = columns.get(at);
    try {
      if (!column) throw new CellError('有内容，但这一列没有列名');
      item[column.field] = readCell(cell, column.kind, epochOffset);
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      errors.push({ path: placeName(row, at, column), message: error.message });
    }
  }
  return item;
}

function detailsOf(
  book: Workbook,
  errors: FieldError[],
): { version: unknown; defaultTownship?: Record<string, string> } {
  if (!book.sheetNames.includes(DETAILS_SHEET)) return { version: undefined };
  let version: unknown;
  const townships: [string, string][] = [];
  for (const [row, cells] of book.sheet(DETAILS_SHEET, { rows: 1_000, columns: 3 }).rows) {
    try {
      const [line, first, second] = [0, 1, 2].map((at) => {
        const cell = cells.get(at);
        return cell === undefined ? '' : (readCell(cell, 'text', 0) as string);
      }) as [string, string, string];
      if (line === NAME_LINE) version = first;
      else if (line === TOWNSHIP_LINE) townships.push([first, second]);
      else throw new CellError(`不认识的说明“${line.slice(0, 30)}”；可用的是“${NAME_LINE}”和“${TOWNSHIP_LINE}”`);
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      errors.push({ path: `“${DETAILS_SHEET}”第 ${row} 行`, message: error.message });
    }
  }
  return { version, ...(townships.length === 0 ? {} : { defaultTownship: Object.fromEntries(townships) }) };
}

function placeName(row: number, at: number, column: ListColumn | undefined): string {
  return `第 ${row} 行 ${columnName(at)} 列${column === undefined ? '' : `“${column.title}”`}`;
}

function fail(errors: readonly FieldError[]): never {
  const [first] = errors;
  throw new Problem(
    'invalid-fields',
    `The workbook has ${errors.length} mistakes; the first: ${first?.path}: ${first?.message}`,
    {
      errors: errors.slice(0, MOST_ERRORS),
    },
  );
}

/** The writer counts texts in a plain object, where names like `toString` stand already; a blank behind, which is not read, tells them apart. */
function safe(text: string): string {
  return text in {} ? `${text} ` : text;
}
