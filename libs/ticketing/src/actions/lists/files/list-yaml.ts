import { LineCounter, parseDocument, stringify, type Node } from 'yaml';
import { Problem, readText } from '#libs/runtime';
import type { PlainList } from '../../../domain/check-list.js';
import type { ResponsibilityList } from '../../../domain/responsibilities.js';
import { type ReadList } from './list-file.js';

/** A list as YAML, in the form of `config/responsibilities.yml`. */
export function writeListYaml({ version, defaultTownship, items }: ResponsibilityList): string {
  const plain = JSON.parse(JSON.stringify({ version, defaultTownship, items })) as unknown;
  return stringify(plain, { lineWidth: 0, aliasDuplicateObjects: false, version: '1.2' });
}

/** Throws `invalid-fields` for what is no YAML, `body-not-utf8`. */
export function readListYaml(bytes: Uint8Array): ReadList {
  const lines = new LineCounter();
  const document = parseDocument(readText(bytes), { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const [mistake] = document.errors;
  if (mistake) {
    const { line } = lines.linePos(mistake.pos[0]);
    throw noList(`第 ${line} 行`, mistake.message);
  }
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw noList('文件', (error as Error).message);
  }
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain))
    throw noList('文件', 'must hold one mapping with version and items');
  const strange = Object.keys(plain).find((name) => !['version', 'defaultTownship', 'items'].includes(name));
  if (strange !== undefined)
    throw noList(`$.${strange.slice(0, 40)}`, 'a list has only version, defaultTownship and items');
  const placeOf = (path: string): string => {
    const keys = [...path.matchAll(/\.([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
    for (let depth = keys.length; depth > 0; depth--) {
      const node = document.getIn(keys.slice(0, depth), true) as Node | undefined;
      if (node?.range) return `第 ${lines.linePos(node.range[0]).line} 行 ${path}`;
    }
    return path;
  };
  return { plain: plain as PlainList, placeOf };
}

function noList(path: string, message: string): Problem {
  return new Problem('invalid-fields', `${path}: ${message}`, { errors: [{ path, message }] });
}
