// Writes config/calendar/<year>.yml from the tables of the npm package chinese-days, to be held against the notice of the State
// Council before it is committed. usage: npm run calendar -- 2027
// The package is only read here, never installed: why stands in docs/adr.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGE = 'chinese-days@1.5.7';
const INTEGRITY = 'sha512-8Z/afgDTct5jsoTLQTOZfpDl7w4pJH4jpr3DLxy6HING9U/e0EV7yiNxF/HVXp/c+eQFfFqv+HQZ/QDaIVJ1Vw==';
/** The package shortens what the notices write out. */
const NAMES = { 清明: '清明节', 端午: '端午节', 中秋: '中秋节' };

try {
  seed(process.argv[2] ?? '');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function seed(year) {
  if (!/^20\d\d$/.test(year)) throw new Error('usage: npm run calendar -- <year>');
  const target = `config/calendar/${year}.yml`;
  if (existsSync(target)) throw new Error(`${target} is there already; remove it first if it is to be written anew.`);
  writeFileSync(target, fileOf(year, tableOf(year)));
  console.log(`${target} is written. Hold it against the notice, and write its number and date under "source".`);
}

/** The package's own list of the year; it is never asked about a single day, for it answers for years that it does not know. */
function tableOf(year) {
  const folder = mkdtempSync(join(tmpdir(), 'huying-calendar-'));
  try {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', PACKAGE, '--json', '--ignore-scripts', '--pack-destination', folder], {
        encoding: 'utf8',
      }),
    );
    const archive = join(folder, packed.filename);
    const checksum = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (checksum !== INTEGRITY) throw new Error(`${PACKAGE} is not the package it was: ${checksum}`);
    execFileSync('tar', ['-xzf', archive, '-C', folder]);
    const table = join(folder, `package/dist/years/${year}.json`);
    if (!existsSync(table))
      throw new Error(`${PACKAGE} has no list for ${year}. Write the file from the notice, like the others.`);
    return JSON.parse(readFileSync(table, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fileOf(year, { holidays, workdays }) {
  const entries = [];
  for (const [day, words] of Object.entries(holidays).sort()) {
    const name = nameOf(words);
    const last = entries.at(-1);
    if (last && Date.parse(day) - Date.parse(last.to) === 86_400_000) {
      last.to = day;
      last.names.add(name);
    } else entries.push({ names: new Set([name]), from: day, to: day, makeUp: [] });
  }
  for (const [day, words] of Object.entries(workdays).sort())
    entries.find(({ names }) => names.has(nameOf(words))).makeUp.push(day);
  const lines = entries.map(({ names, from, to, makeUp }) => {
    const worked = makeUp.length > 0 ? `, makeUp: [${makeUp.join(', ')}]` : '';
    return `  - { name: ${[...names].join('、')}, from: ${from}, to: ${to}${worked} }`;
  });
  return `# Which days of ${year} are worked: the days off and the make-up working days (调休上班) that the State Council publishes each
# November for the next year. All other days are Monday to Friday worked, Saturday and Sunday off.
#
# For a new year: copy a file, name it by its year, write down the notice, restart. Until a year is here, deadlines that reach
# into it (or past 24 December of the year before, which the notice may still move) are reckoned with Monday to Friday, are
# flagged, and must be reckoned anew. Everything is checked at the start; a list without 元旦, 劳动节 and 国庆节 is refused.
#   source    the notice, with its number and date: what one looks up when a day is disputed
#   name      one line for each holiday of the notice
#   from, to  first and last day off, weekends in between included
#   makeUp    weekend days that are worked for it
# Other days on which the whole county does not work may stand here as one more line.
year: ${year}
source: 国务院办公厅关于${year}年部分节假日安排的通知
holidays:
${lines.join('\n')}
`;
}

function nameOf(words) {
  const name = words.split(',')[1];
  return NAMES[name] ?? name;
}
