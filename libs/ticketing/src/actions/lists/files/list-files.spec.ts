import { deflateRawSync } from 'node:zlib';
import { getMetadataStorage } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { Problem, type FieldError } from '#libs/runtime';
import { checkList } from '../../../domain/check-list.js';
import { ResponsibilityItem } from '../../../domain/responsibilities.js';
import { readRulebook } from '../../../read-rulebook.js';
import { LIST_COLUMNS } from './columns.js';
import { atPlaces } from './list-file.js';
import { readListXlsx, writeListXlsx } from './list-xlsx.js';
import { readListYaml } from './list-yaml.js';

const rulebook = readRulebook(
  'config',
  ['stations', 'xhxy', 'message-board'].map((code) => ({ code })),
);

/** Every wrong place of a file, as its importer is told. */
const mistakesOf = (read: () => ReturnType<typeof readListXlsx>): FieldError[] => {
  try {
    const { plain, placeOf } = read();
    const result = checkList({ ...plain, version: plain.version ?? 'v' }, rulebook);
    return 'errors' in result ? atPlaces(result.errors, placeOf) : [];
  } catch (error) {
    if (error instanceof Problem && error.extra.errors) return error.extra.errors;
    throw error;
  }
};
const said = (errors: FieldError[]) => errors.map(({ path, message }) => `${path}: ${message}`).join('\n');

const HEAD = ['事项编码', '事项名称', '类别', '站所', '生效日期', '优先级', '限镇街'];
const GOOD = [
  text('A-1'),
  text('占道'),
  text('城乡建设、政法'),
  text('ZHZF'),
  text('2026-01-01'),
  number('3'),
  text('371402101'),
];

