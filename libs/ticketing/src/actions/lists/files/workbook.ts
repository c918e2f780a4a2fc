import { posix } from 'node:path';
import { readXml, type XmlListener } from './read-xml.js';
import { unreadable, Zip } from './unzip.js';

/** A cell as the file holds it. Empty ones are not there. */
export interface Cell {
  readonly kind: 'text' | 'number' | 'boolean' | 'formula' | 'error';
  readonly text: string;
}

export interface Sheet {
  /** By row (1 is the first), then by column (0 is A). */
  readonly rows: ReadonlyMap<number, ReadonlyMap<number, Cell>>;
  /** Merged ranges, `A3:B4`. */
  readonly merged: readonly string[];
  /** True when rows after the bound were left unread. */
  readonly cutOff: boolean;
}

/** How far a sheet is read. */
export interface SheetBounds {
  readonly rows: number;
  readonly columns: number;
}

const STRINGS = 'xl/sharedStrings.xml';

/** The sheets of a workbook, as SpreadsheetML (ECMA-376 part 1) writes them. Throws `invalid-fields` for what cannot be read. */
export class Workbook {
  /** Name of a sheet → its part. */
  private readonly parts = new Map<string, string>();
  private readonly zip: Zip;
  private strings: string[] | undefined;
  private date1904 = false;

  constructor(bytes: Buffer) {
    this.zip = new Zip(bytes);
    const targets = new Map<string, string>();
    readXml(this.zip.text('xl/_rels/workbook.xml.rels'), {
      open: (name, attribute) => {
        if (name === 'Relationship')
          targets.set(attribute('Id') ?? '', posix.resolve('/xl', attribute('Target') ?? '').slice(1));
      },
    });
    readXml(this.zip.text('xl/workbook.xml'), {
      open: (name, attribute) => {
        if (name === 'workbookPr') this.date1904 = ['1', 'true'].includes(attribute('date1904') ?? '');
        if (name === 'sheet') this.parts.set(attribute('name') ?? '', targets.get(attribute('r:id') ?? '') ?? '');
      },
    });
  }

  get sheetNames(): readonly string[] {
    return [...this.parts.keys()];
  }

  /** Days from 1899-12-30 to the day that this workbook calls 0. */
  get epochOffset(): number {
    return this.date1904 ? 1462 : 0;
  }

  sheet(name: string, bounds: SheetBounds): Sheet {
    const strings = this.sharedStrings();
    const reader = new SheetReader(bounds, strings);
    readXml(this.zip.text(this.parts.get(name) ?? ''), reader);
    return reader;
  }

  private sharedStrings(): readonly string[] {
    if (this.strings) return this.strings;
    const strings: string[] = [];
    let inText = false;
    let phonetic = false;
    if (this.zip.has(STRINGS))
      readXml(this.zip.text(STRINGS), {
        open: (name) => {
          if (name === 'si') strings.push('');
          else if (name === 'rPh') phonetic = true;
          else if (name === 't') inText = true;
        },
        close: (name) => {
          if (name === 'rPh') phonetic = false;
          else if (name === 't') inText = false;
        },
        text: (text) => {
          if (inText && !phonetic) strings[strings.length - 1] += text;
        },
      });
    return (this.strings = strings);
  }
}

class SheetReader implements Sheet, XmlListener {
  readonly rows = new Map<number, Map<number, Cell>>();
  readonly merged: string[] = [];
  cutOff = false;
  private row = 0;
  private column = -1;
  private type = 'n';
  private value = '';
  private isFormula = false;
  private reading = false;

  constructor(
    private readonly bounds: SheetBounds,
    private readonly strings: readonly string[],
  ) {}

  open(name: string, attribute: (name: string) => string | undefined): void | 'stop' {
    if (name === 'row') {
      this.row = Number(attribute('r') ?? this.row + 1);
      if (!Number.isSafeInteger(this.row) || this.row < 1) throw unreadable('a row has no number');
      this.column = -1;
    } else if (name === 'c') {
      const reference = attribute('r');
      this.column = reference === undefined ? this.column + 1 : columnOf(reference);
      [this.type, this.value, this.isFormula] = [attribute('t') ?? 'n', '', false];
    } else if (name === 'f') this.isFormula = true;
    else if (name === 'v' || name === 't') this.reading = true;
    else if (name === 'mergeCell' && this.merged.length < 100) this.merged.push(attribute('ref') ?? '');
  }

  close(name: string): void | 'stop' {
    if (name === 'v' || name === 't') this.reading = false;
    if (name !== 'c' || this.column >= this.bounds.columns) return;
    const cell = this.cell();
    if (cell === undefined) return;
    if (this.row > this.bounds.rows) {
      this.cutOff = true;
      return 'stop';
    }
    const row = this.rows.get(this.row) ?? new Map<number, Cell>();
    this.rows.set(this.row, row.set(this.column, cell));
  }

  text(text: string): void {
    if (this.reading) this.value += text;
  }

  private cell(): Cell | undefined {
    if (this.isFormula) return { kind: 'formula', text: this.value };
    if (this.type === 's') {
      const text = this.strings[Number(this.value)];
      if (text === undefined) throw unreadable('a cell refers to a text that is not there');
      return text.trim() === '' ? undefined : { kind: 'text', text };
    }
    if (this.value.trim() === '') return undefined;
    if (this.type === 'inlineStr' || this.type === 'str' || this.type === 'd')
      return { kind: 'text', text: this.value };
    if (this.type === 'b') return { kind: 'boolean', text: this.value };
    return { kind: this.type === 'e' ? 'error' : 'number', text: this.value };
  }
}

/** 0 for `A7`, 26 for `AA7`. */
function columnOf(reference: string): number {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(reference)?.[0];
  if (letters === undefined) throw unreadable('a cell has no place');
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** `A` for 0, `AA` for 26. */
export function columnName(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnName(Math.floor(column / 26) - 1) + last;
}