describe('a workbook', () => {
  it('of the columns that one needs is read, in any order, with dates as Excel keeps them', () => {
    const columns = HEAD.toReversed();
    const cells = [...GOOD];
    cells[4] = number('46023');
    const { plain } = readListXlsx(workbook([columns.map(text), cells.toReversed()]));
    expect(plain.items).toEqual([
      {
        item: 'A-1',
        name: '占道',
        categories: ['城乡建设', '政法'],
        station: 'ZHZF',
        validFrom: '2026-01-01',
        priority: 3,
        townships: ['371402101'],
      },
    ]);
  });

  it('that counts days from 1904 means the same days', () => {
    const cells = [...GOOD];
    cells[4] = number(String(46023 - 1462));
    const file = workbook([HEAD.map(text), cells], { workbook: '<workbookPr date1904="1"/>' });
    expect(readListXlsx(file).plain.items).toMatchObject([{ validFrom: '2026-01-01' }]);
  });

  it('with a text in several runs and a reading beside it is read as one text', () => {
    const strings = ['<si><r><t>占</t></r><r><t>道</t></r><rPh sb="0" eb="1"><t>zhan</t></rPh></si>'];
    const cells = [...GOOD];
    cells[1] = '<c r="B2" t="s"><v>0</v></c>';
    expect(readListXlsx(workbook([HEAD.map(text), cells], { strings })).plain.items).toMatchObject([{ name: '占道' }]);
  });

  it.each<[string, number, string, string]>([
    ['a code turned into a number', 0, number('12'), '第 2 行 A 列“事项编码”: 被 Excel 存成了数字 12'],
    ['a township turned into a number', 6, number('371402101'), '第 2 行 G 列“限镇街”: 被 Excel 存成了数字 371402101'],
    [
      'a formula',
      1,
      '<c r="B2" t="str"><f>HYPERLINK("http://x","y")</f><v>y</v></c>',
      '第 2 行 B 列“事项名称”: 是公式',
    ],
    ['an error value', 1, '<c r="B2" t="e"><v>#REF!</v></c>', '第 2 行 B 列“事项名称”: 是错误值 #REF!'],
    ['half a day', 4, number('46023.5'), '第 2 行 E 列“生效日期”: 应是日期'],
    ['a year that is none', 4, number('20260101'), '第 2 行 E 列“生效日期”: 应是日期'],
    ['a day in words', 4, text('明年元旦'), '第 2 行 E 列“生效日期”: 应是日期，如 2026-01-31，现为“明年元旦”'],
    ['a day that there is not', 4, text('2026-02-30'), '第 2 行: there is no day 2026-02-30'],
    ['a priority that is none', 5, text('高'), '第 2 行 F 列“优先级”: 应是整数'],
    ['a station that there is not', 3, text('NIX'), '第 2 行: NIX is neither a station kind'],
    ['a list that is none', 2, text('[城乡建设'), '第 2 行 C 列“类别”: 以“[”开头'],
    [
      'a code that is too long',
      0,
      text('A'.repeat(65)),
      '第 2 行 A 列“事项编码”: item must be shorter than or equal to 64',
    ],
    ['a missing name', 1, '', '第 2 行: name must be longer than'],
  ])('with %s is refused by row and column', (_, at, cell, expected) => {
    const cells = GOOD.map((good, index) => (index === at ? cell : good));
    expect(said(mistakesOf(() => readListXlsx(workbook([HEAD.map(text), cells]))))).toContain(
      expected.replace('第 2 行: name', '第 2 行 B 列“事项名称”: name'),
    );
  });

  it('names every wrong cell, not the first only', () => {
    const wrong = [...GOOD];
    [wrong[0], wrong[4]] = [number('12'), text('?')];
    expect(mistakesOf(() => readListXlsx(workbook([HEAD.map(text), wrong, wrong])))).toHaveLength(4);
  });

  it.each<[string, () => Buffer, string]>([
    [
      'the wrong sheet',
      () => workbook([HEAD.map(text), GOOD], { name: 'Sheet1' }),
      '没有工作表“责任清单”，只有“Sheet1”',
    ],
    ['no title row', () => workbook([GOOD]), '第 1 行 A 列: 不认识的列“A-1”'],
    ['a column twice', () => workbook([[...HEAD, '站所'].map(text), GOOD]), '“站所”列重复'],
    ['a missing column', () => workbook([HEAD.slice(1).map(text), GOOD.slice(1)]), '第 1 行: 缺少“事项编码”列'],
    [
      'something beside the columns',
      () => workbook([HEAD.map(text), [...GOOD, text('注')]]),
      '第 2 行 H 列: 有内容，但这一列没有列名',
    ],
    [
      'merged cells',
      () => workbook([HEAD.map(text), GOOD], { after: '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>' }),
      '“责任清单”A2:A3: 不能有合并单元格',
    ],
    [
      'the same code twice',
      () => workbook([HEAD.map(text), GOOD, GOOD]),
      '第 3 行: the item code A-1 stands there twice',
    ],
    [
      '100,000 rows',
      () => workbook([HEAD.map(text), ...Array.from({ length: 100_000 }, () => [text('A'), text('B')])]),
      '一份清单最多 5000 个事项',
    ],
    [
      'a row far down',
      () =>
        workbook([HEAD.map(text)], {
          after: '',
          rows: '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>x</t></is></c></row>',
        }),
      '最多 5000',
    ],
  ])('with %s is refused, and says what to do', (_, file, expected) => {
    expect(said(mistakesOf(() => readListXlsx(file())))).toContain(expected);
  });

  it.each<[string, () => Buffer]>([
    ['is none', () => Buffer.from('PK, but no zip')],
    ['is cut off', () => workbook([HEAD.map(text), GOOD]).subarray(0, 600)],
    ['is damaged', () => damaged(workbook([HEAD.map(text), GOOD]))],
    ['is a zip of something else', () => zip({ 'word/document.xml': '<w/>' })],
    ['lacks its sheet', () => zip(without(parts([HEAD.map(text)]), 'xl/worksheets/sheet1.xml'))],
    ['is no XML inside', () => zip({ ...parts([HEAD.map(text)]), 'xl/worksheets/sheet1.xml': '<worksheet><row>' })],
    [
      'grows by entities',
      () =>
        zip({
          ...parts([HEAD.map(text)]),
          'xl/worksheets/sheet1.xml': `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>`,
        }),
    ],
    ['names a text that is not there', () => workbook([HEAD.map(text), ['<c r="A2" t="s"><v>99</v></c>']])],
    [
      'is not UTF-8 inside',
      () => zip({ ...parts([HEAD.map(text)]), 'xl/workbook.xml': Buffer.from([0x3c, 0xff, 0xfe]) }),
    ],
    [
      'unpacks to 80 MB',
      () => zip({ ...parts([HEAD.map(text)]), 'xl/worksheets/sheet1.xml': Buffer.alloc(80_000_000) }),
    ],
    [
      'unpacks to 80 MB and says it is small',
      () => zip({ ...parts([HEAD.map(text)]), 'xl/sharedStrings.xml': Buffer.alloc(80_000_000) }, 10),
    ],
  ])('that %s is refused as a file, in no time', (_, file) => {
    const bytes = file();
    const before = performance.now();
    expect(said(mistakesOf(() => readListXlsx(bytes)))).toMatch(/^文件: /);
    expect(performance.now() - before).toBeLessThan(2_000);
  });

  it('has a column for every field of an item', () => {
    const rules = getMetadataStorage().getTargetValidationMetadatas(ResponsibilityItem, '', false, false);
    const fields = [...new Set(rules.map(({ propertyName }) => propertyName))].toSorted();
    expect(fields.length).toBeGreaterThan(20);
    expect(LIST_COLUMNS.map(({ field }) => field as string).toSorted()).toEqual(fields);
  });

  it('of 2,000 items is written and read in bounded time', async () => {
    const items = Array.from({ length: 2_000 }, (_, index) => ({
      ...rulebook.seed.items[index % 48]!,
      item: `A-${index}`,
    }));
    const before = performance.now();
    const { plain } = readListXlsx(await writeListXlsx({ version: 'v', items }));
    expect(plain.items).toHaveLength(2_000);
    expect(performance.now() - before).toBeLessThan(15_000);
  });
});

describe('a YAML file', () => {
  const good =
    "version: v\nitems:\n  - item: A-1\n    name: 占道\n    categories: []\n    station: ZHZF\n    validFrom: '2026-01-01'\n";

  it('is read as the list that it holds', () => expect(mistakesOf(() => readListYaml(Buffer.from(good)))).toEqual([]));

  it.each<[string, string, string]>([
    ['a misspelt field', good.replace('station', 'staton'), '第 6 行 $.items[0].staton'],
    ['a code as a number', good.replace('A-1', '12'), '第 3 行 $.items[0].item'],
    ['a key twice', `${good}    name: x\n`, '第 8 行: Map keys must be unique'],
    ['what is no YAML', 'version: [', '行: '],
    ['a list of something else', '- a\n- b\n', '文件: must hold one mapping'],
    ['a further field', `${good}tables: 1\n`, '$.tables: a list has only'],
    [
      'references that grow',
      `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nitems: [*c,*c,*c,*c,*c,*c,*c,*c]\n`,
      '文件: ',
    ],
    ['items that are none', 'version: v\nitems: 5\n', '$.items'],
    ['an item that is none', 'version: v\nitems: [5]\n', '第 2 行 $.items'],
  ])('with %s is refused by line and path', (_, file, expected) =>
    expect(said(mistakesOf(() => readListYaml(Buffer.from(file))))).toContain(expected),
  );
});

function text(value: string): string {
  return `<c t="inlineStr"><is><t>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</t></is></c>`;
}

function number(value: string): string {
  return `<c><v>${value}</v></c>`;
}

interface More {
  name?: string;
  workbook?: string;
  strings?: string[];
  after?: string;
  rows?: string;
}

/** A workbook as another program might write it: cells in order, without places. */
function workbook(rows: string[][], more: More = {}): Buffer {
  return zip(parts(rows, more));
}

function parts(
  rows: string[][],
  { name = '责任清单', workbook: settings = '', strings = [], after = '', rows: last = '' }: More = {},
) {
  const body = rows.map(
    (cells, row) => `<row r="${row + 1}">${cells.map((cell, at) => placed(cell, at, row)).join('')}</row>`,
  );
  return {
    'xl/workbook.xml': `<workbook>${settings}<sheets><sheet name="${name}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/sharedStrings.xml': `<sst>${strings.join('')}</sst>`,
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${body.join('')}${last}</sheetData>${after}</worksheet>`,
  };
}

function placed(cell: string, at: number, row: number): string {
  return cell.includes(' r="') ? cell : cell.replace('<c', `<c r="${String.fromCharCode(65 + at)}${row + 1}"`);
}

function without(all: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([one]) => one !== name));
}

function damaged(file: Buffer): Buffer {
  const copy = Buffer.from(file);
  copy.fill(0xff, 60, 140);
  return copy;
}

/** @param claimed bytes that each part says it has, unpacked */
function zip(files: Record<string, string | Buffer>, claimed?: number): Buffer {
  const [local, directory]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const packed = deflateRawSync(bytes, { level: 1 });
    const sizes = Buffer.alloc(26);
    sizes.writeUInt16LE(20, 0);
    sizes.writeUInt16LE(8, 4);
    sizes.writeUInt32LE(packed.length, 14);
    sizes.writeUInt32LE(claimed ?? bytes.length, 18);
    sizes.writeUInt16LE(Buffer.byteLength(name), 22);
    const head = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), sizes, Buffer.from(name), packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), sizes, place, Buffer.from(name)]));
    local.push(head);
    at += head.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...local, list, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
